import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What runs, jobs and sessions tell of themselves.
@Suite("events of our own", .timeLimit(.minutes(5)))
struct RunEventsTests {
    private let journal = ServiceJournal(
        settle: .seconds(60), boot: "test", random: { 0.5 },
        onEnding: { journal, db, key, flow, ending, now in
            try JobTable.noteEnding(db, journal, key: key, flow: flow, ending: ending, now: now)
            try journal.noteEnding(db, key: key, flow: flow, ending: ending, now: now)
        },
        onTurn: { journal, db, key, flow, turn, now in try journal.noteTurn(db, key: key, flow: flow, turn: turn, now: now) })

    private func events(_ bench: PlanningBench) throws -> [Event] {
        try bench.database.read { try EventTable.fetch($0, EventSelection(connection: "default")).items.reversed() }
    }

    private func submit(_ bench: PlanningBench, _ key: String = "weekly@x") throws {
        var random = SplitMix(state: 1)
        let plan = AutowebinarPlan(
            title: "Demo", connection: "default", spaceId: "s", roomId: "r", record: .id("rec"), startsAt: bench.now.addingTimeInterval(3600),
            timezone: "Etc/UTC", marker: RunMarker(using: &random), createdAt: bench.now)
        try bench.database.write { _ = try journal.submit($0, key: key, flow: .autowebinar(AutowebinarFlow(plan: plan)), now: bench.now) }
    }

    private func perform(_ bench: PlanningBench, _ performances: Performance<ServiceAnswer>...) throws {
        try bench.database.write { db in
            var work = try journal.claim(db, [Vacancy(lane: "default", places: 1)], now: bench.now).work.first
            for performance in performances {
                let next = try #require(work)
                work = try journal.record(db, next, .performed(performance), now: bench.now)
            }
        }
    }

    private func answer(_ answer: AutowebinarAnswer) -> Performance<ServiceAnswer> { .answered(.autowebinar(answer)) }

