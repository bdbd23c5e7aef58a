import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What livedigital's events change here.
@Suite("consequences of livedigital's events", .timeLimit(.minutes(5)))
struct IncomingTests {
    private func event(_ type: EventType, call: String? = nil, record: String? = nil, at: Date, room: String = "r") throws -> Event {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId, subject.recordId) = ("s", room, call, record)
        return try #require(Event(livedigital: type, at: at, connection: "default", subject: subject))
    }

    private func receive(_ bench: PlanningBench, _ event: Event, from teller: ServiceJournal.Teller = .webhook) throws {
        try bench.database.write { try bench.journal.receive(event, from: teller, $0, now: bench.now) }
    }

    private func types(_ bench: PlanningBench) throws -> [EventType] {
        try bench.database.read { try EventTable.fetch($0, EventSelection(connection: "default")).items.map(\.type).reversed() }
    }

    /// A run that waits for its record.
    private func waiting(
        _ bench: PlanningBench, for record: RecordSelector, room: String = "r", because reason: String = "not finished yet"
    ) throws -> String {
        var random = SplitMix(state: 1)
        let plan = AutowebinarPlan(
            title: "Demo", connection: "default", spaceId: "s", roomId: room, record: record, startsAt: bench.now.addingTimeInterval(3600),
            timezone: "Etc/UTC", marker: RunMarker(using: &random), createdAt: bench.now)
        let key = "demo@\(record) \(room)"
        try bench.database.write { db in
            _ = try bench.journal.submit(db, key: key, flow: .autowebinar(AutowebinarFlow(plan: plan)), now: bench.now)
            let work = try #require(try bench.journal.claim(db, [Vacancy(lane: "default", places: 1)], now: bench.now).work.first)
            let made = Performance<ServiceAnswer>.answered(.autowebinar(.playback(id: "pb \(key)")))
            let next = try #require(try bench.journal.record(db, work, .performed(made), now: bench.now))
            _ = try bench.journal.record(db, next, .performed(.notReady(reason)), now: bench.now)
        }
        #expect(try bench.state(of: key)?.state == RunState.waiting.rawValue)
        return key
    }

    @Test("a finished recording wakes the runs of its room that wait for one, and no others")
    func woken() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let mine = try waiting(bench, for: .id("rec"))
        let elsewhere = try waiting(bench, for: .id("other"), room: "q")
        try receive(bench, try event(.recordFinished, record: "rec", at: bench.now))
        #expect(try bench.state(of: mine)?.state == RunState.ready.rawValue)
        #expect(try bench.state(of: elsewhere)?.state == RunState.waiting.rawValue)
    }

    @Test(
        "a recording that failed or was aborted ends the runs that wait for exactly it, with the reason",
        arguments: [
            EventType.recordFailed, .recordAborted,
        ])
    func failed(type: EventType) throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let mine = try waiting(bench, for: .id("rec"))
        let others = try waiting(bench, for: .latest(minDuration: nil, nameContains: nil))
        #expect(try bench.database.read { try EventTable.lostRecording($0, "rec", connection: "default") } == nil)
        try receive(bench, try event(type, record: "rec", at: bench.now))
        // Whoever looks for it later is told the same.
        #expect(try bench.database.read { try EventTable.lostRecording($0, "rec", connection: "default") }?.code == "no_record")
        #expect(try bench.database.read { try EventTable.lostRecording($0, "rec", connection: "another") } == nil)
        #expect(try bench.state(of: others)?.state == RunState.waiting.rawValue)
        // What it made is removed first.
        try bench.database.write { db in
            let work = try #require(
                try bench.journal.claim(db, [Vacancy(lane: "default", places: 5)], now: bench.now).work.first)
            #expect(work.call == .autowebinar(.deletePlayback(spaceId: "s", playbackId: "pb \(mine)")))
            _ = try bench.journal.record(db, work, .performed(.answered(.autowebinar(.deleted))), now: bench.now)
        }
        let record = try #require(try bench.database.read { try RunRecord.fetch($0, key: mine) })
        #expect(record.state == .failed)
        #expect(record.note?.contains("The recording rec") == true)
    }

    @Test("one that is waited for by its name ends the run that looked for exactly it")
    func failedByName() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let open = RoomRecord(id: "rec", name: "Live")
        guard case .unfinished(_, let reason) = RecordSelector.name("Live").select(from: Listing(items: [open], isComplete: true), roomId: "r") else {
            Issue.record("it is not waited for")
            return
        }
        let mine = try waiting(bench, for: .name("Live"), because: reason)
        try receive(bench, try event(.recordAborted, record: "re", at: bench.now))
        #expect(try bench.state(of: mine)?.state == RunState.waiting.rawValue)
        try receive(bench, try event(.recordAborted, record: "rec", at: bench.now))
        #expect(try bench.state(of: mine)?.state != RunState.waiting.rawValue)
    }

    @Test("a call is a session from its start on, and over at its end; the poller's telling of the same is no news")
    func session() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let started = try event(.callStarted, call: "c", at: bench.now)
        try receive(bench, started)
        try receive(bench, try event(.callStarted, call: "c", at: bench.now.addingTimeInterval(-2)))
        let underWay = try #require(try bench.database.read { try SessionTable.fetch($0, id: "c") })
        #expect(underWay.kind == .call)
        #expect(underWay.state(at: bench.now) == .inProgress)
        bench.now += 60
        try receive(bench, try event(.callFinished, call: "c", at: bench.now))
        let over = try #require(try bench.database.read { try SessionTable.fetch($0, id: "c") })
        #expect(over.startsAt == started.timestamp)
        #expect(over.state(at: bench.now) == .finished)
        #expect(try types(bench) == [.callStarted, .callFinished])
        // The list may have it later: it is waited for by its id.
        let row = try #require(try bench.database.read { try Row.fetchOne($0, sql: "SELECT version, ctx FROM flow WHERE kind = 'collection'") })
        let collection = try CollectionFlow.restore(kind: "collection", version: row["version"], from: row["ctx"])
        #expect(collection.facts.calls.map(\.id) == ["c"])
        #expect(collection.facts.calls.map(\.startedAt) == [over.startsAt])
        #expect(collection.facts.calls.map(\.finishedAt) == [over.endsAt])
        #expect(collection.facts.calls.map(\.isListed) == [false])
    }

    /// An event of livedigital's without the id of its call, which was looked up in vain.
    private func nameless(_ name: String, at: Date) throws -> Event {
        let message = IngestedEvent(
            number: 1, connection: "default", eventName: name, spaceId: "s", roomId: "r", callId: nil, recordId: nil, receivedAt: at, lookUps: 4)
        let event = try #require(Event(message, callId: nil))
        #expect(event.subject.callId == nil)
        return event
    }

    private func collections(_ bench: PlanningBench) throws -> Int? {
        try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM flow WHERE kind = ?", arguments: [CollectionFlow.kind]) }
    }

    @Test("a call that went out without its id is not told of again when the list has it: it gets its id, its session and its report")
    func named() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let (start, end) = (bench.now, bench.now.addingTimeInterval(60))
        let (started, finished) = (try nameless("call_started", at: start), try nameless("call_finished", at: end))
        try receive(bench, started)
        try receive(bench, finished)
        #expect(try collections(bench) == 0)
        bench.now += 120
        // However often it is read.
        for _ in 1...2 {
            try receive(bench, try event(.callStarted, call: "c", at: start.addingTimeInterval(-5)), from: .poller)
            try receive(bench, try event(.callFinished, call: "c", at: end.addingTimeInterval(-5)), from: .poller)
        }
        let known = try bench.database.read { try EventTable.fetch($0, EventSelection(connection: "default")).items }
        #expect(Set(known.map(\.id)) == [started.id, finished.id])
        #expect(known.map(\.subject.callId) == ["c", "c"])
        let session = try #require(try bench.database.read { try SessionTable.fetch($0, id: "c") })
        #expect(session.startsAt == start.addingTimeInterval(-5))
        #expect(session.endsAt == end.addingTimeInterval(-5))
        #expect(try collections(bench) == 1)
        // Another call of the room is news.
        try receive(bench, try event(.callStarted, call: "d", at: start.addingTimeInterval(90)), from: .poller)
        #expect(try types(bench) == [.callStarted, .callFinished, .callStarted])
    }

    @Test("a call that livedigital tells of with its id is news, and has its session, whatever came without an id before", arguments: [1.0, 75, 599])
    func another(after seconds: Double) throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try receive(bench, try nameless("call_started", at: bench.now))
        try receive(bench, try nameless("call_finished", at: bench.now))
        bench.now += seconds
        let (started, finished) = (try event(.callStarted, call: "c", at: bench.now), try event(.callFinished, call: "c", at: bench.now))
        try receive(bench, started)
        try receive(bench, finished)
        // What the list says of it afterwards names nothing else.
        try receive(bench, try event(.callStarted, call: "c", at: bench.now.addingTimeInterval(-1)), from: .poller)
        let known = try bench.database.read { try EventTable.fetch($0, EventSelection(connection: "default")).items.reversed() }
        #expect(known.map(\.subject.callId) == [nil, nil, "c", "c"])
        #expect(try bench.database.read { try SessionTable.fetch($0, id: "c") } != nil)
        #expect(try collections(bench) == 1)
    }

    @Test("a call that began long after what came without an id is another one, also where the list tells of it")
    func later() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try receive(bench, try nameless("call_started", at: bench.now))
        try receive(bench, try event(.callStarted, call: "c", at: bench.now.addingTimeInterval(121)), from: .poller)
        #expect(try types(bench) == [.callStarted, .callStarted])
    }

    @Test("an event of a name that we do not know is nothing")
    func unknown() {
        let message = IngestedEvent(
            number: 1, connection: "default", eventName: "room_painted", spaceId: "s", roomId: "r", callId: nil, recordId: nil,
            receivedAt: .now, lookUps: 0)
        #expect(Event(message, callId: nil) == nil)
        var own = message
        own.eventName = "run_failed"
        #expect(Event(own, callId: nil) == nil)
    }

    @Test("what came behind a message that is still looked up waits with it, other rooms do not")
    func order() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        func insert(_ name: String, _ room: String, _ call: String?) throws {
            let id = call.map { #","callId":"\#($0)""# } ?? ""
            let body = #"{"eventName":"\#(name)","roomId":"\#(room)","spaceId":"s"\#(id)}"#
            let message = try #require(
                WebhookMessage(Data(#"{"signature":"\#(WebhookMessageTests.signature)","body":\#(body)}"#.utf8)))
            let isNew = try bench.database.write { try IngestTable.insert($0, message, connection: "default", now: bench.now) }
            #expect(isNew)
        }
        try insert("call_started", "r", nil)
        try insert("call_started", "q", "1")
        try insert("record_started", "r", "2")
        func texts(_ events: [IngestedEvent]) -> [String] { events.map { "\($0.eventName) \($0.roomId ?? "")" } }
        func due() throws -> [String] { texts(try bench.database.read { try IngestTable.fetchDue($0, now: bench.now, limit: 10) }) }
        func nameless() throws -> [String] { texts(try bench.database.read { try IngestTable.fetchNameless($0, now: bench.now) }) }
        #expect(try due() == ["call_started q"])
        #expect(try nameless() == ["call_started r"])
        try bench.database.write { try IngestTable.postpone($0, 1, until: bench.now.addingTimeInterval(5)) }
        #expect(try due() == ["call_started q"])
        #expect(try nameless().isEmpty)
        bench.now += 5
        #expect(try nameless() == ["call_started r"])
        try bench.database.write { try IngestTable.settle($0, 1) }
        #expect(try due() == ["call_started q", "record_started r"])
        // One without an id waits for all that came before it from its room.
        try insert("call_finished", "r", nil)
        #expect(try nameless().isEmpty)
        try bench.database.write { try IngestTable.settle($0, 3) }
        #expect(try nameless() == ["call_finished r"])
    }
}
