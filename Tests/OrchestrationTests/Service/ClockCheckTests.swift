import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(1))) struct ClockCheckTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [(-86_400, false), (0, false), (1, false), (2, true), (86_400, true)])
    func aClockBeforeTheJournalIsAProblem(entryAhead: TimeInterval, isProblem: Bool) throws {
        let database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        try migrator.migrate(database)
        let problem = try database.write { db in
            #expect(try ClockCheck.problem(db, now: Self.now) == nil, "an empty journal says nothing")
            let written = Self.now.addingTimeInterval(entryAhead)
            _ = try ServiceJournal(settle: .seconds(1), boot: "test", startedAt: written).submit(
                db, key: "demo@always", flow: .autowebinar(AutowebinarFlow(plan: Webinar.plan())), now: written)
            return try ClockCheck.problem(db, now: Self.now)
        }
        #expect((problem != nil) == isProblem)
        let words = "the clock stands at 2027-01-15T08:00:00.000Z, before the journal's last entry at 2027-01-1"
        if isProblem { #expect(problem?.hasPrefix(words) == true) }
    }

    @Test(arguments: [(-121, "121 s ahead of"), (-120, nil), (0, nil), (120, nil), (121, "121 s behind")] as [(TimeInterval, String?)])
    func aClockThatIsTwoMinutesOffIsAProblem(livedigitalAhead: TimeInterval, expected: String?) {
        let shown = ServerDate(date: Self.now.addingTimeInterval(livedigitalAhead), receivedAt: Self.now)
        let problem = ClockCheck.problem(shown, connection: "school")
        #expect(problem == expected.map { "this machine's clock is \($0) livedigital's (connection school); set it right" })
        #expect(ClockCheck.problem(nil, connection: "school") == nil)
    }
}
