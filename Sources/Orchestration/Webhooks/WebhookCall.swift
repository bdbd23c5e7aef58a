package import Foundation

/// What the flow of a webhook asks for, all of one space. The answers' secrets come sealed.
package enum WebhookCall: Codable, Sendable, Hashable {
    /// What the space has.
    case read(spaceId: String)
    /// - Parameter url: ours, which no other can have.
    case create(spaceId: String, url: String)
    case update(spaceId: String, url: String)
    /// - Parameter url: that of the webhook whose secret it is.
    case refreshSecret(spaceId: String, url: String)
    /// - Parameter url: that of the webhook that is removed.
    case delete(spaceId: String, url: String)

    var spaceId: String {
        switch self {
        case .read(let spaceId), .create(let spaceId, _), .update(let spaceId, _), .refreshSecret(let spaceId, _), .delete(let spaceId, _): spaceId
        }
    }
}

/// What a call brings back.
package enum WebhookAnswer: Sendable, Equatable {
    /// What the space has.
    ///
    /// - Parameters:
    ///   - url: nil where it has none.
    ///   - holder: the connection of this service whose webhook it is, where that is another one.
    case shown(url: String?, isActive: Bool?, holder: String?)
    /// - Parameter secret: sealed; nil where livedigital did not say it.
    case created(secret: Data?)
    /// - Parameter relaySecret: a new secret for the receiver that was there before, sealed.
    case updated(relaySecret: Data)
    case refreshed(secret: Data)
    case deleted
}
