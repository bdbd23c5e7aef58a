import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

@Suite("actions that an event begins", .timeLimit(.minutes(5)))
struct EventBegunTests {
    static func job(_ on: String = "{event: call.finished, space: Space, room: Room}", title: String = "Call") throws -> JobFile {
        let text = """
            kind: actions
            name: after-call
            on: \(on)
            steps:
              - id: room
                action: createRoom
                with: {space: "{{event.spaceId}}", name: "\(title) {{event.callId}} in {{event.roomName}}", type: lesson}
            """
        return try JobFile.decode(
            Data(text.utf8), file: "jobs/after-call.yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    @discardableResult
    private func happen(
        _ bench: PlanningBench, _ call: String, room: String = "r", type: EventType = .callFinished, at: Date? = nil, connection: String = "default"
    ) throws -> Event {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId) = ("s", room, call)
        let event = try #require(Event(livedigital: type, at: at ?? bench.now, connection: connection, subject: subject))
        try bench.database.write { db in
            try PlaceTable.put(db, connection: "default", roomsOf: nil, names: ["s": "Space"], isComplete: true, now: bench.now)
            try PlaceTable.put(db, connection: "default", roomsOf: "s", names: ["r": "Room", "q": "Other"], isComplete: true, now: bench.now)
            try bench.journal.receive(event, from: .webhook, db, now: bench.now)
        }
        return event
    }

    /// The runs of the job; those that collect reports of calls are others.
    private func runs(_ bench: PlanningBench) throws -> [String] { try bench.runs.filter { $0.hasPrefix("after-call@") } }

    private func flow(_ bench: PlanningBench, _ run: String) throws -> ActionsFlow {
        let record = try #require(try bench.database.read { try RunRecord.fetch($0, key: run) })
        return try #require(try ServiceFlow(record).actions)
    }

    @Test("each event begins one run, by its key, whatever tells of it again, and its members are filled in")
    func once() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job())
        #expect(try bench.plan().planned == 0)
        let first = try happen(bench, "c1")
        try happen(bench, "c1", at: bench.now + 5)
        let second = try happen(bench, "c2")
        #expect(try bench.plan().planned == 2)
        bench.now += 60
        try happen(bench, "c1")
        #expect(try bench.plan().planned == 0)
        #expect(try runs(bench) == ["after-call@\(first.id)", "after-call@\(second.id)"].sorted())
        guard case .createRoom(let space, let draft, _)? = try flow(bench, "after-call@\(first.id)").asked?.call else {
            Issue.record("no create")
            return
        }
        #expect(space == "s", "an id that the event gives is not looked up")
        #expect(draft.title == "Call c1 in Room")
        let decided = try bench.database.read { try OccurrenceTable.fetch($0, job: "after-call") }
        #expect(decided.map(\.reason) == ["call.finished", "call.finished"], "two at one instant are two")
    }

    @Test("an event of another room, type or account, one from before the job, and one made to try a hook begin nothing")
    func others() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job())
        try happen(bench, "c1", room: "q")
        try happen(bench, "c1", type: .callStarted)
        try happen(bench, "c1", connection: "school")
        try happen(bench, "c0", at: bench.now - 3600)
        var test = Event.sample(.callFinished, connection: "default")
        (test.subject.spaceId, test.subject.roomId, test.isTest) = ("s", "r", true)
        try bench.database.write { db in _ = try bench.journal.announce(test, db, now: bench.now) }
        #expect(try bench.plan().planned == 0)
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM job_event") } == 0)
    }

    @Test("without a space every room of the account counts, and is watched")
    func anywhere() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job("{event: call.finished}"))
        try happen(bench, "c1", room: "q")
        #expect(try bench.plan().planned == 1)
        let needs = try bench.database.read { try WatchedSpaces(watch: nil).needs($0, environment: "default") }
        #expect(needs == ["default": .init(all: true)])
        try bench.apply(try Self.job())
        #expect(try bench.database.read { try WatchedSpaces(watch: nil).needs($0, environment: "default") } == ["default": .init(named: ["Space"])])
    }

    @Test("after: puts the steps off, from the moment at which the event was known; a removed job cancels what is put off, other words leave it")
    func later() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let on = "{event: call.finished, space: Space, after: 5m}"
        try bench.apply(try Self.job(on))
        let event = try happen(bench, "c1")
        bench.now += 60
        try bench.plan()
        let run = "after-call@\(event.id)"
        #expect(try flow(bench, run).plan.startsAt == (try instant("2026-12-01T10:05:00Z")))
        #expect(try flow(bench, run).brief == "awaitStart")
        try bench.apply(try Self.job(on, title: "Meeting"))
        #expect(try bench.state(of: run)?.cancel == 0)
        try bench.apply(prune: true)
        #expect(try bench.state(of: run)?.cancel == 1)
    }

    @Test("a paused job takes no notice; nothing is planned while the clock is wrong, and nothing is lost by that")
    func heldBack() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job())
        try bench.plan()
        try bench.database.write { db in
            _ = try JobTable.pause(db, bench.journal, name: "after-call", note: nil, actor: "test", now: bench.now)
        }
        try happen(bench, "c1")
        try bench.database.write { db in _ = try JobTable.resume(db, bench.journal, name: "after-call", actor: "test", now: bench.now) }
        #expect(try bench.plan().planned == 0)
        try bench.apply(try PlanningBench.job("start: 2026-12-24T10:00, rrule: FREQ=DAILY"))
        try bench.plan()
        bench.now -= 200
        let event = try happen(bench, "c2")
        #expect(try bench.plan().clockProblem != nil)
        #expect(try runs(bench).isEmpty)
        bench.now += 300
        try bench.plan()
        #expect(try runs(bench) == ["after-call@\(event.id)"])
    }

    @Test("by hand it is not begun, since its steps are told of the event")
    func byHand() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job())
        let refused = #expect(throws: OperatorError.self) {
            try bench.database.write { db in
                try JobTable.trigger(db, bench.journal, name: "after-call", startsAt: bench.now, webURL: "https://x", actor: "test", now: bench.now)
            }
        }
        #expect(refused?.description.contains("is begun by call.finished") == true)
    }
}
