/// A link that lets its holder into a room. Whoever has it gets in, so it is in no description: ask for ``url`` where it is handed out.
package struct AccessLink: Sendable, Equatable {
    /// The address with its token.
    package var url: String
    /// How long it works from when it was made: what was asked for, a day where nothing was.
    package var lifetime: Duration

    package init(url: String, lifetime: Duration) {
        self.url = url
        self.lifetime = lifetime
    }
}

/// An ordinary invitation to a room.
package struct RoomInvite: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The address to hand out, where livedigital answers one; which page takes the id is not documented.
    package var url: String?

    package init(id: String, url: String? = nil) {
        self.id = id
        self.url = url
    }
}

/// Where the file of a recording is. The address is signed and works for whoever has it, so it is in no description.
package struct RecordLink: Sendable, Equatable {
    /// An absolute address.
    package var url: String
    /// True where livedigital sends the file itself under this address, which then needs the bearer token; false for a signed address of
    /// another place, which must never be sent it.
    package var needsToken: Bool

    package init(url: String, needsToken: Bool = false) {
        self.url = url
        self.needsToken = needsToken
    }

    /// How long a signed address works.
    package static let lifetime = Duration.seconds(86_400)
}

extension AccessLink: CustomStringConvertible, CustomReflectable {
    package var description: String { "AccessLink(lifetime: \(lifetime))" }
    package var customMirror: Mirror { Mirror(self, children: ["lifetime": lifetime]) }
}

extension RoomInvite: CustomStringConvertible, CustomReflectable {
    package var description: String { "RoomInvite(id: \(id))" }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

extension RecordLink: CustomStringConvertible, CustomReflectable {
    package var description: String { "RecordLink(needsToken: \(needsToken))" }
    package var customMirror: Mirror { Mirror(self, children: ["needsToken": needsToken]) }
}

extension AccessLink: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        guard let url = object.string("url") ?? object.string("roomUrl"), !url.isEmpty else { throw WireProblem(text: "has no text \"url\"") }
        self.init(url: url, lifetime: AccessRequest.defaultLifetime)
    }
}

extension RoomInvite: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(id: try object.id(names.id), url: object.string("url") ?? object.string("link"))
    }
}
