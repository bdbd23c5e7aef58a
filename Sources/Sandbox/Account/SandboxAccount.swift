/// The contents of a livedigital account: what a sandbox starts with, or what is put into a running one.
///
/// As JSON every list may be left out, and instants are ISO 8601 texts.
package struct SandboxAccount: Codable, Sendable, Equatable {
    /// The account's owner, as `users/me` shows them.
    package var owner: Owner
    /// In the order in which they are listed.
    package var spaces: [Space]
    /// Each in one of the spaces.
    package var rooms: [Room]
    /// Each in one of the rooms.
    package var records: [Record]
    /// Each in one of the spaces.
    package var playbacks: [Playback]
    /// Each of one of the playbacks.
    package var events: [PlaybackEvent]
    /// Each in one of the rooms.
    package var calls: [RoomCall]
    /// At most one for each space.
    package var webhooks: [Webhook]
    /// How many people come to each session of a playback event; nil for two to five, as the session's id has it.
    package var attendees: Int?

    /// An account with these contents.
    package init(
        owner: Owner = Owner(), spaces: [Space] = [], rooms: [Room] = [], records: [Record] = [], playbacks: [Playback] = [],
        events: [PlaybackEvent] = [], calls: [RoomCall] = [], webhooks: [Webhook] = [],
        attendees: Int? = nil
    ) {
        self.owner = owner
        self.spaces = spaces
        self.rooms = rooms
        self.records = records
        self.playbacks = playbacks
        self.events = events
        self.calls = calls
        self.webhooks = webhooks
        self.attendees = attendees
    }
}
