import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Recurrence
import Testing

@testable import Orchestration

@Suite("jobs that wait for a recording", .timeLimit(.minutes(5)))
struct JobOpeningTests {
    static func job(
        _ schedule: String = "", on: String = "{event: record.finished}", record: String = "", name: String = "after-live", title: String = "Demo"
    ) throws -> JobFile {
        let text = """
            kind: autowebinar
            name: \(name)
            title: \(title)
            space: Space
            room: Room
            \(record)
            on: \(on)
            \(schedule)
            """
        return try JobFile.decode(
            Data(text.utf8), file: "jobs/\(name).yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    private func finish(_ bench: PlanningBench, _ record: String, room: String = "r", type: EventType = .recordFinished, at: Date? = nil) throws {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.recordId) = ("s", room, record)
        let event = try #require(Event(livedigital: type, at: at ?? bench.now, connection: "default", subject: subject))
        try bench.database.write { db in
            try PlaceTable.put(db, connection: "default", roomsOf: nil, names: ["s": "Space"], isComplete: true, now: bench.now)
            try PlaceTable.put(db, connection: "default", roomsOf: "s", names: ["r": "Room", "q": "Other"], isComplete: true, now: bench.now)
            try bench.journal.receive(event, from: .webhook, db, now: bench.now)
        }
    }

    private func plan(_ bench: PlanningBench, _ run: String) throws -> AutowebinarPlan {
        let record = try #require(try bench.database.read { try RunRecord.fetch($0, key: run) })
        return try #require(try ServiceFlow(record).autowebinar).plan
    }

    @Test("nothing is planned before the recording; it opens the series and is what is shown")
    func series() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job("schedule: {timezone: Etc/UTC, start: 2026-12-01T12:00, rrule: FREQ=DAILY, horizon: 3d}"))
        #expect(try bench.plan().planned == 0)
        try finish(bench, "rec0", room: "q")
        try finish(bench, "rec0", type: .recordFailed)
        try finish(bench, "rec0", type: .recordStarted)
        #expect(try bench.plan().planned == 0)
        bench.now += 3600
        try finish(bench, "rec1")
        try finish(bench, "rec1")
        #expect(try bench.plan().planned == 3)
        let runs = try bench.runs
        #expect(runs.first == "after-live@2026-12-01T12:00:00.000Z")
        for run in runs {
            #expect(try plan(bench, run).record == .id("rec1"))
            #expect(try plan(bench, run).place == .names(space: "s", room: "r"))
        }
    }

    @Test("a later recording takes the place of the first in what is still to come")
    func later() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job("schedule: {timezone: Etc/UTC, start: 2026-12-01T12:00, rrule: FREQ=DAILY, horizon: 2d}"))
        try finish(bench, "rec1")
        try bench.plan()
        bench.now += 86_400
        try finish(bench, "rec2")
        try bench.plan()
        let amended = try bench.database.read { try String.fetchAll($0, sql: "SELECT key FROM flow WHERE amendment IS NOT NULL ORDER BY key") }
        #expect(amended == ["after-live@2026-12-02T12:00:00.000Z"])
        #expect(try plan(bench, "after-live@2026-12-03T12:00:00.000Z").record == .id("rec2"))
    }

    @Test("without a schedule each recording is shown once, ten minutes later on the whole minute, or as long after as the job says")
    func once() throws {
        let bench = try PlanningBench("2026-12-01T10:00:30Z")
        try bench.apply(try Self.job())
        #expect(try bench.plan().planned == 0)
        try finish(bench, "rec1")
        #expect(try bench.plan().planned == 1)
        bench.now += 20
        try finish(bench, "rec2")
        #expect(try bench.plan().planned == 1)
        #expect(try bench.runs == ["after-live@2026-12-01T10:11:00.000Z", "after-live@2026-12-01T10:12:00.000Z"])
        #expect(try plan(bench, "after-live@2026-12-01T10:12:00.000Z").record == .id("rec2"))
        try bench.apply(try Self.job(on: "{event: record.finished, after: 1h}"))
        bench.now += 600
        try finish(bench, "rec3")
        try bench.plan()
        #expect(try bench.runs.contains("after-live@2026-12-01T11:11:00.000Z"))
    }

    private func records(_ bench: PlanningBench) throws -> [RecordSelector] { try bench.runs.map { try plan(bench, $0).record } }

    @Test("without a schedule a later recording does not take the place of one that is still to be shown, nor does a changed title")
    func eachItsOwn() throws {
        let bench = try PlanningBench("2026-12-01T10:00:30Z")
        try bench.apply(try Self.job(on: "{event: record.finished, after: 1h}"))
        try finish(bench, "rec1")
        try bench.plan()
        bench.now += 600
        try finish(bench, "rec2")
        try bench.plan()
        #expect(try records(bench) == [.id("rec1"), .id("rec2")])
        let amendments = {
            try bench.database.read { try Data.fetchAll($0, sql: "SELECT amendment FROM flow WHERE amendment IS NOT NULL ORDER BY key") }
        }
        #expect(try amendments().isEmpty)
        try bench.apply(try Self.job(on: "{event: record.finished, after: 1h}", title: "Demo again"))
        let amended = try amendments().map { try AutowebinarAmendment(encoded: $0) }
        #expect(amended.map(\.title) == ["Demo again", "Demo again"])
        #expect(amended.map(\.record) == [.id("rec1"), .id("rec2")])
    }

    @Test("recordings that are learnt of together are shown one after another")
    func together() throws {
        let bench = try PlanningBench("2026-12-01T10:00:30Z")
        try bench.apply(try Self.job())
        for record in ["rec1", "rec2", "rec3"] { try finish(bench, record) }
        #expect(try bench.plan().planned == 3)
        #expect(
            try bench.runs == [
                "after-live@2026-12-01T10:11:00.000Z", "after-live@2026-12-01T10:12:00.000Z", "after-live@2026-12-01T10:13:00.000Z",
            ])
        #expect(try records(bench) == [.id("rec1"), .id("rec2"), .id("rec3")])
    }

    @Test("what is recorded while a job without a schedule is paused is not shown by itself, and the last of it is what a trigger shows")
    func paused() throws {
        let bench = try PlanningBench("2026-12-01T10:00:30Z")
        try bench.apply(try Self.job())
        try bench.database.write { _ = try JobTable.pause($0, bench.journal, name: "after-live", note: nil, actor: "test", now: bench.now) }
        try finish(bench, "rec1")
        try finish(bench, "rec2")
        bench.now += 60
        try bench.database.write { _ = try JobTable.resume($0, bench.journal, name: "after-live", actor: "test", now: bench.now) }
        #expect(try bench.plan().planned == 0)
        let run = try bench.database.write { db in
            try JobTable.trigger(db, bench.journal, name: "after-live", startsAt: nil, webURL: "https://x", actor: "test", now: bench.now)
        }
        #expect(try plan(bench, run).record == .id("rec2"))
    }

    @Test("a recording from before the job, a test event, and one of another room or account open nothing")
    func others() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try Self.job(on: "{event: record.finished, space: s, room: r}"))
        try finish(bench, "old", at: bench.now - 3600)
        try finish(bench, "elsewhere", room: "q")
        var test = Event.sample(.recordFinished, connection: "default")
        (test.subject.spaceId, test.subject.roomId, test.isTest) = ("s", "r", true)
        try bench.database.write { db in _ = try bench.journal.announce(test, db, now: bench.now) }
        #expect(try bench.plan().planned == 0)
        try finish(bench, "right")
        #expect(try bench.plan().planned == 1)
    }

    @Test("a job that is not opened cannot be triggered; an unchanged job keeps its opening when it is applied again")
    func kept() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let file = try Self.job("schedule: {timezone: Etc/UTC, start: 2026-12-01T12:00, rrule: FREQ=DAILY, horizon: 1d}")
        try bench.apply(file)
        #expect(throws: OperatorError.self) {
            try bench.database.write { db in
                try JobTable.trigger(
                    db, bench.journal, name: "after-live", startsAt: bench.now + 60, webURL: "https://x", actor: "test", now: bench.now)
            }
        }
        try finish(bench, "rec1")
        try bench.plan()
        #expect(try bench.apply(file).isEmpty)
        try bench.apply(try Self.job("schedule: {timezone: Etc/UTC, start: 2026-12-01T12:00, rrule: FREQ=DAILY, horizon: 2d}"))
        try bench.plan()
        #expect(try bench.runs.count == 2)
        for run in try bench.runs { #expect(try plan(bench, run).record == .id("rec1")) }
    }

    @Test("a job that waits says for what; running its file by hand would show what nobody meant, and is refused")
    func waiting() async throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let file = try Self.job("schedule: {timezone: Etc/UTC, start: 2036-12-01T12:00, rrule: FREQ=DAILY, horizon: 1d}")
        try bench.apply(file)
        func awaited() throws -> String? {
            let stored = try #require(try bench.database.read { try JobTable.fetch($0, "after-live") })
            return JobView(stored, count: 1, decided: DecidedDates(), zones: ZoneDatabase(), now: bench.now).awaited
        }
        #expect(try awaited() == "record.finished")
        try finish(bench, "rec1")
        #expect(try awaited() == nil)
        let runner = JobRunner(
            try Workspace(
                configuration: ServiceConfiguration(), environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        for file in [file, try Self.job()] {
            let refused = await #expect(throws: OperatorError.self) {
                try await runner.plan(file, start: bench.now + 60, reader: nil, now: bench.now)
            }
            #expect(refused?.description.hasPrefix("after-live waits for a recording that finishes") == true)
        }
    }

    @Test("mistakes of the key on are told where they are")
    func mistakes() {
        func mistakes(_ body: () throws -> JobFile) -> [String] {
            do {
                _ = try body()
                return []
            } catch let list as DiagnosticList {
                return list.diagnostics.map(\.description)
            } catch {
                return ["\(error)"]
            }
        }
        #expect(
            mistakes { try Self.job(record: "record: {id: r}") } == [
                "jobs/after-live.yaml:6:1: record: the event of on: supplies the record; remove record or on"
            ])
        #expect(
            mistakes { try Self.job(on: "{event: call.finished}") } == [
                "jobs/after-live.yaml:7:6: on.event: \"call.finished\" is not available in this version; use record.finished"
            ])
        #expect(
            mistakes { try Self.job(on: "{event: record.finished, rom: x}") } == [
                "jobs/after-live.yaml:7:30: on.rom: unknown key; did you mean \"room\"?"
            ])
        #expect(
            mistakes { try Self.job("playback: shared") } == [
                "jobs/after-live.yaml:8:1: playback: without a schedule each recording has a playback of its own; remove the key, or add a schedule"
            ])
        #expect(mistakes { try Self.job(on: "{}") } == ["jobs/after-live.yaml:7:1: on.event: the key is missing; add \"event: …\""])
    }
}
