import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

/// The webhook that a space has at livedigital, whose it is, and whether it is as it should be. The members of the JSON object are always there, null
/// when empty.
package struct WebhookView: Sendable, Equatable {
    /// Where it leads.
    package enum Owner: String, Sendable, Encodable {
        /// To this service, for this connection.
        case ours
        /// To this service, for another connection.
        case otherConnection
        /// Elsewhere.
        case foreign
        /// The space has none.
        case none
        /// livedigital did not say.
        case unknown
    }

    package var connection: String
    package var spaceId: String
    package var spaceName: String?
    package var owner: Owner
    /// Cut short where it is ours, since who knows it can post to it.
    package var url: String?
    package var isActive: Bool?
    /// Somebody needs the space's events by it: `livedigital.watch`, a hook, a job, another connection that it serves, or a person who asked.
    package var isWanted: Bool
    package var isRight: Bool
    /// What is not as it should be, or is worth knowing.
    package var note: String?
}

extension WebhookView: Encodable {
    private enum CodingKeys: String, CodingKey { case connection, spaceId, spaceName, owner, url, isActive, isWanted, isRight, note }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(connection, forKey: .connection)
        try container.encode(spaceId, forKey: .spaceId)
        try container.encode(spaceName, forKey: .spaceName)
        try container.encode(owner, forKey: .owner)
        try container.encode(url, forKey: .url)
        try container.encode(isActive, forKey: .isActive)
        try container.encode(isWanted, forKey: .isWanted)
        try container.encode(isRight, forKey: .isRight)
        try container.encode(note, forKey: .note)
    }
}

/// Asks livedigital for the webhooks of an account and compares them with what is known and needed here. It only reads.
package struct WebhookOverview: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameter space: the id or exact name of one; nil takes all of the account.
    /// - Throws: ``LivedigitalError``, ``NameFailure``, ``SecretError`` or what makes the database unusable.
    package func views(connection: String, space: String?) async throws -> (views: [WebhookView], isComplete: Bool) {
        let reader = try workspace.openForReading()
        let client = try await workspace.accounts(reader).client(connection)
        let listing = try await client.spaces()
        let id: String? = if let space { try await client.spaceId(of: space) } else { nil }
        let spaces = WatchedSpaces(watch: base.map { _ in workspace.configuration.livedigital.watch })
        let environment = workspace.environmentToken.map { _ in Connection.defaultName }
        let (known, shared, need) = try await reader?.webhooks(connection, spaces, environment: environment) ?? ([], [], spaces.general)
        var views: [WebhookView] = []
        let pause = Duration.seconds(1 / max(workspace.configuration.livedigital.rate.perSecond, 0.1))
        for item in listing.items where id == nil || item.id == id {
            if !views.isEmpty { try await Task.sleep(for: pause) }
            let row = known.first { $0.connection == connection && $0.spaceId == item.id }
            let place = Place(id: item.id, name: item.name, since: .distantPast)
            let isWanted = row?.state != .declined && (row?.isKept ?? false || shared.contains(item.id) || !need.among([place]).isEmpty)
            var view = WebhookView(
                connection: connection, spaceId: item.id, spaceName: item.name, owner: .unknown, isWanted: isWanted, isRight: false)
            do throws(LivedigitalError) {
                view.judge(try await client.webhook(spaceId: item.id), row, known, base: base)
            } catch {
                view.note = error.description
            }
            views.append(view)
        }
        return (views, listing.isComplete)
    }

    /// What our addresses begin with.
    private var base: String? { workspace.configuration.server.publicURL.map { $0 + SpaceWebhook.ingestPath } }
}

extension WebhookView {
    /// When the service looks again at a webhook that was changed behind its back.
    private static let daily = "within a day, and at once with: autowebinar webhook create"

    fileprivate mutating func judge(_ found: Webhook?, _ row: SpaceWebhook?, _ known: [SpaceWebhook], base: String?) {
        note = row?.note
        guard let found else {
            owner = .none
            isRight = !isWanted
            switch row?.state {
            case .refused, .declined: break
            // It was ours or somebody else's when the service looked last.
            case .active, .foreign: note = isWanted ? "the service makes it \(Self.daily)" : nil
            case .pending, .removing, nil: note = isWanted ? "the service makes it" : nil
            }
            return
        }
        isActive = found.isActive
        let holder = known.first { $0.opaque == SpaceWebhook.opaque(of: found.url) && $0.connection != connection }
        let isOurs = SpaceWebhook.isOurs(found.url, [base, row?.url].compactMap(\.self))
        owner = holder != nil ? .otherConnection : isOurs ? .ours : .foreign
        url = owner == .foreign ? found.url : String(found.url.prefix { $0 != "?" }.dropLast(20)) + "…"
        switch owner {
        case .ours:
            isRight = isWanted && found.isActive != false && row?.state == .active && row?.url == found.url && row?.doubt == nil
            if found.isActive == false { note = "it is switched off" }
            if !isWanted { note = "nobody needs it; remove it with: autowebinar webhook delete" }
            if isWanted, !isRight { note = row?.doubt ?? note ?? "the service sets it right \(Self.daily)" }
        case .otherConnection:
            isRight = true
            note = "it serves the connection \(holder?.connection ?? "")"
        default:
            isRight = !isWanted
            note = isWanted ? "it leads elsewhere and is left alone; webhook create --take-over makes its receiver one of several" : nil
        }
    }
}

extension WorkspaceReader {
    /// All webhooks that are known, the spaces where that of a connection serves others, and what it needs.
    fileprivate func webhooks(
        _ connection: String, _ spaces: WatchedSpaces, environment: String?
    ) async throws -> ([SpaceWebhook], Set<String>, WatchedSpaces.Need) {
        try await store.pool.read { db in
            guard try WebhookTable.exists(db) else { return ([], [], spaces.general) }
            let known = try WebhookTable.fetchAll(db)
            let shared = try known.filter { try $0.connection == connection && !WebhookTable.sharers(db, of: $0).isEmpty }.map(\.spaceId)
            return (known, Set(shared), try spaces.needs(db, environment: environment)[connection] ?? WatchedSpaces.Need())
        }
    }
}
