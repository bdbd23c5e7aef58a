import Foundation
import GRDB
import Recurrence
import Testing

@testable import DurableFlow
@testable import Orchestration

/// What asking for the same once more brings.
@Suite("ActionOrder", .timeLimit(.minutes(5)))
struct ActionOrderTests {
    private let bench: PlanningBench
    private let order: ActionOrder

    init() throws {
        bench = try PlanningBench("2026-12-01T10:00:00Z")
        let request = ActionRequest(
            name: "createAutowebinar",
            arguments: [
                "name": "Demo", "spaceId": "s", "roomId": "r", "recordId": "66d546c02b949f07df0e96ae", "startDate": "2026-12-02T10:00:00Z",
                "timezone": "Europe/Moscow", "externalId": "deal",
            ])
        order = ActionOrder(
            try request.arguments(zones: ZoneDatabase(), now: nil), connection: "default", actor: "test", now: bench.now)
    }

    /// The key of the run, with a mark where it is new.
    @discardableResult
    private func submit() throws -> String {
        let (run, isNew) = try bench.database.write { try order.submit(bench.journal, $0, webURL: "https://x", now: bench.now) }
        return isNew ? "\(run) new" : run
    }

    private func cancel() throws {
        try bench.database.write { try bench.journal.cancel($0, key: order.key, actor: "test", now: bench.now) }
    }

    private func claim() throws -> Work<ServiceFlow> {
        let claim = try bench.database.write { try bench.journal.claim($0, [Vacancy(lane: "default", places: 1)], now: bench.now) }
        return try #require(claim.work.first)
    }

    @Test("it is the same run, and not a new one")
    func again() throws {
        #expect(try submit() == "\(order.key) new")
        #expect(try submit() == order.key)
    }

    @Test("a run that is to be cancelled and is not published makes room for another, found again from then on")
    func cancelled() throws {
        try submit()
        try cancel()
        #expect(try submit() == "\(order.key).2 new")
        #expect(try submit() == "\(order.key).2")
    }

    @Test("as long as a call of it is under way it makes no room: what that did may yet be on show; once that is known, it does")
    func undecided() throws {
        try submit()
        let work = try claim()
        try cancel()
        #expect(throws: CancellationUndecided.self) { try submit() }
        let made = Performance<ServiceAnswer>.answered(.autowebinar(.playback(id: "p")), made: [])
        _ = try bench.database.write { try bench.journal.record($0, work, .performed(made), now: bench.now) }
        #expect(try submit() == "\(order.key).2 new")
    }
}
