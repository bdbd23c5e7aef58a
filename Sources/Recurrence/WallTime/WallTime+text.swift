extension WallTime: CustomStringConvertible, Codable {
    /// Parses `2026-12-01T19:00` or `2026-12-01T19:00:30`, and nothing else: no zone, no offset, no fraction.
    package init(_ text: String) throws(WallTimeFailure) {
        let bytes = Array(text.utf8)
        let matches = [16, 19].contains(bytes.count) && zip(bytes, "0000-00-00T00:00:00".utf8).allSatisfy(Self.hasForm)
        guard matches else {
            throw WallTimeFailure(
                code: .malformed, message: "expected a local date and time such as 2026-12-01T19:00, found \"\(text.prefix(40))\"",
                hint: Self.hint(for: text))
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        guard number(0..<4) > 0 else { throw WallTimeFailure(code: .noSuchDay, message: "year 0000 does not exist") }
        try self.init(
            year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13), minute: number(14..<16),
            second: bytes.count == 19 ? number(17..<19) : 0)
    }

    /// `2026-12-01T19:00`; seconds only where they are not zero.
    package var description: String {
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number.magnitude)
            return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let minutes = "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(hour)):\(padded(minute))"
        return second == 0 ? minutes : "\(minutes):\(padded(second))"
    }

    /// Reads the text form; a text that is not a wall time is a `DecodingError`.
    package init(from decoder: any Decoder) throws { self = try decoder.text { (text) throws(WallTimeFailure) in try WallTime(text) } }

    /// Writes the text form.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }

    private static func hasForm(_ byte: UInt8, _ pattern: UInt8) -> Bool {
        pattern == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == pattern
    }

    private static func hint(for text: String) -> String? {
        guard text.utf8.count > 10 else {
            return text.utf8.count == 10 ? "add the time of day, as in \(text)T19:00" : nil
        }
        let timeOfDay = text.dropFirst(10)
        if timeOfDay.hasSuffix("Z") || timeOfDay.contains("+") || timeOfDay.contains("-") {
            return "leave out the offset, the zone is named by timezone"
        }
        return timeOfDay.hasPrefix(" ") ? "put a T between date and time" : nil
    }
}
