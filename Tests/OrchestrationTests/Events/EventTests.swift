import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite("events", .timeLimit(.minutes(5)))
struct EventTests {
    private static let members = [
        "id", "type", "timestamp", "eventName", "spaceId", "spaceName", "roomId", "roomName", "callId", "recordId", "playbackId", "eventId",
        "sessionId", "runId", "jobName", "inviteUrl", "test",
    ]

    @Test("the payload is one flat object with every member, null where empty, in one order")
    func payload() throws {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId, subject.roomName) = ("s", "r", "c", "Зал \"1\"")
        let event = Event(.callFinished, key: "c", at: WireDate.date(milliseconds: 1_738_842_600_123), connection: "default", subject: subject)
        #expect(
            String(decoding: event.payload, as: UTF8.self) == """
                {"id":"\(event.id)","type":"call.finished","timestamp":"2025-02-06T11:50:00.123Z","eventName":"call_finished","spaceId":"s",\
                "spaceName":null,"roomId":"r","roomName":"Зал \\"1\\"","callId":"c","recordId":null,"playbackId":null,"eventId":null,\
                "sessionId":null,"runId":null,"jobName":null,"inviteUrl":null,"test":false}
                """)
        #expect(Event.members == Self.members)
    }

    @Test("an encoder, the payload and a reader agree", arguments: EventType.allCases)
    func codable(type: EventType) throws {
        let event = Event.sample(type)
        let encoded = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(event)) as? NSDictionary
        let written = try JSONSerialization.jsonObject(with: event.payload) as? NSDictionary
        #expect(encoded == written)
        #expect(Set(try #require(written).allKeys as? [String] ?? []) == Set(Self.members))
        #expect(try JSONDecoder().decode(Event.self, from: event.payload) == event)
    }

    @Test("the same event has the same id whoever tells of it, and another account's another")
    func identity() {
        func id(_ connection: String, _ type: EventType, _ key: String) -> String {
            Event(type, key: key, at: .now, connection: connection, subject: .init()).id
        }
        #expect(id("a", .callStarted, "c") == id("a", .callStarted, "c"))
        #expect(Set([id("a", .callStarted, "c"), id("b", .callStarted, "c"), id("a", .callFinished, "c"), id("a", .callStarted, "d")]).count == 4)
        #expect(id("a", .callStarted, "c").wholeMatch(of: /evt_[a-z2-7]{26}/) != nil)
    }

    @Test("both spellings of a type are the same")
    func spelling() {
        #expect(EventType(name: "call_started") == .callStarted)
        #expect(EventType(name: "call.started") == .callStarted)
        #expect(EventType(name: "callstarted") == nil)
        #expect(
            EventType.allCases.filter(\.isFromLivedigital).map(\.eventName) == [
                "call_started", "call_finished", "record_started", "record_finished", "record_failed", "record_aborted",
            ])
    }

    @Test("an event is written down once, with the names that are known")
    func once() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.database.write { db in
            try PlaceTable.put(db, connection: "default", roomsOf: nil, names: ["s": "Маркетинг"], isComplete: true, now: bench.now)
            try PlaceTable.put(db, connection: "default", roomsOf: "s", names: ["r": "Зал"], isComplete: true, now: bench.now)
            var subject = Event.Subject()
            (subject.spaceId, subject.roomId, subject.callId) = ("s", "r", "c")
            let event = Event(.callStarted, key: "c", at: bench.now, connection: "default", subject: subject)
            let stored = try #require(try EventTable.insert(db, event, now: bench.now))
            #expect(stored.event.subject.spaceName == "Маркетинг")
            #expect(stored.event.subject.roomName == "Зал")
            #expect(try EventTable.insert(db, event, now: bench.now) == nil)
            #expect(try EventTable.fetch(db, id: event.id, connection: "default") == stored.event)
            #expect(try EventTable.fetch(db, id: event.id, connection: "other") == nil)
        }
    }

    @Test("the polling twin lists by the time of recording, newest first, page by page, and only its account's")
    func polling() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.database.write { db in
            for number in 0..<10 {
                let type: EventType = number % 2 == 0 ? .callStarted : .callFinished
                let event = Event(type, key: "\(number)", at: .distantPast, connection: number == 9 ? "other" : "mine", subject: .init())
                _ = try EventTable.insert(db, event, now: bench.now.addingTimeInterval(Double(number / 2)))
            }
            var test = Event(.callStarted, key: "test", at: bench.now, connection: "mine", subject: .init())
            test.isTest = true
            _ = try EventTable.insert(db, test, now: bench.now)
            func ids(_ selection: EventSelection) throws -> [String] {
                var (found, selection): ([String], EventSelection) = ([], selection)
                while true {
                    let page = try EventTable.fetch(db, selection)
                    #expect(page.items.count <= selection.limit)
                    found += page.items.map(\.id)
                    guard let next = page.nextCursor else { return found }
                    #expect(EventTable.isCursor(next))
                    selection.cursor = next
                }
            }
            func id(_ number: Int) -> String {
                Event.id(type: number % 2 == 0 ? .callStarted : .callFinished, connection: "mine", key: "\(number)")
            }
            #expect(try ids(EventSelection(connection: "mine", limit: 2)) == (0..<9).reversed().map(id))
            #expect(try ids(EventSelection(connection: "mine", types: [.callFinished], limit: 3)) == [7, 5, 3, 1].map(id))
            let (from, to) = (bench.now.addingTimeInterval(1), bench.now.addingTimeInterval(3))
            #expect(try ids(EventSelection(connection: "mine", updatedFrom: from, updatedTo: to)) == [5, 4, 3, 2].map(id))
            #expect(try ids(EventSelection(connection: "nobody")).isEmpty)
            #expect(!EventTable.isCursor("x"))
        }
    }

    @Test("samples are the latest events of the account, else made up")
    func samples() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.database.write { db in
            #expect(try EventTable.samples(db, .runLate, connection: "mine") == [Event.sample(.runLate)])
            for number in 0..<5 {
                _ = try EventTable.insert(db, Event(.runLate, key: "\(number)", at: bench.now, connection: "mine", subject: .init()), now: bench.now)
            }
            #expect(try EventTable.samples(db, .runLate, connection: "mine").count == 3)
        }
    }
}
