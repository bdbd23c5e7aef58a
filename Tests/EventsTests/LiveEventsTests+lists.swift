import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import ProcessHarness
import Sandbox
import Testing

@testable import Orchestration

/// What livedigital lists later than it tells.
extension LiveEventsTests {
    @Test func `the report of a call that is listed after it was told of is collected`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            let id = "66d546bf2b949f39f80e9697"
            for name in ["call_started", "call_finished"] {
                place.account.server.send(WebhookEvent(eventName: name, roomId: EventsPlace.room, spaceId: EventsPlace.space, callId: id))
                try await place.eventually("\(name) is known") {
                    try place.types(room: EventsPlace.room).contains { $0 == EventType(name: name) }
                }
            }
            func session() throws -> Session? { try place.read { try SessionTable.fetch($0, id: id) } }
            try await place.eventually("its report is waited for") { try session()?.reports.isEmpty == false }
            #expect(try session()?.title == "Демо-зал")
            #expect(try session()?.reports.allSatisfy { $0.file == nil && $0.givenUp == nil } == true)
            let now = Date()
            try place.account.server.merge(
                SandboxAccount(calls: [
                    .init(
                        id: id, roomId: EventsPlace.room, spaceId: EventsPlace.space, startedAt: now - 180, finishedAt: now - 120, participants: 2)
                ]))
            try await place.eventually("its report is there") { try session()?.reports.allSatisfy { $0.file != nil } == true }
            let state = try place.read { try Int.fetchOne($0, sql: "SELECT state FROM flow WHERE kind = 'collection'") }
            #expect(state == RunState.completed.rawValue)
        }
    }

    @Test func `a recording that is listed after it was told of opens its series`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            try await place.apply(
                """
                kind: autowebinar
                name: after-live
                title: Повтор
                space: Маркетинг
                room: Демо-зал
                on: {event: record.finished, after: 10m}
                analytics: {after: 1s, giveUpAfter: 1m}
                """)
            try await place.watched()
            let id = "66d546bf2b949f39f80e9697"
            place.account.server.send(
                WebhookEvent(eventName: "record_finished", roomId: EventsPlace.room, spaceId: EventsPlace.space, recordId: id, callId: id))
            func run() throws -> RunRecord? { try place.read { try RunRecord.fetch($0, prefix: RunKey.prefix(of: "after-live")).first } }
            let note = "the record \(id) of the room \(EventsPlace.room) is not listed yet"
            try await place.eventually("the record is waited for") { try run()?.note == note }
            let now = Date()
            try place.account.server.merge(
                SandboxAccount(records: [
                    .init(
                        id: id, roomId: EventsPlace.room, spaceId: EventsPlace.space, name: "Новая", startedAt: now - 1800, finishedAt: now - 600,
                        fileSize: 67_000, createdAt: now - 1800)
                ]))
            // It looks again half a minute later; the test does not wait for that.
            let key = try #require(try run()?.key)
            try await place.owned.engine.change { journal, db, now in try journal.wake(db, key: key, now: now) }
            try await place.eventually("its autowebinar is published") { place.account.server.ledger.contains { $0.what == .published } }
        }
    }
}
