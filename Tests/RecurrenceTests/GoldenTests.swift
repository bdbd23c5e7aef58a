import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct GoldenTests {
    private static let zones = ZoneDatabase()

    @Test("a series has the instants that were worked out by hand", arguments: Golden.standard + Golden.rules + Golden.crons)
    func golden(_ golden: Golden) throws {
        let start = try WallTime(golden.start)
        let series: Schedule.Series =
            if let rule = golden.rule { .rule(try RecurrenceRule(rule), start: start) } else {
                .cron(try CronExpression(try #require(golden.cron)), start: start)
            }
        let schedule = Schedule(timezone: golden.zone, series: series, gap: golden.gap, overlap: golden.overlap)
        let expected = golden.instants.split(whereSeparator: \.isWhitespace).map(String.init)
        func text(_ instant: ZonedInstant) -> String { instant.instant.formatted(.iso8601).replacingOccurrences(of: ":00Z", with: "Z") }
        let occurrences = try schedule.occurrences(from: .distantPast, zones: Self.zones)
        #expect(occurrences.prefix(expected.count).map(text) == expected)
        guard let total = golden.total else { return }
        let all = occurrences.map(text)
        #expect(all.count == total)
        #expect(all.last == golden.last ?? expected.last)
        // What is over names its last date.
        guard case .noneLeft(let last) = try schedule.next(1, from: .distantFuture, zones: Self.zones) else {
            Issue.record("an occurrence is left")
            return
        }
        #expect(last.map(text) == all.last)
    }
}
