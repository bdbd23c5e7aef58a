/// A day of the proleptic Gregorian calendar, without a zone: `2026-12-31`. Always a day that exists.
package struct CalendarDay: Hashable, Sendable {
    /// 1 to 9999 when parsed.
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    /// Throws when there is no such day.
    package init(year: Int, month: Int, day: Int) throws(WallTimeFailure) {
        self.init(try WallTime(year: year, month: month, day: day, hour: 0, minute: 0))
    }

    /// The day of a wall time.
    package init(_ wallTime: WallTime) { (year, month, day) = (wallTime.year, wallTime.month, wallTime.day) }

    /// Parses `2026-12-31`, and nothing else.
    package init(_ text: String) throws(WallTimeFailure) {
        do {
            self.init(try WallTime("\(text)T00:00"))
        } catch {
            guard error.code == .malformed else { throw error }
            throw WallTimeFailure(code: .malformed, message: "expected a date such as 2026-12-31, found \"\(text.prefix(40))\"")
        }
    }

    init(number: Int) { (year, month, day) = GregorianDay.date(of: number) }

    /// Seconds from 1970-01-01 to its beginning, on a clock in UTC.
    package var secondsSinceEpoch: Int { number * 86_400 }

    var number: Int { GregorianDay.number(year: year, month: month, day: day) }
}

extension CalendarDay: Comparable, CustomStringConvertible, Codable {
    package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// `2026-12-31`.
    package var description: String { String(WallTime(secondsSinceEpoch: number * 86_400).description.prefix { $0 != "T" }) }

    /// Reads the text form; a text that is not a day is a `DecodingError`.
    package init(from decoder: any Decoder) throws { self = try decoder.text { (text) throws(WallTimeFailure) in try CalendarDay(text) } }

    /// Writes the text form.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}
