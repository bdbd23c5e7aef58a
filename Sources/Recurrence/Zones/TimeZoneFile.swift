package import Foundation

/// The content of one time zone file (TZif, RFC 9636, versions 1 to 4): when the local time of a place changed, and by which rule it goes on.
package struct TimeZoneFile: Hashable, Sendable {
    /// One kind of local time that was in force.
    package struct LocalTimeType: Hashable, Sendable {
        /// Local time minus UTC, positive east of Greenwich; within -25 h to +26 h.
        package var offset: Duration { .seconds(offsetSeconds) }
        /// Whether it counts as daylight saving time. For display only; nothing is computed from it.
        package var isDaylight: Bool
        /// The abbreviation in use, such as `MSK` or `+05`.
        package var abbreviation: String
        var offsetSeconds: Int
    }

    /// A change of the local time.
    struct Transition: Hashable, Sendable {
        /// Seconds since 1970-01-01T00:00Z: the first second of the new local time.
        var instant: Int
        var type: LocalTimeType
    }

    /// 1 to 4.
    package var version: Int
    /// In force before the first transition, or always where there is neither transition nor rule.
    var initialType: LocalTimeType
    /// Strictly ascending.
    var transitions: [Transition]
    /// What holds after the last transition; nil where the file does not say (then the last type stays).
    var rule: TimeZoneRule?

    /// Reads and checks the bytes of a file. Files are at most 256 KiB, and a file that counts leap seconds (`right/…`) is refused,
    /// since its seconds are not those of `Date`.
    package init(_ data: Data) throws(TimeZoneFileFailure) {
        guard data.count <= 262_144 else {
            throw TimeZoneFileFailure(code: .tooLarge, message: "the file has \(data.count) bytes, more than any time zone file")
        }
        var reader = TimeZoneFileReader(bytes: [UInt8](data))
        self = try reader.read()
    }

    init(version: Int, initialType: LocalTimeType, transitions: [Transition], rule: TimeZoneRule?) {
        self.version = version
        self.initialType = initialType
        self.transitions = transitions
        self.rule = rule
    }

    /// The local time in force at an instant, in seconds since 1970-01-01T00:00Z (RFC 9636 section 3.2 and 3.3).
    func type(at instant: Int) -> LocalTimeType {
        guard let last = transitions.last else { return rule?.type(at: instant) ?? initialType }
        if instant >= last.instant { return rule?.type(at: instant) ?? last.type }
        let next = transitions.partitioningIndex { $0.instant > instant }
        return next == 0 ? initialType : transitions[next - 1].type
    }

    /// The changes of the clock within a range of seconds since 1970-01-01T00:00Z, ascending, with the offset from UTC that each brings.
    package func changes(in range: Range<Int>) -> [(instant: Int, offset: Duration)] {
        transitions(in: range).map { ($0.instant, $0.type.offset) }
    }

    /// The transitions within a range of instants, ascending.
    func transitions(in range: Range<Int>) -> [Transition] {
        let first = transitions.partitioningIndex { $0.instant >= range.lowerBound }
        let recorded = transitions[first...].prefix { $0.instant < range.upperBound }
        guard let rule else { return Array(recorded) }
        let lowerBound = transitions.last.map { max(range.lowerBound, $0.instant + 1) } ?? range.lowerBound
        return recorded + (lowerBound < range.upperBound ? rule.transitions(in: lowerBound..<range.upperBound) : [])
    }
}

/// Why a time zone file cannot be used.
package struct TimeZoneFileFailure: Error, Hashable, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// Not a TZif file at all, or of a version that is not known.
        case notATimeZoneFile
        /// Larger than any real one.
        case tooLarge
        /// It ends before what it announces.
        case truncated
        /// Its parts contradict each other or RFC 9636.
        case inconsistent
        /// It counts leap seconds.
        case leapSeconds
        /// The rule in its last line cannot be read.
        case footer
    }

    package var code: Code
    /// One sentence without a full stop that says what is wrong and where in the file.
    package var message: String
}

extension Array {
    /// The index of the first element for which `belongsToSecondPart` holds, in an array where no element before it does; `count` if none.
    func partitioningIndex(where belongsToSecondPart: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
