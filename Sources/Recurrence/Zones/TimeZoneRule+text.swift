extension TimeZoneRule {
    /// Reads a POSIX TZ string as RFC 9636 restricts it: daylight saving time needs its rules.
    /// Times of day from -167 to 167 hours are the extension of version 3; before it they go from 0 to 24.
    init(_ text: String, allowsExtendedHours: Bool) throws(TimeZoneFileFailure) {
        var scanner = Scanner(text: text, rest: Array(text.utf8)[...], hours: allowsExtendedHours ? -167...167 : 0...24)
        let name = try scanner.abbreviation()
        let standardOffset = -(try scanner.time(hours: -24...24))
        standard = .init(isDaylight: false, abbreviation: name, offsetSeconds: standardOffset)
        guard !scanner.rest.isEmpty else { return }

        let daylightName = try scanner.abbreviation()
        let hasOffset = scanner.rest.first != UInt8(ascii: ",")
        let daylightOffset = hasOffset ? -(try scanner.time(hours: -24...24)) : standardOffset + 3600
        daylight = Daylight(
            type: .init(isDaylight: true, abbreviation: daylightName, offsetSeconds: daylightOffset),
            start: try scanner.change(), end: try scanner.change())
        guard scanner.rest.isEmpty else { throw scanner.failure("the end") }
    }

    private struct Scanner {
        let text: String
        var rest: ArraySlice<UInt8>
        let hours: ClosedRange<Int>

        func failure(_ expected: String) -> TimeZoneFileFailure {
            TimeZoneFileFailure(code: .footer, message: "the rule \"\(text)\" should have \(expected) at character \(rest.startIndex + 1)")
        }

        mutating func accept(_ character: Character) -> Bool {
            guard let byte = character.asciiValue, rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        /// Three or more letters, or letters, digits and signs between angle brackets.
        mutating func abbreviation() throws(TimeZoneFileFailure) -> String {
            let isQuoted = accept("<")
            let name = rest.prefix { byte in
                let character = Character(UnicodeScalar(byte))
                return character.isASCII && (character.isLetter || (isQuoted && (character.isNumber || "+-".contains(character))))
            }
            guard name.count >= 3 else { throw failure("an abbreviation") }
            rest = rest.dropFirst(name.count)
            guard !isQuoted || accept(">") else { throw failure("\">\"") }
            return String(decoding: name, as: UTF8.self)
        }

        mutating func number(_ range: ClosedRange<Int>) throws(TimeZoneFileFailure) -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...3).contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self)), range.contains(value) else {
                throw failure("a number from \(range.lowerBound) to \(range.upperBound)")
            }
            rest = rest.dropFirst(digits.count)
            return value
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hours: ClosedRange<Int>) throws(TimeZoneFileFailure) -> Int {
            let isNegative = accept("-")
            if isNegative ? hours.lowerBound == 0 : accept("+") && hours.lowerBound == 0 { throw failure("a time without a sign") }
            var seconds = try number(0...hours.upperBound) * 3600
            if accept(":") {
                seconds += try number(0...59) * 60
                if accept(":") { seconds += try number(0...59) }
            }
            return isNegative ? -seconds : seconds
        }

        /// `,date[/time]`; the time is 02:00 where it is left out.
        mutating func change() throws(TimeZoneFileFailure) -> YearlyChange {
            guard accept(",") else { throw failure("a comma and a date") }
            let day: YearlyChange.Day
            if accept("M") {
                let month = try number(1...12)
                guard accept(".") else { throw failure("a point") }
                let week = try number(1...5)
                guard accept(".") else { throw failure("a point") }
                day = .weekday(try number(0...6), week: week, month: month)
            } else if accept("J") {
                day = .ofCommonYear(try number(1...365))
            } else {
                day = .ofYear(try number(0...365))
            }
            return YearlyChange(day: day, timeOfDay: accept("/") ? try time(hours: hours) : 7200)
        }
    }
}
