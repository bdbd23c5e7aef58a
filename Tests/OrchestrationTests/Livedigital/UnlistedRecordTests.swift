import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// livedigital may tell of a recording before its list has it.
@Suite("a recording that is not listed", .timeLimit(.minutes(5)))
struct UnlistedRecordTests {
    private static let list = "GET /spaces/space1/rooms/room1/records"

    /// What comes of choosing from an empty list, where exactly the recording `new` is expected.
    private func choose(_ selector: RecordSelector, from list: String = "[]") async throws -> Performance<AutowebinarAnswer> {
        let client = try ScriptedRemote().on(Self.list, 200, list).client()
        let performer = LivedigitalPerformer(
            clients: { _ in client }, reports: ReportStore(root: URL(fileURLWithPath: "/nonexistent")),
            expectsRecording: { id, connection in id == "new" && connection == "default" })
        return await performer.perform(.selectRecord(spaceId: "space1", roomId: "room1", selector: selector), .run())
    }

    @Test("one that is expected is waited for, and told apart from one that is not there")
    func waitedFor() async throws {
        guard case .notReady(let reason, nil, nil) = try await choose(.id("new")) else {
            Issue.record("it is not waited for")
            return
        }
        #expect(reason == "the record new of the room room1 is not listed yet")
        #expect(try await choose(.id("old")).brief == "refused no_record")
        #expect(try await choose(.name("new")).brief == "refused no_record")
        #expect(try await choose(.latest(minDuration: nil, nameContains: nil)).brief == "refused no_record")
        let times = #""startedAt":"2027-01-01T10:00:00Z","finishedAt":"2027-01-01T10:30:00Z""#
        #expect(try await choose(.id("new"), from: #"{"items":[{"id":"new","fileSize":9,\#(times)}]}"#).brief == "answered")
    }

    private func expects(_ id: String, _ bench: PlanningBench, connection: String = "default") throws -> Bool {
        try bench.database.read { try EventTable.expectsRecording($0, id, connection: connection, now: bench.now) }
    }

    private func tell(_ type: EventType, _ bench: PlanningBench) throws {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.recordId) = ("s", "r", "rec")
        let event = try #require(Event(livedigital: type, at: bench.now, connection: "default", subject: subject))
        try bench.database.write { try bench.journal.receive(event, from: .webhook, $0, now: bench.now) }
    }

    @Test("one that livedigital told of is expected for a day", arguments: [EventType.recordStarted, .recordFinished])
    func toldOf(type: EventType) throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        #expect(try !expects("rec", bench))
        try tell(type, bench)
        #expect(try expects("rec", bench))
        #expect(try !expects("other", bench))
        #expect(try !expects("rec", bench, connection: "another"))
        bench.now += 86_399
        #expect(try expects("rec", bench))
        bench.now += 1
        #expect(try !expects("rec", bench))
    }

    @Test("one that came to nothing is not", arguments: [EventType.recordFailed, .recordAborted])
    func lost(type: EventType) throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try tell(.recordStarted, bench)
        try tell(type, bench)
        #expect(try !expects("rec", bench))
    }

    @Test("one whose id was made within the last ten minutes is expected, whoever told of it")
    func justMade() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        func id(_ seconds: TimeInterval) -> String {
            String(UInt32(bench.now.timeIntervalSince1970 + seconds), radix: 16) + "2b949f07df0e96ae"
        }
        #expect(try expects(id(-599), bench))
        #expect(try expects(id(60), bench), "livedigital's clock may be ahead")
        #expect(try !expects(id(-600), bench))
        #expect(try !expects("ffffffff2b949f07df0e96ae", bench))
    }
}
