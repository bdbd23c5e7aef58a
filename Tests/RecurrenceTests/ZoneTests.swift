import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ZoneTests {
    private static let zones = ZoneDatabase()

    private func utc(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// Prints instants as `2026-12-01T16:00:00Z 2026-12-01T19:00 mark`.
    private func found(_ zone: String, _ wallTime: String, _ gap: Zone.GapRule = .shift, _ overlap: Zone.OverlapRule = .both) throws -> [String] {
        try Self.zones.zone(zone).instants(of: WallTime(wallTime), gap: gap, overlap: overlap).map { instant in
            [instant.instant.formatted(.iso8601), instant.wallTime.description, instant.mark?.rawValue].compactMap(\.self).joined(separator: " ")
        }
    }

    @Test(
        "an ordinary wall time is one instant, in every hemisphere and century of the rule",
        arguments: [
            ("Europe/Moscow", "2026-12-01T19:00", "2026-12-01T16:00:00Z"),
            ("Europe/Moscow", "2012-06-01T12:00", "2012-06-01T08:00:00Z"),
            ("Europe/Berlin", "2026-07-01T12:00", "2026-07-01T10:00:00Z"),
            ("America/New_York", "2026-01-15T19:00", "2026-01-16T00:00:00Z"),
            ("Asia/Kolkata", "2026-05-05T09:30", "2026-05-05T04:00:00Z"),
            ("Australia/Sydney", "2026-01-15T12:00", "2026-01-15T01:00:00Z"),
            ("Australia/Sydney", "2026-07-15T12:00", "2026-07-15T02:00:00Z"),
            ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00:00Z"),
            ("Africa/Casablanca", "2026-02-25T12:00", "2026-02-25T12:00:00Z"),
            ("Africa/Casablanca", "2026-07-01T12:00", "2026-07-01T11:00:00Z"),
            ("Etc/UTC", "2026-07-01T12:00", "2026-07-01T12:00:00Z"),
            // By the footer alone.
            ("Europe/Berlin", "2050-07-01T12:00", "2050-07-01T10:00:00Z"),
            ("Europe/Berlin", "2050-12-01T12:00", "2050-12-01T11:00:00Z"),
            ("America/New_York", "2099-07-04T12:00", "2099-07-04T16:00:00Z"),
            ("Australia/Sydney", "2077-01-15T12:00", "2077-01-15T01:00:00Z"),
            ("America/Santiago", "2060-01-15T12:00", "2060-01-15T15:00:00Z"),
            ("America/Nuuk", "2060-07-15T12:00", "2060-07-15T13:00:00Z"),
            ("Europe/Moscow", "2090-12-01T19:00", "2090-12-01T16:00:00Z"),
        ])
    func ordinary(zone: String, wallTime: String, instant: String) throws {
        #expect(try found(zone, wallTime) == ["\(instant) \(wallTime)"])
        #expect(try Self.zones.zone(zone).wallTime(at: utc(instant)).description == wallTime)
    }

    @Test(
        "a wall time that the clock jumps over uses the offset from before the gap",
        arguments: [
            ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z 2026-03-29T03:30 gap-shifted"),
            ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z 2026-03-29T03:00 gap-shifted"),
            ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z 2026-03-08T03:30 gap-shifted"),
            ("America/New_York", "2045-03-12T02:30", "2045-03-12T07:30:00Z 2045-03-12T03:30 gap-shifted"),
            ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z 2026-10-04T02:45 gap-shifted"),
            ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z 2011-12-31T12:00 gap-shifted"),
            ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:30:00Z 2026-03-22T03:30 gap-shifted"),
            ("Europe/Moscow", "2011-03-27T02:30", "2011-03-26T23:30:00Z 2011-03-27T03:30 gap-shifted"),
        ])
    func gap(zone: String, wallTime: String, expected: String) throws {
        #expect(try found(zone, wallTime) == [expected])
        #expect(try found(zone, wallTime, .skip) == [])
    }

    @Test("the hour around a gap is not part of it")
    func gapEdges() throws {
        #expect(try found("Europe/Berlin", "2026-03-29T01:59:59") == ["2026-03-29T00:59:59Z 2026-03-29T01:59:59"])
        #expect(try found("Europe/Berlin", "2026-03-29T03:00") == ["2026-03-29T01:00:00Z 2026-03-29T03:00"])
    }

    @Test(
        "a wall time that the clock shows twice is the first, the last or both",
        arguments: [
            ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ("America/New_York", "2026-11-01T01:00", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
            ("Europe/Moscow", "2014-10-26T01:30", "2014-10-25T21:30:00Z", "2014-10-25T22:30:00Z"),
            ("Africa/Casablanca", "2026-02-15T02:15", "2026-02-15T01:15:00Z", "2026-02-15T02:15:00Z"),
            ("Europe/Berlin", "2060-10-31T02:30", "2060-10-31T00:30:00Z", "2060-10-31T01:30:00Z"),
        ])
    func overlap(zone: String, wallTime: String, first: String, last: String) throws {
        let (first, last) = ("\(first) \(wallTime) overlap-first", "\(last) \(wallTime) overlap-last")
        #expect(try found(zone, wallTime, .shift, .first) == [first])
        #expect(try found(zone, wallTime, .shift, .last) == [last])
        #expect(try found(zone, wallTime, .shift, .both) == [first, last])
    }

    @Test("an overlap ends with the second that the clock shows once more")
    func overlapEdges() throws {
        #expect(try found("Europe/Berlin", "2026-10-25T01:59:59").count == 1)
        #expect(try found("Europe/Berlin", "2026-10-25T02:59:59").count == 2)
        #expect(try found("Europe/Berlin", "2026-10-25T03:00").count == 1)
    }

    @Test("a distant date does not overflow, a fraction of a second is cut off")
    func distantDates() throws {
        let zone = try Self.zones.zone("Europe/Berlin")
        #expect(zone.wallTime(at: .distantFuture).year == 4001)
        #expect(zone.wallTime(at: .distantPast).year == 1 || zone.wallTime(at: .distantPast).year == 0)
        #expect(zone.wallTime(at: Date(timeIntervalSince1970: .infinity)).year > 30_000)
        #expect(zone.wallTime(at: Date(timeIntervalSince1970: -0.5)).description == "1970-01-01T00:59:59")
        #expect(zone.offset(at: Date(timeIntervalSince1970: 0)) == .seconds(3600))
    }
}
