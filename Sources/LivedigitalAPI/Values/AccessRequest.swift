/// Whom a personal link is for, and what it allows.
package struct AccessRequest: Sendable, Equatable {
    /// The name shown in the room.
    package var username: String
    /// What the holder may do.
    package var role: RoomRole
    /// The person's id in the customer's own system; it comes back in the analytics.
    package var externalUserId: String?
    /// The id of the lesson in the customer's own system.
    package var externalMeetingId: String?
    /// How long the link works, in whole seconds from 1 to 604,800; nil leaves livedigital's day. livedigital's newer documentation allows no
    /// more than 432,000.
    package var ttl: Duration?
    /// True for a link that works until its time is up, false for one that dies with its first click. Mail scanners click.
    package var isPermanent: Bool
    /// Fills in the form on entering, and comes back in the analytics.
    package var email: String?
    /// Fills in the form on entering, and comes back in the analytics.
    package var phone: String?

    package init(
        username: String, role: RoomRole, externalUserId: String? = nil, externalMeetingId: String? = nil, ttl: Duration? = nil,
        isPermanent: Bool = true, email: String? = nil, phone: String? = nil
    ) {
        self.username = username
        self.role = role
        self.externalUserId = externalUserId
        self.externalMeetingId = externalMeetingId
        self.ttl = ttl
        self.isPermanent = isPermanent
        self.email = email
        self.phone = phone
    }

    /// How long a link works for which no time was asked.
    package static let defaultLifetime = Duration.seconds(86_400)
    /// The longest time that may be asked for.
    package static let longestLifetime = Duration.seconds(604_800)
    /// The longest time that livedigital's newer documentation allows.
    package static let longestDocumentedLifetime = Duration.seconds(432_000)
}
