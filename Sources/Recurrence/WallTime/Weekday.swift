/// A day of the week, numbered as in cron.
enum Weekday: Int, CaseIterable, Sendable {
    case sunday, monday, tuesday, wednesday, thursday, friday, saturday

    /// `SU` to `SA` (RFC 5545 section 3.3.10).
    var code: String { ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][rawValue] }

    /// The codes in the order of a week that begins on Monday.
    static let codes = (1...7).map { allCases[$0 % 7].code }

    init?(code: String) {
        guard let weekday = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = weekday
    }
}
