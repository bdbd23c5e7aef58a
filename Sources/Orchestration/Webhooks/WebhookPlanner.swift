import DurableFlow
import Foundation
import GRDB

/// Makes runs that bring our webhooks in line with who needs them: one for each needed space, none where the last need is gone.
struct WebhookPlanner: Sendable {
    /// The address under which livedigital reaches us, without a slash at the end.
    var publicURL: String

    /// How often an active webhook is looked at, since people can change it by hand.
    private static let checkInterval = Duration.seconds(86_400)
    /// How often one that is foreign or was refused is tried again.
    private static let retryInterval = Duration.seconds(6 * 3600)

    /// What all our addresses begin with.
    private var base: String { publicURL + SpaceWebhook.ingestPath }

    /// - Parameter needed: the ids of the needed spaces by connection; a connection whose spaces are not known yet is left out and stays as it is.
    /// - Returns: how many runs were made.
    func advance(_ db: Database, _ journal: ServiceJournal, needed: [String: Set<String>], now: Date) throws -> Int {
        var made = 0
        let known = try WebhookTable.fetchAll(db)
        for (connection, spaces) in needed {
            let owned = known.filter { $0.connection == connection }
            for space in spaces.subtracting(owned.map(\.spaceId)) {
                let webhook = SpaceWebhook(
                    connection: connection, spaceId: space, opaque: Identifier.random(), url: nil, state: .pending, note: nil, foreignURL: nil,
                    takesOver: false, checkedAt: nil)
                try WebhookTable.put(db, webhook)
                made += try submit(db, journal, webhook, .own, now: now)
            }
            for webhook in owned {
                made += try spaces.contains(webhook.spaceId) ? keep(db, journal, webhook, now: now) : giveUp(db, journal, webhook, now: now)
            }
        }
        return made
    }

    /// Takes a foreign webhook over, or makes ours where there is none yet; the receiver there becomes a hook.
    func takeOver(_ db: Database, _ journal: ServiceJournal, connection: String, space: String, now: Date) throws {
        var webhook =
            try WebhookTable.fetch(db, connection: connection, space: space)
            ?? SpaceWebhook(
                connection: connection, spaceId: space, opaque: Identifier.random(), url: nil, state: .foreign, note: nil, foreignURL: nil,
                takesOver: true, checkedAt: nil)
        webhook.takesOver = true
        try WebhookTable.put(db, webhook)
        if webhook.state == .foreign || webhook.state == .refused { _ = try submit(db, journal, webhook, .takeOver, now: now) }
    }

    private func keep(_ db: Database, _ journal: ServiceJournal, _ webhook: SpaceWebhook, now: Date) throws -> Int {
        func isOlder(than interval: Duration) -> Bool { webhook.checkedAt.map { $0.later(by: interval) <= now } ?? true }
        let isDue =
            switch webhook.state {
            case .active: webhook.url != base + webhook.opaque || isOlder(than: Self.checkInterval)
            case .foreign, .refused: isOlder(than: Self.retryInterval)
            case .pending, .removing: false
            }
        return isDue ? try submit(db, journal, webhook, webhook.takesOver ? .takeOver : .own, now: now) : 0
    }

    private func giveUp(_ db: Database, _ journal: ServiceJournal, _ webhook: SpaceWebhook, now: Date) throws -> Int {
        switch webhook.state {
        case .active: return try submit(db, journal, webhook, .remove, now: now)
        case .foreign:
            try WebhookTable.remove(db, connection: webhook.connection, space: webhook.spaceId)
            return 0
        // What was refused may have been made all the same.
        case .refused:
            return webhook.checkedAt.map { $0.later(by: Self.retryInterval) <= now } ?? true ? try submit(db, journal, webhook, .remove, now: now) : 0
        case .pending, .removing: return 0
        }
    }

    private func submit(
        _ db: Database, _ journal: ServiceJournal, _ webhook: SpaceWebhook, _ goal: WebhookFlow.Goal, now: Date
    ) throws -> Int {
        var webhook = webhook
        if goal == .remove { webhook.state = .removing } else if webhook.state != .active { webhook.state = .pending }
        webhook.checkedAt = now
        try WebhookTable.put(db, webhook)
        let flow = WebhookFlow(
            connection: webhook.connection, spaceId: webhook.spaceId, goal: goal, url: base + webhook.opaque,
            ours: [base, webhook.url].compactMap(\.self), knowsSecret: try !WebhookTable.secrets(db, opaque: webhook.opaque).isEmpty)
        // A space that was given up and is needed again counts from the beginning: what it had then stands.
        while true {
            let number = try WebhookTable.nextRun(db, connection: webhook.connection, space: webhook.spaceId)
            let key = "webhook/\(webhook.connection)/\(webhook.spaceId)/\(number)"
            if try journal.submit(db, key: key, flow: .webhook(flow), now: now) { return 1 }
        }
    }
}
