import DurableFlow
import Foundation
import ProcessHarness
import Sandbox
import Testing

@testable import Orchestration

/// Changes of a webhook that livedigital makes after it seemed to have lost them.
extension LiveEventsTests {
    private func subscribe(_ place: EventsPlace) async throws -> Hook {
        let subscription = HookSubscription(
            connection: "default", url: "http://127.0.0.1:9/", events: [.recordFailed], spaceId: EventsPlace.space)
        return try await place.hooks.subscribe(subscription, now: Date()).hook
    }

    private func changes(_ place: EventsPlace) -> [LedgerEntry.Change] {
        place.account.server.ledger.filter { $0.kind == .webhook }.map(\.what)
    }

    @Test func `a secret that is refreshed late is followed by one that is known`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            try place.account.server.arm(Fault(operation: "createWebhook", moment: .after, action: .drop))
            try place.account.server.arm(Fault(operation: "refreshSecretWebhook", action: .late(.seconds(1.5))))
            _ = try await subscribe(place)
            try await place.watched()
            try await place.eventually("the late refresh is done") { changes(place).count { $0 == .refreshed } == 2 }
            _ = try place.account.server.startCall(roomId: EventsPlace.room)
            try await place.eventually("it is posted") { place.account.server.deliveries.contains { !$0.attempts.isEmpty } }
            #expect(place.account.server.deliveries.map { $0.attempts.first?.status } == [200])
        }
    }

    @Test func `a removal that takes effect late does not meet the webhook of a later run`() async throws {
        try await EventsPlace.run(watch: .spaces([])) { place in
            let hook = try await subscribe(place)
            try await place.watched()
            try place.account.server.arm(Fault(operation: "deleteWebhook", action: .late(.seconds(1.5))))
            _ = try await place.hooks.unsubscribe(hook.id, connection: "default")
            try await place.eventually("it is removed") { changes(place).last == .deleted }
            _ = try await subscribe(place)
            try await place.eventually("one is made anew") { changes(place).count { $0 == .created } == 2 }
            try await Task.sleep(for: .seconds(2))
            #expect(changes(place) == [.created, .deleted, .created])
        }
    }
}
