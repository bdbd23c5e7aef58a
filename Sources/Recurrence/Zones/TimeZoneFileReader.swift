/// Reads a TZif file from its bytes (RFC 9636 section 3). Every count and index is checked before it is used.
struct TimeZoneFileReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private struct Header {
        var version: Int
        var utcIndicators, standardIndicators, leapSeconds, transitions, types, characters: Int

        func size(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators + utcIndicators
        }
    }

    mutating func read() throws(TimeZoneFileFailure) -> TimeZoneFile {
        let first = try header()
        guard first.version > 1 else {
            let file = try block(first, timeSize: 4)
            try expectEnd()
            return file
        }
        _ = try take(first.size(timeSize: 4), "the version 1 data")
        let second = try header()
        guard second.version == first.version else { throw inconsistent("its two headers have different versions") }
        var file = try block(second, timeSize: 8)
        file.rule = try footer(version: second.version)
        try expectEnd()
        return file
    }

    private mutating func header() throws(TimeZoneFileFailure) -> Header {
        let start = position
        guard bytes.count >= start + 5, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
            throw TimeZoneFileFailure(code: .notATimeZoneFile, message: "there is no TZif header at byte \(start)")
        }
        let fields = try take(44, "the header")
        let version: Int
        switch fields[start + 4] {
        case 0: version = 1
        case UInt8(ascii: "2")...UInt8(ascii: "4"): version = Int(fields[start + 4] - UInt8(ascii: "0"))
        default: throw TimeZoneFileFailure(code: .notATimeZoneFile, message: "its version byte is \(fields[start + 4]), known are versions 1 to 4")
        }
        let counts = (0..<6).map { Self.integer(fields[(start + 20 + $0 * 4)..<(start + 24 + $0 * 4)]) & 0xFFFF_FFFF }
        let header = Header(
            version: version, utcIndicators: counts[0], standardIndicators: counts[1], leapSeconds: counts[2], transitions: counts[3],
            types: counts[4], characters: counts[5])
        guard header.types > 0, header.types <= 256 else { throw inconsistent("it announces \(header.types) kinds of local time") }
        guard header.characters > 0 else { throw inconsistent("it has no abbreviations") }
        for (name, count) in [("UTC", header.utcIndicators), ("standard time", header.standardIndicators)] where count != 0 && count != header.types {
            throw inconsistent("it has \(count) \(name) indicators for \(header.types) kinds of local time")
        }
        return header
    }

    private mutating func block(_ header: Header, timeSize: Int) throws(TimeZoneFileFailure) -> TimeZoneFile {
        guard header.leapSeconds == 0 else {
            throw TimeZoneFileFailure(code: .leapSeconds, message: "it counts leap seconds, use the zone without \"right/\"")
        }
        let times = try take(header.transitions * timeSize, "the transition times")
        let indices = try take(header.transitions, "the transition types")
        let records = try take(header.types * 6, "the kinds of local time")
        let names = try take(header.characters, "the abbreviations")
        try checkIndicators(header)

        var types: [TimeZoneFile.LocalTimeType] = []
        for start in stride(from: records.startIndex, to: records.endIndex, by: 6) {
            let offset = Self.integer(records[start..<start + 4])
            guard (-89_999...93_599).contains(offset) else { throw inconsistent("an offset of \(offset) s from UTC is not possible") }
            guard records[start + 4] <= 1 else { throw inconsistent("a daylight saving flag is \(records[start + 4])") }
            let nameStart = names.startIndex + Int(records[start + 5])
            guard nameStart < names.endIndex, let nameEnd = names[nameStart...].firstIndex(of: 0) else {
                throw inconsistent("an abbreviation lies outside of its table")
            }
            types.append(
                .init(
                    isDaylight: records[start + 4] == 1, abbreviation: String(decoding: names[nameStart..<nameEnd], as: UTF8.self),
                    offsetSeconds: offset))
        }
        var transitions: [TimeZoneFile.Transition] = []
        for (number, index) in indices.enumerated() {
            let start = times.startIndex + number * timeSize
            let instant = Self.integer(times[start..<start + timeSize])
            guard instant.magnitude <= 1 << 60 else { throw inconsistent("transition \(number) is \(instant) s away from 1970") }
            guard Int(index) < types.count else { throw inconsistent("transition \(number) names local time \(index) of \(types.count)") }
            if let last = transitions.last, last.instant >= instant { throw inconsistent("transition \(number) is not later than the one before") }
            transitions.append(.init(instant: instant, type: types[Int(index)]))
        }
        return TimeZoneFile(version: header.version, initialType: types[0], transitions: transitions, rule: nil)
    }

    private mutating func checkIndicators(_ header: Header) throws(TimeZoneFileFailure) {
        let indicators = try take(header.standardIndicators + header.utcIndicators, "the indicators")
        guard indicators.allSatisfy({ $0 <= 1 }) else { throw inconsistent("an indicator is neither 0 nor 1") }
    }

    private mutating func footer(version: Int) throws(TimeZoneFileFailure) -> TimeZoneRule? {
        let newline = UInt8(ascii: "\n")
        guard try take(1, "the footer").first == newline, let end = bytes[position...].firstIndex(of: newline) else {
            throw TimeZoneFileFailure(code: .footer, message: "the footer is not one line")
        }
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        position = end + 1
        return text.isEmpty ? nil : try TimeZoneRule(text, allowsExtendedHours: version >= 3)
    }

    private mutating func take(_ count: Int, _ what: String) throws(TimeZoneFileFailure) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else {
            throw TimeZoneFileFailure(
                code: .truncated, message: "it is cut off: \(what) should have \(count) bytes from byte \(position) on, the file has \(bytes.count)")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private func expectEnd() throws(TimeZoneFileFailure) {
        guard position == bytes.count else { throw inconsistent("\(bytes.count - position) bytes follow its end") }
    }

    private func inconsistent(_ message: String) -> TimeZoneFileFailure { TimeZoneFileFailure(code: .inconsistent, message: message) }

    /// A big-endian two's complement number of 4 or 8 bytes.
    private static func integer(_ bytes: ArraySlice<UInt8>) -> Int {
        let pattern = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int(Int32(truncatingIfNeeded: pattern)) : Int(Int64(bitPattern: pattern))
    }
}
