package import Foundation

/// What the flow of a webhook asks for, all of one space. The answers' secrets come sealed.
package enum WebhookCall: Codable, Sendable, Hashable {
    /// What the space has.
    case read(spaceId: String)
    /// - Parameter url: ours, which no other can have.
    case create(spaceId: String, url: String)
    case update(spaceId: String, url: String)
    case refreshSecret(spaceId: String)
    case delete(spaceId: String)
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
