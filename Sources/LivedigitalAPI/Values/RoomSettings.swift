/// The settings of a room that livedigital documents. A member left nil is not known, or not to be changed.
///
/// Every switch has livedigital's meaning: true allows.
package struct RoomSettings: Sendable, Equatable {
    /// True lets in anyone with the link; false only holders of a personal link and users with access to the space.
    package var isPublic: Bool?
    /// Whether people may write in the chat.
    package var isChatAllowed: Bool?
    /// Whether the room may be recorded.
    package var isRecordAllowed: Bool?
    /// Whether recording starts by itself when an administrator enters.
    package var isAutoRecordingAllowed: Bool?
    /// Whether participants who do not moderate may switch their microphone on.
    package var isMicrophonePublishingAllowed: Bool?
    /// Whether participants who do not moderate may switch their camera on.
    package var isCameraPublishingAllowed: Bool?
    /// Whether the screen may be shown. livedigital has two names for it: see ``alignedScreen``.
    package var isScreenMediaPublishingAllowed: Bool?
    /// Whether participants may share their screen.
    package var isScreensharingAllowed: Bool?
    /// Whether avatars are shown.
    package var isAvatarsAllowed: Bool?
    /// Whether participants may rename themselves.
    package var isSelfRenamingAllowed: Bool?
    /// Whether participants may raise a hand.
    package var isHandRaisingAllowed: Bool?
    /// Whether participants may draw on what others show.
    package var isRemoteDrawingAllowed: Bool?
    /// Whom the waiting room holds back.
    package var waitingRoomAudience: WaitingRoomAudience?
    /// Where people go after the meeting: an absolute address. An empty text takes it away.
    package var redirectUrl: String?

    /// Settings of which nothing is known.
    package init() {}

    /// The switches under livedigital's names, in the order of its documentation.
    package static let switches: [(name: String, member: any WritableKeyPath<RoomSettings, Bool?> & Sendable)] = [
        ("isPublic", \.isPublic), ("isChatAllowed", \.isChatAllowed), ("isRecordAllowed", \.isRecordAllowed),
        ("isAutoRecordingAllowed", \.isAutoRecordingAllowed), ("isMicrophonePublishingAllowed", \.isMicrophonePublishingAllowed),
        ("isCameraPublishingAllowed", \.isCameraPublishingAllowed), ("isScreenMediaPublishingAllowed", \.isScreenMediaPublishingAllowed),
        ("isScreensharingAllowed", \.isScreensharingAllowed), ("isAvatarsAllowed", \.isAvatarsAllowed),
        ("isSelfRenamingAllowed", \.isSelfRenamingAllowed), ("isHandRaisingAllowed", \.isHandRaisingAllowed),
        ("isRemoteDrawingAllowed", \.isRemoteDrawingAllowed),
    ]

    /// The same, with the two names of the screen's switch holding one value where only one of them is set.
    package var alignedScreen: RoomSettings {
        var settings = self
        settings.isScreensharingAllowed = isScreensharingAllowed ?? isScreenMediaPublishingAllowed
        settings.isScreenMediaPublishingAllowed = isScreenMediaPublishingAllowed ?? isScreensharingAllowed
        return settings
    }

    /// The settings with what a change sets; setting one name of the screen's switch sets both.
    package func merging(_ change: RoomSettings) -> RoomSettings {
        var settings = self
        let change = change.alignedScreen
        for (_, member) in Self.switches {
            if let value = change[keyPath: member] { settings[keyPath: member] = value }
        }
        settings.waitingRoomAudience = change.waitingRoomAudience ?? waitingRoomAudience
        settings.redirectUrl = change.redirectUrl ?? redirectUrl
        return settings
    }

    /// Whether a member that both set has another value than a change was to give it.
    func contradicts(_ change: RoomSettings, waitingRoomOn: String?) -> Bool {
        let change = change.alignedScreen
        let isSwitched = Self.switches.contains { _, member in
            if let wanted = change[keyPath: member], let shown = self[keyPath: member] { wanted != shown } else { false }
        }
        let audience = change.waitingRoomAudience == .configured ? waitingRoomOn.map(WaitingRoomAudience.named) : change.waitingRoomAudience
        return isSwitched || waitingRoomAudience != nil && audience != nil && waitingRoomAudience != audience
            || redirectUrl != nil && change.redirectUrl != nil && redirectUrl != change.redirectUrl
    }
}

/// Whom the waiting room of a room holds back. Of livedigital's words only the one for nobody is documented.
package enum WaitingRoomAudience: Sendable, Equatable {
    /// It is off: `nobody`.
    case nobody
    /// It is on, in the word that `livedigital.waitingRoomOn` gives.
    case configured
    /// One of livedigital's own words, as a room showed it.
    case named(String)

    /// Reads what people write: `false` and `nobody` are off, `true` is on, anything else is livedigital's own word.
    package init(_ text: String) {
        switch text {
        case "false", "nobody": self = .nobody
        case "true": self = .configured
        default: self = .named(text)
        }
    }
}

extension RoomSettings {
    init(_ object: WireObject) {
        for (name, member) in Self.switches { self[keyPath: member] = object.bool(name) }
        waitingRoomAudience = object.string("waitingRoomAudience").map { $0 == "nobody" ? .nobody : .named($0) }
        redirectUrl = object.string("redirectUrl")
    }

    /// Adds what is set to the body of a request.
    ///
    /// - Parameter waitingRoomOn: livedigital's word for a waiting room that is on.
    /// - Throws: ``WaitingRoomUnknown`` where it is to be on and the word is not known.
    func append(to body: inout JSONText, waitingRoomOn: String?) throws(WaitingRoomUnknown) {
        for (name, member) in Self.switches {
            if let value = self[keyPath: member] { body.member(name, .bool(value)) }
        }
        switch waitingRoomAudience {
        case nil: break
        case .nobody: body.member("waitingRoomAudience", .string("nobody"))
        case .named(let word): body.member("waitingRoomAudience", .string(word))
        case .configured:
            guard let waitingRoomOn else { throw WaitingRoomUnknown() }
            body.member("waitingRoomAudience", .string(waitingRoomOn))
        }
        if let redirectUrl { body.member("redirectUrl", redirectUrl.isEmpty ? .null : .string(redirectUrl)) }
    }
}

/// A waiting room is to be switched on, and nobody said what livedigital calls that.
struct WaitingRoomUnknown: Error {}
