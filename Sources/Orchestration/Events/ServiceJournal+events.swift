package import DurableFlow
package import Foundation
package import GRDB

extension ServiceJournal {
    /// Writes an event down and sends it on its way to every hook that wants it and to every job that waits for it, all in the caller's transaction.
    ///
    /// - Returns: false, changing nothing, where the same event was written down before.
    @discardableResult
    package func announce(_ event: Event, _ db: Database, now: Date) throws -> Bool {
        guard let stored = try EventTable.insert(db, event, now: now) else { return false }
        for hook in try HookTable.fetchAll(db, connection: event.connection)
        where hook.wants(stored.event) && event.timestamp >= hook.createdAt.later(by: .zero - Self.clockSlack) {
            try deliver(stored, to: hook, db, now: now)
        }
        try JobTable.begin(db, self, by: stored, now: now)
        return true
    }

    /// What happened longer than this before a subscription is no news for it; livedigital's clock may differ from ours.
    private static var clockSlack: Duration { .seconds(300) }

    /// What the end of a run is to others; called in the transaction that ends it.
    func noteEnding(_ db: Database, key: String, flow: ServiceFlow, ending: Ending, now: Date) throws {
        switch flow {
        case .delivery(let delivery):
            try endDelivery(delivery, db, now: now)
            // What became of it stands in its own table; there may be millions.
            try forget(db, key: key)
        case .webhook(let webhook): try WebhookTable.end(db, webhook, self, now: now)
        default:
            if case .autowebinar(let flow) = flow, Session(runKey: key, flow: flow) == nil { try SessionTable.remove(db, id: key) }
            if let actions = flow.actions { try notePlaces(ofResults: actions.facts.results, of: flow.lane, db, now: now) }
            guard case .failed = ending else { return }
            // A run that fails again after it was taken up again has failed twice.
            try announce(Event(.runFailed, run: key, flow: flow, at: now, occasion: "\(now.wholeMilliseconds)"), db, now: now)
        }
    }

    /// Spaces and rooms that a run made or renamed are known by their names at once, for the lists are read again every few minutes only.
    private func notePlaces(ofResults results: [ActionResult], of connection: String, _ db: Database, now: Date) throws {
        for result in results {
            guard let space = result.members["spaceId"]?.text, let name = result.members["name"]?.text else { continue }
            switch result.action {
            case "createSpace", "updateSpace":
                try PlaceTable.put(db, connection: connection, roomsOf: nil, names: [space: name], isComplete: false, now: now)
            case "createRoom", "updateRoom":
                guard let room = result.members["roomId"]?.text else { continue }
                try PlaceTable.put(db, connection: connection, roomsOf: space, names: [room: name], isComplete: false, now: now)
            default: break
            }
        }
    }

    /// What a step or a question of a run is to others; called in the transaction that records it.
    func noteTurn(_ db: Database, key: String, flow: ServiceFlow, turn: RunTurn, now: Date) throws {
        guard !flow.isInternal else { return }
        switch turn {
        case .held:
            try announce(Event(.runHeld, run: key, flow: flow, at: now, occasion: "\(now.wholeMilliseconds)"), db, now: now)
        case .passed where flow.autowebinar?.facts.inviteUrl != nil:
            var event = Event(.autowebinarPublished, run: key, flow: flow, at: now)
            let session = flow.autowebinar.flatMap { Session(runKey: key, flow: $0) }
            event.subject.sessionId = session?.id
            guard try announce(event, db, now: now) else { return }
            // Whoever is told of it may ask for it at once.
            if let session { try SessionTable.put(db, session) }
            try JobTable.endFailures(db, key: key)
        case .passed, .refused, .pausedLane: break
        }
    }
}
