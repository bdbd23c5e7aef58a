import Foundation
import Orchestration
import Recurrence

/// A weekly job of the year, and the instants that it names by Foundation's calendar, which knows nothing of our rules and zones.
struct WeeklyJob {
    static let zones = [
        "Europe/Moscow", "Europe/Berlin", "Europe/London", "Europe/Kyiv", "Europe/Istanbul", "Europe/Lisbon", "Asia/Yekaterinburg",
        "Asia/Novosibirsk", "Asia/Vladivostok", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Shanghai", "Asia/Dubai", "Asia/Jerusalem",
        "Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Honolulu",
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "America/Santiago",
        "Africa/Johannesburg", "Etc/UTC",
    ]
    static let accounts = ["account-0", "account-1", "account-2"]
    /// When the service is started for the first time. Every first session begins a day later or more.
    static let firstDay = Date(timeIntervalSince1970: 1_798_934_400)  // 2027-01-03T00:00Z, a Sunday

    let number: Int
    let zone: String
    /// Seconds from the beginning of the first Monday to the first session, as the clock on the wall shows it.
    let start: Int
    let weeks: Int
    private let more: [String]

    /// At full hours of working days; one in five falls into the hours of a Sunday night in which clocks are changed.
    init(number: Int, weeks: Int, using random: inout SeededGenerator) {
        self.number = number
        self.weeks = weeks
        zone = Self.zones[number % Self.zones.count]
        let isAtNight = random.chance(0.2)
        start =
            isAtNight
            ? 6 * 86_400 + Int.random(in: 0..<8, using: &random) * 1800
            : Int.random(in: 0..<5, using: &random) * 86_400 + Int.random(in: 9...20, using: &random) * 3600
        let horizon = ["2h", "1d", "3d", "14d"].randomElement(using: &random) ?? "1d"
        let record = random.chance(0.1) ? "{latest: {nameContains: Record}}" : "{id: record-\(number)}"
        more = ["record: \(record)", random.chance(0.3) ? "cleanup: 2d" : "cleanup: never", horizon]
    }

    var name: String { "job-\(number)" }
    var title: String { "Webinar \(number)" }
    var account: String { Self.accounts[number / 10 % Self.accounts.count] }
    var space: String { "space-\(number / 10)" }
    var room: String { "room-\(number)" }

    /// The job file.
    func file(_ zones: ZoneDatabase) throws -> JobFile {
        let (monday, seconds) = (start / 86_400, start % 86_400)
        func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let text = """
            kind: autowebinar
            name: \(name)
            title: \(title)
            connection: \(account)
            space: \(space)
            room: \(room)
            \(more[0])
            \(more[1])
            schedule:
              timezone: \(zone)
              start: 2027-01-\(twoDigits(4 + monday))T\(twoDigits(seconds / 3600)):\(twoDigits(seconds % 3600 / 60))
              rrule: FREQ=WEEKLY;COUNT=\(weeks)
              horizon: \(more[2])
            """
        return try JobFile.decode(Data(text.utf8), file: "jobs/\(name).yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays"))
    }

    /// The instants of all weeks: a time that the clock jumps over is read by the offset before, of a time that comes twice the first counts.
    var instants: [Date] {
        guard let zone = TimeZone(identifier: zone) else { return [] }
        return (0..<weeks).map { week in
            let wall = Self.firstDay.addingTimeInterval(Double(86_400 + start + week * 7 * 86_400))
            let before = wall.addingTimeInterval(-Double(zone.secondsFromGMT(for: wall.addingTimeInterval(-2 * 86_400))))
            let after = wall.addingTimeInterval(-Double(zone.secondsFromGMT(for: wall.addingTimeInterval(2 * 86_400))))
            let isBefore = wall.timeIntervalSince(before) == Double(zone.secondsFromGMT(for: before))
            let isAfter = wall.timeIntervalSince(after) == Double(zone.secondsFromGMT(for: after))
            return isBefore || !isAfter ? before : after
        }
    }
}