    @Test("a publication is told with the invitation, in the transaction that records it")
    func published() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try submit(bench)
        try perform(
            bench, answer(.playback(id: "pb")), answer(.record(ChosenRecord(id: "rec", length: .seconds(60)))), answer(.updated),
            answer(.event(id: "ev")), answer(.updated))
        let told = try events(bench)
        #expect(told.map(\.type) == [.autowebinarPublished])
        let subject = try #require(told.first?.subject)
        #expect(subject.runId == "weekly@x")
        #expect(subject.jobName == "weekly")
        #expect((subject.playbackId, subject.recordId, subject.eventId) == ("pb", "rec", "ev"))
        #expect(subject.inviteUrl?.hasSuffix("/event/ev") == true)
        // Whoever is told may ask for the session at once.
        #expect(subject.sessionId == "weekly@x")
        #expect(try bench.database.read { try SessionTable.fetch($0, id: "weekly@x", connection: "default") }?.startsAt == bench.now + 3600)
    }

    @Test("a session whose run is cancelled before it begins is gone with the run")
    func cancelled() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try submit(bench)
        try perform(
            bench, answer(.playback(id: "pb")), answer(.record(ChosenRecord(id: "rec", length: .seconds(60)))), answer(.updated),
            answer(.event(id: "ev")), answer(.updated))
        try bench.database.write { try journal.cancel($0, key: "weekly@x", actor: "test", now: bench.now) }
        try perform(bench, answer(.deleted), answer(.deleted))
        #expect(try bench.state(of: "weekly@x")?.state == RunState.cancelled.rawValue)
        #expect(try bench.database.read { try SessionTable.fetch($0, id: "weekly@x", connection: "default") } == nil)
    }

    @Test("a place that a job names is named in what is told, also where nobody watches it")
    func named() throws {
        var random = SplitMix(state: 1)
        func subject(room: String) -> Event.Subject {
            let plan = AutowebinarPlan(
                title: "Demo", connection: "default", place: .names(space: "Маркетинг", room: room), record: .id("rec"), startsAt: nil,
                timezone: "Etc/UTC", marker: RunMarker(using: &random), createdAt: Date())
            var flow = AutowebinarFlow(plan: plan)
            (flow.facts.spaceId, flow.facts.roomId) = ("s", "r")
            return Event.Subject(run: "weekly@x", flow: .autowebinar(flow))
        }
        #expect(subject(room: "Демо-зал").spaceName == "Маркетинг" && subject(room: "Демо-зал").roomName == "Демо-зал")
        #expect(subject(room: "r").roomName == nil, "an id is no name")
    }

    @Test("a run that fails is told each time; its job, paused after too many, once")
    func failed() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try PlanningBench.job("start: 2027-12-01T10:00", more: "onFailure: {pauseAfter: 2}"))
        for number in 1...2 {
            try submit(bench, "weekly@\(number)")
            try perform(bench, .refused(Failure(code: "forbidden", message: "no")))
            bench.now += 1
        }
        #expect(
            try events(bench).map(\.type) == [.runFailed, .jobPaused, .runFailed]
                || events(bench).map(\.type) == [.runFailed, .runFailed, .jobPaused])
        #expect(try events(bench).filter { $0.type == .runFailed }.map(\.subject.runId) == ["weekly@1", "weekly@2"])
        #expect(try events(bench).filter { $0.type == .jobPaused }.map(\.subject.jobName) == ["weekly"])
    }

    @Test("a run that is held is told of")
    func held() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try submit(bench)
        try perform(bench, .hindered(.mismatch("the list of playbacks is not there")))
        #expect(try events(bench).map(\.type) == [.runHeld])
    }

    @Test("a run that is late is told of once, and so is a job that a person pauses")
    func late() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try PlanningBench.job("start: 2026-12-01T14:00"))
        try bench.plan()
        bench.now += 3600 * 2
        try bench.plan()
        try bench.plan()
        #expect(try events(bench).map(\.type) == [.runLate])
        #expect(try events(bench).first?.subject.jobName == "weekly")
        for _ in 0..<2 {
            try bench.database.write { db in
                _ = try JobTable.pause(db, bench.journal, name: "weekly", note: nil, actor: "test", now: bench.now)
            }
        }
        #expect(try events(bench).map(\.type) == [.runLate, .jobPaused])
    }

    /// A call of a minute with one report.
    private func call(from start: Date) -> Session {
        Session(
            id: "c", kind: .call, job: "", connection: "default", spaceId: "s", roomId: "r", title: "Room", startsAt: start,
            endsAt: start.addingTimeInterval(60), reports: [Session.Report(format: "json", dueAt: start.addingTimeInterval(90))])
    }

    @Test("a session begins, ends and has its reports, each told once however often it is looked at")
    func sessions() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        var session = call(from: bench.now)
        func look() throws {
            for _ in 0..<3 {
                try bench.database.write { db in
                    guard try SessionEvents.isDue(db, now: bench.now) else { return }
                    try SessionEvents.advance(db, bench.journal, now: bench.now)
                }
            }
        }
        try bench.database.write { try SessionTable.put($0, session) }
        try look()
        #expect(try events(bench).map(\.type) == [.sessionStarted])
        bench.now += 60
        try look()
        #expect(try events(bench).map(\.type) == [.sessionStarted, .sessionFinished])
        #expect(try events(bench).map(\.timestamp) == [session.startsAt, session.endsAt])
        bench.now += 60
        session.reports[0].file = Session.Report.File(path: "/x.json", bytes: 2, sha256: String(repeating: "a", count: 64))
        try bench.database.write { try SessionTable.put($0, session) }
        try look()
        #expect(try events(bench).map(\.type) == [.sessionStarted, .sessionFinished, .analyticsReady])
        #expect(try events(bench).allSatisfy { $0.subject.sessionId == "c" && $0.subject.callId == "c" && $0.subject.jobName == nil })
        // One that is found out long afterwards is no news.
        session.id = "old"
        session.startsAt = bench.now.addingTimeInterval(-3 * 86_400)
        session.endsAt = session.startsAt
        session.reports = []
        try bench.database.write { try SessionTable.put($0, session) }
        try look()
        #expect(try events(bench).count == 3)
    }

    @Test("a call that two connections see is a session of each, with its own events and reports")
    func sharedCall() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        var session = call(from: bench.now)
        let mine = session
        session.connection = "second"
        session.reports[0].file = Session.Report.File(path: "/x.json", bytes: 2, sha256: String(repeating: "a", count: 64))
        bench.now += 120
        try bench.database.write { [session] db in
            for session in [mine, session, mine] { try SessionTable.put(db, session) }
            for _ in 0..<3 { try SessionEvents.advance(db, bench.journal, now: bench.now) }
            #expect(try SessionTable.fetch(db, id: "c", connection: "default") == mine)
            #expect(try SessionTable.fetch(db, id: "c", connection: "second") == session)
            #expect(try SessionTable.fetch(db, SessionSelection()).count == 2)
            #expect(try SessionTable.fetch(db, SessionSelection(connection: "second")) == [session])
        }
        let told = try bench.database.read { try String.fetchAll($0, sql: "SELECT connection || ' ' || type FROM event ORDER BY 1") }
        #expect(
            told == [
                "default session.finished", "default session.started", "second analytics.ready", "second session.finished",
                "second session.started",
            ])
    }
}
