import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import ProcessHarness
import Sandbox
import TestServer
import Testing

@testable import Orchestration

/// What happens live and begins a job.
extension LiveEventsTests {
    @Test func `a room that somebody made since the lists were read is met by its name in its first event`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            try await place.apply(
                """
                kind: actions
                name: greet
                on: {event: call.started, space: Маркетинг, room: Новая}
                steps:
                  - {id: link, action: createRoomInvite, with: {space: "{{event.spaceId}}", room: "{{event.roomId}}", role: role_room_user}}
                """)
            let client = try await place.owned.accounts.client("default")
            func begun() throws -> Int { try place.read { try RunRecord.fetch($0, prefix: RunKey.prefix(of: "greet")).count } }
            let other = try await client.createRoom(spaceId: EventsPlace.space, name: "Другая", kind: .lesson)
            _ = try place.account.server.startCall(roomId: other.id)
            try await place.eventually("the other room is known") { try place.types(room: other.id).contains(.callStarted) }
            // The rooms were read a moment ago: the event waits until they may be read again.
            let room = try await client.createRoom(spaceId: EventsPlace.space, name: "Новая", kind: .lesson)
            _ = try place.account.server.startCall(roomId: room.id)
            try await place.eventually("the job has begun") { try begun() == 1 }
            let event = try place.read {
                try EventTable.fetch($0, EventSelection(connection: "default")).items.first { $0.subject.roomId == room.id }
            }
            #expect(event?.subject.roomName == "Новая")
            #expect(try begun() == 1, "the other room is another")
        }
    }

    @Test func `the recording of a live webinar finishes and its autowebinar is published by itself`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            let text = """
                kind: autowebinar
                name: after-live
                title: Повтор
                space: Маркетинг
                room: Демо-зал
                on: {event: record.finished, after: 1m}
                analytics: {after: 1s, giveUpAfter: 1m}
                """
            try await place.apply(text)
            // The job is the one that needs the space's events.
            try await place.watched()
            let receiver = try LocalServer { $0.serve() }
            defer { receiver.stop() }
            let hook = try await place.hooks.subscribe(
                HookSubscription(connection: "default", url: receiver.url("/"), events: [.autowebinarPublished], jobName: "after-live"), now: Date())
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            let record = try place.account.server.startRecord(callId: call.id)
            try place.account.server.finishRecord(record.id)
            try await place.eventually("its autowebinar is published") { !receiver.requests.isEmpty }
            let told = try verify(receiver.requests[0], hook.secret)
            #expect(told.type == .autowebinarPublished)
            #expect(told.subject.recordId == record.id)
            #expect(told.subject.jobName == "after-live")
            #expect(told.subject.inviteUrl?.contains("/event/") == true)
            let published = place.account.server.ledger.filter { $0.what == .published }
            #expect(published.count == 1)
            #expect(told.subject.playbackId == published.first?.id)
        }
    }

    @Test func `a call that ends begins the steps of a job, once, and they are told which call it was`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            let text = """
                kind: actions
                name: after-call
                on: {event: call.finished, space: Маркетинг, room: Демо-зал}
                steps:
                  - {id: room, action: createRoom, with: {space: "{{event.spaceId}}", name: "После {{event.callId}}", type: lesson}}
                """
            try await place.apply(text)
            try await place.watched()
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            try place.account.server.finishCall(call.id)
            let named = { place.account.server.ledger.filter { $0.state["name"]?.text == "После \(call.id)" } }
            try await place.eventually("the room is there under its name") { !named().isEmpty }
            let number = try #require(place.account.server.deliveries.last?.number)
            for _ in 0..<3 { _ = try place.account.server.redeliver(number) }
            try await SpaceWatch(place.owned).poll(now: Date())
            try await place.eventually("all are answered") { place.account.server.deliveries.allSatisfy { $0.state != .pending } }
            try await place.eventually("the run is over") {
                try place.read { try Bool.fetchOne($0, sql: "SELECT min(state) = 5 FROM flow WHERE key LIKE 'after-call@%'") ?? false }
            }
            #expect(try place.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM flow WHERE key LIKE 'after-call@%'") } == 1)
            #expect(place.account.server.ledger.count { $0.kind == .room && $0.what == .created && $0.operation == "createRoom" } == 1)
        }
    }
}
