/// A named list of holidays: dates of every year, and dates of one year.
package struct HolidaySet: Hashable, Sendable {
    /// A date that comes every year; February 29 only in leap years.
    package struct AnnualDay: Hashable, Sendable {
        /// 1 to 12.
        package let month: Int
        /// 1 to 31.
        package let day: Int

        /// Throws when no year has such a day.
        package init(month: Int, day: Int) throws(WallTimeFailure) {
            // 2000 is a leap year.
            let known = try CalendarDay(year: 2000, month: month, day: day)
            (self.month, self.day) = (known.month, known.day)
        }

        /// Parses `01-07`, month before day, and nothing else.
        package init(_ text: String) throws(WallTimeFailure) {
            do {
                let known = try CalendarDay("2000-\(text)")
                (month, day) = (known.month, known.day)
            } catch {
                let message =
                    error.code == .malformed ? "expected a month and day such as 01-07, found \"\(text.prefix(40))\"" : "no year has a day \(text)"
                throw WallTimeFailure(code: error.code, message: message)
            }
        }
    }

    /// How people call it, such as `ru`.
    package var name: String
    package var annual: Set<AnnualDay>
    package var dates: Set<CalendarDay>

    package init(name: String, annual: Set<AnnualDay> = [], dates: Set<CalendarDay> = []) {
        (self.name, self.annual, self.dates) = (name, annual, dates)
    }

    /// Whether a day is a holiday.
    package func contains(_ day: CalendarDay) -> Bool {
        dates.contains(day) || annual.contains { $0.month == day.month && $0.day == day.day }
    }
}

extension HolidaySet.AnnualDay: Comparable, CustomStringConvertible, Codable {
    package static func < (left: Self, right: Self) -> Bool { (left.month, left.day) < (right.month, right.day) }

    /// `01-07`.
    package var description: String {
        // The year is cut off.
        String(CalendarDay(number: GregorianDay.number(year: 2000, month: month, day: day)).description.dropFirst(5))
    }

    /// Reads the text form; a text that is no such day is a `DecodingError`.
    package init(from decoder: any Decoder) throws { self = try decoder.text { (text) throws(WallTimeFailure) in try Self(text) } }

    /// Writes the text form.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}

/// The canonical form: the same members and bytes for equal sets.
extension HolidaySet: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, annual, dates
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        annual = Set(try container.decodeIfPresent([AnnualDay].self, forKey: .annual) ?? [])
        dates = Set(try container.decodeIfPresent([CalendarDay].self, forKey: .dates) ?? [])
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        if !annual.isEmpty { try container.encode(annual.sorted(), forKey: .annual) }
        if !dates.isEmpty { try container.encode(dates.sorted(), forKey: .dates) }
    }
}
