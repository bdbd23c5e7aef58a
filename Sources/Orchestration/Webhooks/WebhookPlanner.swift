import DurableFlow
import Foundation
import GRDB

/// Makes runs that bring our webhooks in line with who needs them: one for each needed space, none where the last need is gone.
struct WebhookPlanner: Sendable {
    /// The address under which livedigital reaches us, without a slash at the end; nil where it does not, so that webhooks are only removed.
    var publicURL: String?

    /// How often an active webhook is looked at, since people can change it by hand.
    private static let checkInterval = Duration.seconds(86_400)
    /// How soon one whose secret is doubted gets a new one after it was looked at last. The secret before it stays good, so whoever forges messages
    /// brings about one refresh in that time, and breaks nothing.
    private static let doubtInterval = Duration.seconds(300)
    /// How often one that is foreign or was refused is tried again.
    private static let retryInterval = Duration.seconds(6 * 3600)

    /// What all our addresses begin with.
    private var base: String? { publicURL.map { $0 + SpaceWebhook.ingestPath } }

    /// - Parameter needed: the ids of the needed spaces by connection; a connection whose spaces are not known yet is left out and stays as it is.
    /// - Returns: how many runs were made.
    func advance(_ db: Database, _ journal: ServiceJournal, needed: [String: Set<String>], now: Date) throws -> Int {
        var made = 0
        let known = try WebhookTable.fetchAll(db)
        for (connection, spaces) in needed {
            let owned = known.filter { $0.connection == connection }
            for space in spaces.subtracting(owned.map(\.spaceId)) {
                _ = try submit(db, journal, SpaceWebhook(connection: connection, spaceId: space), .own, now: now)
                made += 1
            }
            for webhook in owned {
                let isNeeded = try webhook.isKept || spaces.contains(webhook.spaceId) || !WebhookTable.sharers(db, of: webhook).isEmpty
                guard let goal = try isNeeded ? goal(of: webhook, now: now) : giveUp(db, webhook, now: now),
                    try WebhookTable.runUnderWay(db, connection: connection, space: webhook.spaceId) == nil
                else { continue }
                _ = try submit(db, journal, webhook, goal, now: now)
                made += 1
            }
        }
        return made
    }

    /// Takes a foreign webhook over, or makes ours where there is none yet; the receiver there becomes a hook.
    func takeOver(_ db: Database, _ journal: ServiceJournal, connection: String, space: String, now: Date) throws {
        var webhook = try WebhookTable.fetch(db, connection: connection, space: space) ?? SpaceWebhook(connection: connection, spaceId: space)
        webhook.takesOver = true
        if webhook.checkedAt == nil || [.foreign, .refused, .declined].contains(webhook.state) {
            _ = try submit(db, journal, webhook, .takeOver, now: now)
        } else {
            try WebhookTable.put(db, webhook)
        }
    }

    /// Does what a person asks of a space's webhook, whoever needs it or not. Asking twice is asking once.
    ///
    /// - Returns: the key of the run that does it; of one that was under way already where there is one, which may be after something else.
    func ask(
        _ db: Database, _ journal: ServiceJournal, _ goal: WebhookFlow.Goal, connection: String, space: String, now: Date
    ) throws -> String {
        if let run = try WebhookTable.runUnderWay(db, connection: connection, space: space) { return run }
        var webhook = try WebhookTable.fetch(db, connection: connection, space: space) ?? SpaceWebhook(connection: connection, spaceId: space)
        if goal == .takeOver { webhook.takesOver = true }
        return try submit(db, journal, webhook, goal, isAsked: true, now: now)
    }

    /// What is to be done about a webhook that is needed; nil where that is nothing now.
    private func goal(of webhook: SpaceWebhook, now: Date) -> WebhookFlow.Goal? {
        let isDue =
            switch webhook.state {
            case .active:
                webhook.url != base.map { $0 + webhook.opaque }
                    || isUnseen(webhook, for: webhook.isDoubted ? Self.doubtInterval : Self.checkInterval, now: now)
            case .foreign, .refused: isUnseen(webhook, for: Self.retryInterval, now: now)
            case .pending, .removing, .declined: false
            }
        return isDue ? webhook.takesOver ? .takeOver : .own : nil
    }

    /// What is to be done about a webhook that nobody needs any more; nil where that is nothing now.
    private func giveUp(_ db: Database, _ webhook: SpaceWebhook, now: Date) throws -> WebhookFlow.Goal? {
        switch webhook.state {
        case .active: return .remove
        // What was refused may have been made all the same.
        case .refused: return isUnseen(webhook, for: Self.retryInterval, now: now) ? .remove : nil
        case .foreign:
            try WebhookTable.remove(db, connection: webhook.connection, space: webhook.spaceId)
            return nil
        case .pending, .removing, .declined: return nil
        }
    }

    private func isUnseen(_ webhook: SpaceWebhook, for interval: Duration, now: Date) -> Bool {
        webhook.checkedAt.map { $0.later(by: interval) <= now } ?? true
    }

    /// - Returns: the key of the run.
    private func submit(
        _ db: Database, _ journal: ServiceJournal, _ webhook: SpaceWebhook, _ goal: WebhookFlow.Goal, isAsked: Bool = false, now: Date
    ) throws -> String {
        var webhook = webhook
        let removes = goal == .remove || goal == .clear
        if removes { webhook.state = .removing } else if webhook.state != .active { webhook.state = .pending }
        webhook.checkedAt = now
        try WebhookTable.put(db, webhook)
        let flow = WebhookFlow(
            connection: webhook.connection, spaceId: webhook.spaceId, goal: goal,
            url: base.map { $0 + webhook.opaque } ?? webhook.url ?? SpaceWebhook.ingestPath + webhook.opaque,
            ours: [base, webhook.url].compactMap(\.self),
            knowsSecret: try !webhook.isDoubted && !WebhookTable.secrets(db, opaque: webhook.opaque).isEmpty, isAsked: isAsked)
        // A space that was given up and is needed again counts from the beginning: what it had then stands.
        while true {
            let number = try WebhookTable.nextRun(db, connection: webhook.connection, space: webhook.spaceId)
            let key = "\(WebhookTable.runPrefix(connection: webhook.connection, space: webhook.spaceId))\(number)"
            if try journal.submit(db, key: key, flow: .webhook(flow), now: now) { return key }
        }
    }
}
