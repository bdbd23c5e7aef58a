/// A recurrence rule of iCalendar (RFC 5545 section 3.3.10) over days and longer: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, with every other part
/// of the RFC.
///
/// What the rule leaves open (weekday, day, month, time of day) it takes from its start, which also anchors INTERVAL. The start itself is an
/// occurrence only where it matches the rule. Where the RFC leaves room:
/// - the numbers of BYDAY are united, `MO,1TU` is every Monday and the first Tuesday; an ordinal counts within the month for MONTHLY and beside
///   BYMONTH, else within the year;
/// - BYWEEKNO without a part that names days takes the weekday of the start; the days of a week that reaches into another year belong to the
///   calendar year they are in;
/// - BYSETPOS counts within the whole interval, also in the first one, where it may count times before the start;
/// - COUNT counts wall times as the rule gives them, before a gap of the clock or an exclusion takes any away;
/// - UNTIL as a date (`20261231`) includes that whole local day; as a local time (`20261231T190000`) that wall time; with Z
///   (`20261231T160000Z`) it is an instant, and no occurrence of the rule is later.
package struct RecurrenceRule: Hashable, Sendable {
    enum Frequency: String, CaseIterable, Sendable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// When it ends.
    enum End: Hashable, Sendable {
        case never
        case count(Int)
        case day(CalendarDay)
        case wallTime(WallTime)
        /// The wall time in UTC.
        case instant(WallTime)
    }

    struct WeekdayChoice: Hashable, Sendable {
        /// Nil for every such day.
        var ordinal: Int?
        var weekday: Weekday
    }

    /// The parts that are lists of numbers.
    enum NumberPart: String, CaseIterable, Sendable {
        case months = "BYMONTH"
        case weekNumbers = "BYWEEKNO"
        case yearDays = "BYYEARDAY"
        case monthDays = "BYMONTHDAY"
        case hours = "BYHOUR"
        case minutes = "BYMINUTE"
        case seconds = "BYSECOND"
        case positions = "BYSETPOS"
    }

    var frequency: Frequency
    /// 1 or more.
    var interval = 1
    var end = End.never
    var weekStart = Weekday.monday
    /// Each once; Monday first.
    var weekdays: [WeekdayChoice] = []
    /// Ascending, each once; absent where the part is.
    var numbers: [NumberPart: [Int]] = [:]

    init(frequency: Frequency) { self.frequency = frequency }

    /// Parses a rule, in upper or lower case, with or without `RRULE:` before it.
    package init(_ text: String) throws(RecurrenceRuleFailure) {
        var parser = RecurrenceRuleParser(text)
        self = try parser.rule()
    }
}

extension RecurrenceRule: CustomStringConvertible, Codable {
    /// The canonical text: parts and numbers in one order, defaults left out. Rules that say the same have the same text.
    package var description: String {
        var parts = ["FREQ=\(frequency.rawValue)"]
        if interval != 1 { parts.append("INTERVAL=\(interval)") }
        switch end {
        case .never: break
        case .count(let count): parts.append("COUNT=\(count)")
        case .day(let day): parts.append("UNTIL=\(Self.digits(day.description))")
        case .wallTime(let wallTime): parts.append("UNTIL=\(Self.digits(wallTime))")
        case .instant(let wallTime): parts.append("UNTIL=\(Self.digits(wallTime))Z")
        }
        if weekStart != .monday { parts.append("WKST=\(weekStart.code)") }
        for part in NumberPart.allCases {
            // The order of the RFC's own list, with BYDAY after the other days.
            if part == .hours, !weekdays.isEmpty {
                parts.append("BYDAY=" + weekdays.map { ($0.ordinal.map(String.init) ?? "") + $0.weekday.code }.joined(separator: ","))
            }
            if let values = numbers[part] { parts.append("\(part.rawValue)=" + values.map(String.init).joined(separator: ",")) }
        }
        return parts.joined(separator: ";")
    }

    /// Reads the text form; a text that is no rule is a `DecodingError`.
    package init(from decoder: any Decoder) throws {
        self = try decoder.text { (text) throws(RecurrenceRuleFailure) in try RecurrenceRule(text) }
    }

    /// Writes the canonical text.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }

    private static func digits(_ wallTime: WallTime) -> String {
        let text = wallTime.description
        return digits(text.utf8.count == 16 ? "\(text):00" : text)
    }

    private static func digits(_ text: String) -> String { text.filter { $0 != "-" && $0 != ":" } }
}
