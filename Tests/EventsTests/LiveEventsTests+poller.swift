import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import ProcessHarness
import Sandbox
import TestServer
import Testing

@testable import Orchestration

/// What is found by asking.
extension LiveEventsTests {
    @Test func `what the webhook lost is found by the poller, and an account without webhooks is served by it alone`() async throws {
        try await EventsPlace.run(isReachable: false) { place in
            let receiver = try LocalServer { $0.serve() }
            defer { receiver.stop() }
            let subscription = HookSubscription(
                connection: "default", url: receiver.url("/"), events: [.callStarted, .callFinished, .recordFinished], spaceId: EventsPlace.space)
            let hook = try await place.hooks.subscribe(subscription, now: Date())
            // Known from now on: what happens later is news.
            try await place.eventually("the rooms are known") {
                try place.read { try !PlaceTable.rooms($0, connection: "default", space: EventsPlace.space).isEmpty }
            }
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            let record = try place.account.server.startRecord(callId: call.id)
            try place.account.server.finishRecord(record.id)
            try place.account.server.finishCall(call.id)
            // The next look is a minute away; another watcher looks now.
            try await SpaceWatch(place.owned).poll(now: Date())
            try await place.eventually("all are delivered") { receiver.requests.count == 3 }
            let told = try receiver.requests.map { try verify($0, hook.secret) }
            #expect(told.map(\.type) == [.callStarted, .recordFinished, .callFinished])
            #expect(told.allSatisfy { $0.subject.callId == call.id && $0.subject.roomName == "Демо-зал" })
            try await SpaceWatch(place.owned).poll(now: Date())
            #expect(try place.types(room: EventsPlace.room).filter(\.isFromLivedigital).count == 4)
            #expect(place.account.server.ledger.allSatisfy { $0.kind != .webhook })
        }
    }

    @Test func `spaces that the configuration names are polled though nothing can be posted to us, and all of them are not`() async throws {
        for (watch, expected) in [(.spaces(["Маркетинг"]), [EventType.callStarted]), (.all, [])]
            as [(ServiceConfiguration.Livedigital.Watch, [EventType])]
        {
            try await EventsPlace.run(watch: watch, isReachable: false) { place in
                if !expected.isEmpty {
                    try await place.eventually("the rooms are known") {
                        try place.read { try !PlaceTable.rooms($0, connection: "default", space: EventsPlace.space).isEmpty }
                    }
                }
                _ = try place.account.server.startCall(roomId: EventsPlace.room)
                let watch = SpaceWatch(place.owned)
                try await watch.look(now: Date())
                try await watch.poll(now: Date())
                #expect(try place.types(room: EventsPlace.room).filter(\.isFromLivedigital) == expected)
            }
        }
    }

    @Test func `calls that livedigital refuses to list leave the recordings, in every room`() async throws {
        try await EventsPlace.run(isReachable: false) { place in
            let subscription = HookSubscription(
                connection: "default", url: "http://127.0.0.1:9/", events: [.recordFinished], spaceId: EventsPlace.space)
            _ = try await place.hooks.subscribe(subscription, now: Date())
            try await place.eventually("the rooms are known") {
                try place.read { try !PlaceTable.rooms($0, connection: "default", space: EventsPlace.space).isEmpty }
            }
            let call = try place.account.server.startCall(roomId: EventsPlace.room)
            let record = try place.account.server.startRecord(callId: call.id)
            try place.account.server.finishRecord(record.id)
            try place.account.server.arm(Fault(operation: "analyticsCalls", times: 1000, action: .status(403)))
            try await SpaceWatch(place.owned).poll(now: Date())
            #expect(try place.types(room: EventsPlace.room).contains(.recordFinished))
        }
    }
}
