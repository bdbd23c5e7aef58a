package import Foundation
import LivedigitalAPI

/// The webhook of one space as far as it is ours. Its secret is not part of it; see ``WebhookTable/secrets(_:opaque:)``.
package struct SpaceWebhook: Sendable, Equatable {
    /// Whose it is.
    package enum State: String, Sendable, Encodable {
        /// It is being made.
        case pending
        /// livedigital posts to us.
        case active
        /// The space has one that leads elsewhere; it was left alone.
        case foreign
        /// livedigital refuses it, for instance because the plan has none; the poller serves the space.
        case refused
        /// It is being removed.
        case removing
        /// A person removed it: it is not made again until somebody asks for it, whoever needs the space's events; the poller serves those.
        case declined
    }

    package var connection: String
    package var spaceId: String
    /// The part of the address that names it; 130 random bits.
    package var opaque: String
    /// The address that livedigital was given last; nil before.
    package var url: String?
    package var state: State
    /// Why it is not active, for people; nil where there is nothing to say.
    package var note: String?
    /// The address that the space's webhook has instead of ours, or had before we took it over.
    package var foreignURL: String?
    /// Whether a foreign address may be replaced; it is then told of the space's events as a hook.
    package var takesOver: Bool
    /// A person asked for it: it stays without any other need.
    package var isKept = false
    /// livedigital may sign with a secret that is not known here: a message was refused for its signature, or a run ended before it knew the secret.
    var isDoubted = false
    /// When livedigital was asked last; nil before, and where it is to be asked at once.
    package var checkedAt: Date?

    /// What is wrong with an active one that is doubted; nil where nothing is.
    package var doubt: String? {
        guard state == .active, isDoubted else { return nil }
        return "a message was refused, since its signature is of no secret that is known here; the service has a new secret made"
    }

    /// What sealing binds the secret of a webhook to, besides its connection.
    static let secretMember = "webhook secret"
    /// One that nothing was done about yet.
    init(connection: String, spaceId: String) {
        self.init(
            connection: connection, spaceId: spaceId, opaque: Identifier.random(), url: nil, state: .pending, note: nil, foreignURL: nil,
            takesOver: false,
            checkedAt: nil)
    }

    package init(
        connection: String, spaceId: String, opaque: String, url: String?, state: State, note: String?, foreignURL: String?, takesOver: Bool,
        isKept: Bool = false, isDoubted: Bool = false, checkedAt: Date?
    ) {
        (self.connection, self.spaceId, self.opaque, self.url, self.state) = (connection, spaceId, opaque, url, state)
        (self.note, self.foreignURL, self.takesOver, self.isKept) = (note, foreignURL, takesOver, isKept)
        (self.isDoubted, self.checkedAt) = (isDoubted, checkedAt)
    }

    /// Whether an address leads to this service.
    ///
    /// - Parameter ours: what our addresses begin with, and those that we gave before.
    static func isOurs(_ address: String, _ ours: [String]) -> Bool { ours.contains { address.hasPrefix($0) } }

    /// The last part of an address, by which one of ours is known.
    static func opaque(of address: String) -> String { String(address.split(separator: "/").last ?? "") }

    /// What the path of our webhooks' addresses begins with.
    package static let ingestPath = "/v1/ingest/"
}

extension SpaceWebhook: Encodable {
    private enum CodingKeys: String, CodingKey { case connection, spaceId, state, note, foreignURL, takesOver, checkedAt }

    /// The members of the JSON object are always there, null when empty. The address is none of them, since who knows it can post to it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(connection, forKey: .connection)
        try container.encode(spaceId, forKey: .spaceId)
        try container.encode(state, forKey: .state)
        try container.encode(note, forKey: .note)
        try container.encode(foreignURL, forKey: .foreignURL)
        try container.encode(takesOver, forKey: .takesOver)
        try container.encode(checkedAt.map(WireDate.format), forKey: .checkedAt)
    }
}
