import DurableFlow
import Foundation
import GRDB

extension WebhookTable {
    /// Forgets the webhooks of a connection that is removed, and ends what is under way about them. What is left at livedigital is recognised as ours
    /// by its address, should the connection come back.
    static func forget(_ db: Database, _ journal: ServiceJournal, connection: String, now: Date) throws {
        for webhook in try fetchAll(db, connection: connection) {
            if let run = try runUnderWay(db, connection: connection, space: webhook.spaceId) {
                try journal.cancel(db, key: run, actor: "operator", now: now)
            }
            try remove(db, connection: connection, space: webhook.spaceId)
            try lookAgain(db, space: webhook.spaceId, besides: connection)
        }
    }

    /// Takes over what a run has brought about; called in the transaction that ends it.
    static func end(_ db: Database, _ flow: WebhookFlow, _ journal: ServiceJournal, now: Date) throws {
        // A run of a webhook that was forgotten says nothing about one that was made since.
        guard var webhook = try fetch(db, connection: flow.connection, space: flow.spaceId), flow.url.hasSuffix(webhook.opaque) else { return }
        // Whoever was told by it is told no more, and may make its own.
        if flow.state != .active, [.active, .removing].contains(webhook.state) { try lookAgain(db, space: flow.spaceId, besides: flow.connection) }
        let began = webhook.checkedAt ?? now
        webhook.checkedAt = now
        webhook.note = nil
        switch flow.state {
        case .active:
            webhook.state = .active
            webhook.url = flow.url
            webhook.foreignURL = flow.replacedURL ?? webhook.foreignURL
            if flow.isAsked { webhook.isKept = true }
        case .foreign(let url, let holder):
            (webhook.state, webhook.foreignURL) = (.foreign, url)
            webhook.note =
                holder.map { "the connection \($0) of this service has it, and passes the events on" }
                ?? "the space's webhook leads elsewhere and was left alone; take it over where that receiver may become one of several"
        case .removed where flow.isAsked:
            (webhook.state, webhook.takesOver, webhook.isKept, webhook.foreignURL) = (.declined, false, false, nil)
            webhook.note =
                "removed by hand; the poller asks meanwhile, which misses record.failed and record.aborted alone. Made again with: autowebinar webhook "
                + "create"
        case .removed:
            try journal.audit(db, nil, "webhook", "no webhook of ours in the space \(flow.spaceId) any more", now: now)
            return try remove(db, connection: flow.connection, space: flow.spaceId)
        case .failed(let failure): (webhook.state, webhook.note) = (.refused, failure.message)
        default: (webhook.state, webhook.note) = (.refused, "cancelled")
        }
        // Its holder has gone while this looked, so nobody will say that it is free. One that went before and is there all the same stays the holder.
        if case .foreign(let url, .some) = flow.state, try hasGone(db, url, since: began) { webhook.checkedAt = nil }
        // livedigital may sign with one by now that nobody knows: the next run makes a new one.
        if webhook.state == .refused, !flow.knowsSecret { webhook.isDoubted = true }
        if flow.secret != nil { webhook.isDoubted = false }
        try put(db, webhook)
        if let secret = flow.secret { try setSecret(db, connection: flow.connection, space: flow.spaceId, sealed: secret) }
        if let url = flow.replacedURL, let secret = flow.relaySecret {
            let relay = HookSubscription(
                connection: flow.connection, url: url, events: EventType.allCases.filter(\.isFromLivedigital), spaceId: flow.spaceId,
                form: .livedigital)
            _ = try HookTable.subscribe(db, relay, sealedSecret: secret, now: now)
        }
        let note = webhook.note.map { ": \($0)" } ?? ""
        try journal.audit(db, nil, "webhook", "the webhook of the space \(flow.spaceId) is \(webhook.state.rawValue)\(note)", now: now)
    }

    /// Whether the connection that had a webhook of ours has given it up since an instant, or was forgotten.
    private static func hasGone(_ db: Database, _ url: String, since instant: Date) throws -> Bool {
        guard let holder = try fetch(db, opaque: SpaceWebhook.opaque(of: url)) else { return true }
        return holder.state == .declined && holder.checkedAt.map { $0 >= instant } ?? false
    }
}
