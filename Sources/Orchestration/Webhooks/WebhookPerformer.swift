package import DurableFlow
import Foundation
package import GRDB
package import LivedigitalAPI

/// Carries the calls of webhook flows out against livedigital, each once, and looks changes up. Every secret is sealed before anybody else sees it.
package struct WebhookPerformer: Performer {
    package typealias Call = WebhookCall
    package typealias Answer = WebhookAnswer

    private let clients: @Sendable (String) async throws -> LivedigitalClient
    private let pool: any DatabaseReader
    private let masterKey: @Sendable () throws -> MasterKey

    /// - Parameters:
    ///   - clients: the client of a connection. Where it throws, the lane of the connection is paused.
    ///   - pool: where our own webhooks are read.
    package init(
        clients: @escaping @Sendable (String) async throws -> LivedigitalClient, pool: any DatabaseReader,
        masterKey: @escaping @Sendable () throws -> MasterKey
    ) {
        self.clients = clients
        self.pool = pool
        self.masterKey = masterKey
    }

    package func perform(_ call: WebhookCall, _ context: CallContext) async -> Performance<WebhookAnswer> {
        do {
            let client = try await clients(context.lane)
            switch call {
            case .read(let spaceId): return .answered(try await shown(spaceId, context, client))
            case .create(let spaceId, let url):
                let webhook = try await client.createWebhook(spaceId: spaceId, url: url)
                return .answered(.created(secret: try webhook.secret.map { try seal($0, context) }))
            case .update(let spaceId, let url):
                _ = try await client.updateWebhook(spaceId: spaceId, url: url, isActive: true)
                return .answered(try updated(context))
            case .refreshSecret(let spaceId, _):
                guard let secret = try await client.refreshWebhookSecret(spaceId: spaceId).secret else {
                    return .hindered(.mismatch("refreshSecretWebhook answered no secret; check the row in the file that livedigital.contract names"))
                }
                return .answered(.refreshed(secret: try seal(secret, context)))
            case .delete(let spaceId, _):
                try await client.deleteWebhook(spaceId: spaceId)
                return .answered(.deleted)
            }
        } catch let error as LivedigitalError {
            return error.isUnreadable ? .hindered(.unknown(error.description)) : error.performance()
        } catch {
            return .hindered(.blocked(Self.unusable(error, context)))
        }
    }

    /// The address that a webhook is made with or given is ours alone, so whoever reads it has proof. A new secret cannot be read: it is made once more.
    package func lookUp(_ call: WebhookCall, adopting identifier: String?, _ context: CallContext) async -> Finding<WebhookAnswer> {
        do {
            let shown = try await shown(call.spaceId, context, try await clients(context.lane))
            guard case .shown(let found, let isActive, let holder) = shown else { return .absent }
            switch call {
            case .create(_, let url):
                if found == nil { return .absent }
                return .found(found == url && holder == nil && isActive != false ? .created(secret: nil) : shown)
            case .update(_, let url): return found == url && isActive != false ? .found(try updated(context)) : .absent
            case .refreshSecret(_, let url), .delete(_, let url): return found == url ? .absent : .found(shown)
            case .read: return .found(shown)
            }
        } catch let error as LivedigitalError {
            return error.finding()
        } catch {
            return .hindered(.blocked(Self.unusable(error, context)))
        }
    }

    private func updated(_ context: CallContext) throws -> WebhookAnswer {
        .updated(relaySecret: try HookSecret().sealed(by: try masterKey(), connection: context.lane))
    }

    private static func unusable(_ error: any Error, _ context: CallContext) -> Failure {
        error as? Failure ?? Failure(code: "unauthorized", message: "The connection \(context.lane) cannot be used: \(error)")
    }

    private func shown(_ spaceId: String, _ context: CallContext, _ client: LivedigitalClient) async throws -> WebhookAnswer {
        let webhook = try await client.webhook(spaceId: spaceId)
        let opaque = webhook.map { SpaceWebhook.opaque(of: $0.url) }
        let known = try await pool.read { db in try opaque.flatMap { try WebhookTable.fetch(db, opaque: $0) } }
        return .shown(url: webhook?.url, isActive: webhook?.isActive, holder: known.flatMap { $0.connection == context.lane ? nil : $0.connection })
    }

    private func seal(_ secret: String, _ context: CallContext) throws -> Data {
        try masterKey().seal(secret, connection: context.lane, member: SpaceWebhook.secretMember)
    }
}
