package import Foundation

/// What the flow of actions asks for. Kept with the intent, so it holds no secret.
package enum ActionsCall: Codable, Sendable, Hashable {
    /// Find the ids of what was named.
    case find(ActionPlace.Names)
    /// Find the place of a showing that this service made, by the key of its run.
    case findSession(String)
    /// Make a space under a name that holds the marker.
    case createSpace(Draft, arguments: ActionArguments)
    /// Make a room under a name that holds the marker.
    case createRoom(spaceId: String, Draft, arguments: ActionArguments)
    /// Find what this run made with a marker besides the object that it goes on with; `keeping` nil finds all. A nil `spaceId` looks for spaces.
    case listSurplus(spaceId: String?, marker: String, keeping: String?, ignoring: [String])
    /// Also gives a space that was made its name.
    case updateSpace(spaceId: String, arguments: ActionArguments)
    case nameRoom(spaceId: String, roomId: String, name: String)
    case updateRoom(spaceId: String, roomId: String, arguments: ActionArguments)
    case deleteRoom(spaceId: String, roomId: String)
    /// - Parameter isOurs: this run made it, or it may be deleted whoever made it.
    case deleteSpace(spaceId: String, isOurs: Bool)
    /// The link of the room where it is public and the role is that of a user.
    case composeRoomLink(spaceId: String, roomId: String, role: String, webURL: String)
    case createRoomInvite(spaceId: String, roomId: String, role: String)
    /// A reusable personal link of the longest life, in the place of an invitation.
    case generateInvite(spaceId: String, roomId: String, role: String)
    case generateAccess(spaceId: String, roomId: String, arguments: ActionArguments)
    case collectCallReport(spaceId: String, roomId: String, callId: String, format: String)
    case collectPlaybackReport(spaceId: String, playbackId: String, eventId: String)
    case composeRecordLink(spaceId: String, roomId: String, recordId: String)
    /// Make the run of an autowebinar, once; after one of that key that ended in vain another generation of it.
    case beginAutowebinar(key: String, plan: AutowebinarPlan)
    /// Wait until that run is published.
    case awaitPublication(key: String)

    /// A name with the marker in it.
    package struct Draft: Codable, Sendable, Hashable {
        package let name: String
        package let marker: String
        /// The name that it gets.
        package let title: String
        /// Objects that this run removed and that may still be listed.
        package let ignoring: [String]

        init(title: String, marker: RunMarker, ignoring: [String]) {
            name = "\(title.prefix(60)) \(marker.bracketed)"
            self.marker = marker.text
            self.title = title
            self.ignoring = ignoring
        }
    }
}

/// What a call of the flow of actions brings back.
package enum ActionsAnswer: Sendable, Equatable {
    case found(ActionPlace)
    case made(id: String, alias: String?)
    /// The ids of what is to be removed.
    case surplus([String])
    /// It is in the state that was asked for.
    case updated(name: String?)
    /// - Parameter wasThere: false where it was gone before.
    case deleted(wasThere: Bool)
    case link(SealedLink)
    /// The link of a public room, which is no secret.
    case openLink(String)
    /// There is no link of that kind.
    case noLink
    case report(StoredReport)
    case begun(key: String)
    /// The members of the result of an autowebinar.
    case published([String: JSONValue])
}

/// A link that lets in whoever has it, sealed.
package struct SealedLink: Sendable, Equatable {
    /// By ``MasterKey``, for the connection and ``ActionSecret``.
    package var url: Data
    /// Milliseconds since 1970; nil where it does not end.
    package var expiresAt: Int64?

    package init(url: Data, expiresAt: Int64?) {
        self.url = url
        self.expiresAt = expiresAt
    }
}

/// The ids of what an action is about, as far as they are known.
package struct ActionPlace: Codable, Sendable, Hashable {
    package var spaceId: String?
    package var roomId: String?
    package var recordId: String?
    package var playbackId: String?
    package var eventId: String?

    /// How they were named.
    package struct Names: Codable, Sendable, Hashable {
        package var space: ObjectReference?
        package var room: ObjectReference?
        package var record: ObjectReference?
        package var playback: ObjectReference?

        init(_ arguments: ActionArguments) {
            let parameters = ActionCatalog.named(arguments.action)?.parameters ?? []
            func reference(_ name: String) -> ObjectReference? { parameters.first { $0.name == name }.flatMap(arguments.reference) }
            (space, room, record, playback) = (reference("spaceId"), reference("roomId"), reference("recordId"), reference("playbackId"))
        }

        /// The ids, where everything was given by id.
        var known: ActionPlace? {
            var place = ActionPlace()
            let wanted: [(ObjectReference?, WritableKeyPath<ActionPlace, String?>)] = [
                (space, \.spaceId), (room, \.roomId), (record, \.recordId), (playback, \.playbackId),
            ]
            for (reference, member) in wanted {
                switch reference {
                case nil: continue
                case .id(let id): place[keyPath: member] = id
                case .name, .either, .word: return nil
                }
            }
            return place
        }
    }
}
