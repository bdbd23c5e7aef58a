package import DurableFlow
import Foundation
package import GRDB
package import LivedigitalAPI

/// Carries the calls of webhook flows out against livedigital, each once, and looks a create up. Every secret is sealed before anybody else sees it.
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
                return .answered(.updated(relaySecret: try HookSecret().sealed(by: try masterKey(), connection: context.lane)))
            case .refreshSecret(let spaceId):
                guard let secret = try await client.refreshWebhookSecret(spaceId: spaceId).secret else {
                    return .hindered(.mismatch("refreshSecretWebhook answered no secret; check the row in the file that livedigital.contract names"))
                }
                return .answered(.refreshed(secret: try seal(secret, context)))
            case .delete(let spaceId):
                try await client.deleteWebhook(spaceId: spaceId)
                return .answered(.deleted)
            }
        } catch let error as LivedigitalError {
            // A create is unknown by itself; the rest may be asked for again.
            return error.isUnreadable ? .hindered(.unknown(error.description)) : error.performance()
        } catch let failure as Failure {
            return .hindered(.blocked(failure))
        } catch {
            return .hindered(.blocked(Failure(code: "unauthorized", message: "The connection \(context.lane) cannot be used: \(error)")))
        }
    }

    /// Only a create is looked up: the address is ours alone, so whoever reads it has proof.
    package func lookUp(_ call: WebhookCall, adopting identifier: String?, _ context: CallContext) async -> Finding<WebhookAnswer> {
        guard case .create(let spaceId, let url) = call else { return .absent }
        do {
            switch try await shown(spaceId, context, try await clients(context.lane)) {
            case .shown(nil, _, _): return .absent
            case .shown(url, let isActive, nil) where isActive != false: return .found(.created(secret: nil))
            case let other: return .found(other)
            }
        } catch let error as LivedigitalError {
            return error.finding()
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    private func shown(_ spaceId: String, _ context: CallContext, _ client: LivedigitalClient) async throws -> WebhookAnswer {
        let webhook = try await client.webhook(spaceId: spaceId)
        let opaque = webhook.map { String($0.url.split(separator: "/").last ?? "") }
        let known = try await pool.read { db in try opaque.flatMap { try WebhookTable.fetch(db, opaque: $0) } }
        return .shown(url: webhook?.url, isActive: webhook?.isActive, holder: known.flatMap { $0.connection == context.lane ? nil : $0.connection })
    }

    private func seal(_ secret: String, _ context: CallContext) throws -> Data {
        try masterKey().seal(secret, connection: context.lane, member: SpaceWebhook.secretMember)
    }
}
