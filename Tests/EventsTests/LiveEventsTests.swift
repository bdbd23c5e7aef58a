import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import ProcessHarness
import Recurrence
import Sandbox
import Synchronization
import TestServer
import Testing

@testable import Orchestration

/// From a person who enters a room to a receiver that is told of it, over real HTTP.
@Suite(.serialized, .timeLimit(.minutes(3)), .serialized) struct LiveEventsTests {
    /// Who checks what a receiver got as a library of Standard Webhooks would.
    func verify(_ request: ReceivedRequest, _ secret: String) throws -> Event {
        let id = try #require(request.headers["webhook-id"])
        let timestamp = try #require(request.headers["webhook-timestamp"].flatMap(Int64.init))
        #expect(abs(Date().timeIntervalSince1970 - Double(timestamp)) < 60)
        let secret = try #require(HookSecret(secret))
        #expect(request.headers["webhook-signature"] == HookSecret.signatures(id: id, timestamp: timestamp, body: request.body, by: [secret]))
        let event = try JSONDecoder().decode(Event.self, from: request.body)
        #expect(event.id == id)
        return event
    }

    @Test func `three hooks on a space share one webhook, and each is told in order of what it asked for`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            let receiver = try LocalServer { $0.serve() }
            let failing = try LocalServer { connection in while connection.readRequest() != nil { connection.answer(500) } }
            defer {
                receiver.stop()
                failing.stop()
            }
            func subscribe(_ server: LocalServer, _ path: String, _ events: [EventType], room: String? = nil) async throws -> HookService.Subscribed {
                let subscription = HookSubscription(
                    connection: "default", url: server.url(path), events: events, spaceId: EventsPlace.space, roomId: room)
                return try await place.hooks.subscribe(subscription, now: Date())
            }
            let all = try await subscribe(receiver, "/all", EventType.allCases)
            let calls = try await subscribe(receiver, "/calls", [.callFinished], room: EventsPlace.room)
            let broken = try await subscribe(failing, "/broken", [.callStarted])
            #expect(try await subscribe(receiver, "/all", EventType.allCases).hook == all.hook)

            // livedigital posts side by side what happens at once, so each is waited for.
            func happened(_ type: EventType) async throws {
                try await place.eventually("\(type) is known") { try place.types(room: EventsPlace.room).contains(type) }
            }
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            try await happened(.callStarted)
            let record = try place.account.server.startRecord(callId: call.id)
            try await happened(.recordStarted)
            try place.account.server.finishRecord(record.id)
            try await happened(.recordFinished)
            try place.account.server.finishCall(call.id)
            try await place.eventually("everything is delivered") { receiver.requests.count >= 7 }

            let told = try receiver.requests.filter { $0.path == "/all" }.map { try verify($0, all.secret) }
            let expected: [EventType] = [.callStarted, .recordStarted, .recordFinished, .callFinished]
            #expect(told.map(\.type).filter(\.isFromLivedigital) == expected)
            #expect(Set(told.map(\.type)) == Set(expected + [.sessionStarted, .sessionFinished]))
            #expect(told.allSatisfy { $0.subject.spaceName == "Маркетинг" && $0.subject.roomName == "Демо-зал" && $0.subject.callId == call.id })
            #expect(told.filter { $0.type == .recordFinished }.map(\.subject.recordId) == [record.id])
            let finished = try receiver.requests.filter { $0.path == "/calls" }.map { try verify($0, calls.secret) }
            #expect(finished.map(\.subject.callId) == [call.id])
            // One webhook at livedigital, whatever is subscribed here.
            #expect(place.account.server.ledger.count { $0.kind == .webhook && $0.what == .created } == 1)
            // The one that is broken waits for its next attempt and holds nobody up.
            let waiting = try place.read { try DeliveryTable.fetch($0, hook: broken.hook.id).items }
            #expect(waiting.map(\.state) == [.underWay])
            #expect(waiting.first?.status == 500)
            // The call is a session of its own.
            let session = try place.read { try SessionTable.fetch($0, id: call.id) }
            #expect(session?.kind == .call)
            #expect(session?.endsAt != nil)
        }
    }

    @Test func `a posted event that comes again, forged or with its members in another order is no second one`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            try await place.eventually("the call is known") { try place.types(room: EventsPlace.room).contains(.callStarted) }
            let number = try #require(place.account.server.deliveries.last?.number)
            for _ in 0..<3 { _ = try place.account.server.redeliver(number) }
            let event = WebhookEvent(eventName: "call_finished", roomId: EventsPlace.room, spaceId: EventsPlace.space, callId: call.id)
            place.account.server.send(event, secret: "forged")
            try await place.eventually("all are answered or given up") { place.account.server.deliveries.allSatisfy { $0.state != .pending } }
            #expect(try place.types(room: EventsPlace.room).filter(\.isFromLivedigital) == [.callStarted])
            let complaints = try place.read { try String.fetchAll($0, sql: "SELECT what FROM audit WHERE actor = 'webhook'") }
            #expect(complaints.contains { $0.contains("does not fit") })
        }
    }

    @Test func `a room that an action of ours made is known by its name at once`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            let arguments = ActionArguments(action: "createRoom", values: ["spaceId": .string(EventsPlace.space), "name": "Наша", "type": "lesson"])
            let flow = ServiceFlow(arguments, connection: "default", webURL: "https://edu.livedigital.space", now: Date())
            try await place.owned.engine.change { journal, db, now in _ = try journal.submit(db, key: "command@1", flow: flow, now: now) }
            try await place.eventually("the run has ended") { try place.read { try RunRecord.fetch($0, key: "command@1")?.state == .completed } }
            let names = try place.read { try PlaceTable.rooms($0, connection: "default", space: EventsPlace.space).map(\.name) }
            #expect(names.contains("Наша"))
        }
    }

    @Test func `a space that an action of ours made is watched at once`() async throws {
        try await EventsPlace.run(watch: .all) { place in
            try await place.watched()
            let arguments = ActionArguments(action: "createSpace", values: ["name": "Новая"])
            let flow = ServiceFlow(arguments, connection: "default", webURL: "https://edu.livedigital.space", now: Date())
            try await place.owned.engine.change { journal, db, now in _ = try journal.submit(db, key: "command@1", flow: flow, now: now) }
            try await place.eventually("its webhook is made") {
                let made = try place.read { try PlaceTable.spaces($0, connection: "default").first { $0.name == "Новая" } }
                return try made.map { space in
                    try place.read { try WebhookTable.fetchAll($0).contains { $0.spaceId == space.id && $0.state == .active } }
                } ?? false
            }
        }
    }

    @Test func `a call that is told of without its id is looked up`() async throws {
        try await EventsPlace.run { place in
            try await place.watched()
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            try place.account.server.finishCall(call.id)
            try await place.eventually("the call is over") {
                try place.types(room: EventsPlace.room).filter(\.isFromLivedigital).count == 2
            }
            let before = try place.types(room: EventsPlace.room).filter(\.isFromLivedigital)
            // The same end again, as older versions of livedigital wrote it: no second event.
            place.account.server.send(WebhookEvent(eventName: "call_finished", roomId: EventsPlace.room, spaceId: EventsPlace.space))
            try await place.eventually("it is processed") {
                try place.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ingested WHERE call IS NULL AND due_ms IS NULL") == 1 }
            }
            #expect(try place.types(room: EventsPlace.room).filter(\.isFromLivedigital) == before)
        }
    }

    @Test func `a look-up that takes long holds up its own room and nobody else`() async throws {
        try await EventsPlace.run(timeout: .seconds(60)) { place in
            try await place.watched()
            try place.account.server.arm(Fault(operation: "analyticsCalls", times: 1000, action: .delay(.seconds(20))))
            func send(_ name: String, room: String = EventsPlace.room, call: String? = nil) {
                place.account.server.send(WebhookEvent(eventName: name, roomId: room, spaceId: EventsPlace.space, callId: call))
            }
            func lookUps() throws -> [Int] {
                try place.read { try Int.fetchAll($0, sql: "SELECT lookups FROM ingested WHERE call IS NULL AND due_ms IS NOT NULL") }
            }
            send("call_started")
            try await place.eventually("it is kept") { try lookUps() == [0] }
            send("call_finished", call: "66d546bf2b949f39f80e9697")
            try await place.eventually("both are kept") { try place.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ingested") == 2 } }
            send("call_started", room: "66d1d55d1cf5d9c045c0d1c5", call: "66d546bf2b949f39f80e9698")
            try await place.eventually("the other room is told of") {
                try place.types(room: "66d1d55d1cf5d9c045c0d1c5").filter(\.isFromLivedigital) == [.callStarted]
            }
            // The first look has not ended yet, and the order of its room is kept.
            #expect(try lookUps() == [0])
            #expect(try place.types(room: EventsPlace.room).filter(\.isFromLivedigital).isEmpty)
        }
    }

    @Test func `the webhook is made with the first need and removed with the last`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            let receiver = try LocalServer { $0.serve() }
            defer { receiver.stop() }
            func hook(_ path: String) async throws -> Hook {
                let subscription = HookSubscription(
                    connection: "default", url: receiver.url(path), events: [.callStarted], spaceId: EventsPlace.space)
                return try await place.hooks.subscribe(subscription, now: Date()).hook
            }
            let (first, second) = (try await hook("/1"), try await hook("/2"))
            try await place.watched()
            #expect(try await place.hooks.unsubscribe(first.id, connection: "default"))
            let before = place.account.server.requests.count
            try await place.eventually("it is looked at again") { place.account.server.requests.count >= before }
            #expect(place.account.server.ledger.count { $0.kind == .webhook && $0.what == .deleted } == 0)
            #expect(try await place.hooks.unsubscribe(second.id, connection: "default"))
            #expect(try await !place.hooks.unsubscribe(second.id, connection: "default"))
            try await place.eventually("the webhook is removed") {
                place.account.server.ledger.count { $0.kind == .webhook && $0.what == .deleted } == 1
            }
            try await place.eventually("its row is gone") { try place.read { try WebhookTable.fetchAll($0).isEmpty } }
        }
    }

    @Test func `test, replay and rotation of a hook, and 410`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            let status = Mutex(200)
            let receiver = try LocalServer { connection in
                while connection.readRequest() != nil { connection.answer(status.withLock { $0 }) }
            }
            defer { receiver.stop() }
            let subscription = HookSubscription(connection: "default", url: receiver.url("/"), events: [.runFailed])
            let hook = try await place.hooks.subscribe(subscription, now: Date())
            let test = try #require(try await place.hooks.test(hook.hook.id, connection: "default"))
            try await place.eventually("the test is delivered") { receiver.requests.count == 1 }
            let told = try verify(receiver.requests[0], hook.secret)
            #expect(told.id == test.id)
            #expect(told.isTest)
            #expect(try place.types().isEmpty)
            #expect(try await place.hooks.test(hook.hook.id, connection: "another") == nil)
            #expect(try await place.hooks.replay(hook.hook.id, event: test.id, connection: "default") == 1)
            try await place.eventually("it is delivered again") { receiver.requests.count == 2 }
            #expect(receiver.requests.map { $0.headers["webhook-id"] } == [test.id, test.id])
            let rotated = try #require(try await place.hooks.rotateSecret(hook.hook.id, connection: "default"))
            #expect(rotated != hook.secret)
            status.withLock { $0 = 410 }
            _ = try await place.hooks.test(hook.hook.id, connection: "default")
            try await place.eventually("the hook is disabled") {
                try place.read { try HookTable.fetch($0, id: hook.hook.id, connection: "default")?.status == .disabled }
            }
            #expect(receiver.requests.last?.headers["webhook-signature"]?.split(separator: " ").count == 2)
            #expect(try place.types() == [.hookDisabled])
            await #expect(throws: OperatorError.self) { try await place.hooks.test(hook.hook.id, connection: "default") }
            #expect(try await place.hooks.subscribe(subscription, now: Date()).hook.status == .active)
        }
    }
}
