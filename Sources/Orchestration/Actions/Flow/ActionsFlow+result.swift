import DurableFlow
import Foundation
import LivedigitalAPI

extension ActionsFlow {
    /// What the last answer of an action makes of it; nil where the answer is none of its.
    func result(_ answer: ActionsAnswer, _ how: How, _ position: Position) -> ActionResult? {
        let (arguments, place) = (position.arguments, position.place)
        if position.phase == .act, !Self.answers(answer, arguments.action) { return nil }
        var result = ActionResult(step: plan.steps[position.index].id, action: arguments.action, members: [:])
        switch (position.phase, answer) {
        case (.name, .updated) where position.makesSpace:
            result.members = ["id": JSONValue(position.madeId), "spaceId": JSONValue(position.madeId), "name": JSONValue(arguments.text("name"))]
        case (.name, .updated):
            let joinUrl = position.alias.map { Self.roomLink(webURL: plan.webURL, alias: $0) }
            result.members = [
                "id": JSONValue(position.madeId), "roomId": JSONValue(position.madeId), "spaceId": JSONValue(place.spaceId),
                "name": JSONValue(arguments.text("name")), "alias": JSONValue(position.alias),
                "joinUrl": JSONValue(arguments.boolean("isPublic") == false ? nil : joinUrl),
            ]
        case (.act, .updated(let name)):
            result.members = ["spaceId": JSONValue(place.spaceId), "name": JSONValue(name)]
            if let roomId = place.roomId { result.members["roomId"] = .string(roomId) }
        case (.act, .deleted(let wasThere)):
            // Gone after an attempt of unknown outcome: that was ours.
            result.members = ["spaceId": JSONValue(place.spaceId), "deleted": .boolean(wasThere || how != .performed)]
            if arguments.action == ActionDefinition.deleteRoom.name { result.members["roomId"] = JSONValue(place.roomId) }
        case (.act, .link(let link)), (.invite, .link(let link)), (.access, .link(let link)):
            result.sealed = ["url": link.url]
            result.sealedBy = stepName(position.index, position.verb)
            result.members = ["expiresAt": JSONValue(link.expiresAt.map { WireDate.format(WireDate.date(milliseconds: $0)) })]
            if arguments.action == ActionDefinition.downloadRecord.name {
                result.members["recordId"] = JSONValue(place.recordId)
            } else {
                result.members["spaceId"] = JSONValue(place.spaceId)
                result.members["roomId"] = JSONValue(place.roomId)
            }
            if arguments.action == ActionDefinition.createRoomInvite.name { result.members["kind"] = .string(position.phase.linkKind) }
        case (.act, .openLink(let url)):
            result.members = [
                "url": .string(url), "expiresAt": .null, "spaceId": JSONValue(place.spaceId), "roomId": JSONValue(place.roomId),
                "kind": .string(position.phase.linkKind),
            ]
        case (.act, .report(let report)):
            result.members = [
                "format": .string(report.format.rawValue), "path": .string(report.path), "bytes": .integer(report.bytes),
                "sha256": .string(report.sha256),
            ]
            if let callId = arguments.text("callId") {
                result.members["callId"] = .string(callId)
            } else {
                result.members["eventId"] = JSONValue(place.eventId ?? arguments.text("eventId"))
            }
        case (.follow, .published(let members)):
            result.members = members
        default:
            return nil
        }
        return result
    }

    /// Whether an answer is one of the one call of an action.
    private static func answers(_ answer: ActionsAnswer, _ action: String) -> Bool {
        switch answer {
        case .updated: ["updateSpace", "updateRoom"].contains(action)
        case .deleted: ["deleteSpace", "deleteRoom"].contains(action)
        case .link: ["createRoomInvite", "roomGenerateAccess", "downloadRecord"].contains(action)
        case .openLink: action == ActionDefinition.createRoomInvite.name
        case .report: ["getRoomAnalyticsReport", "getPlaybackSessionAnalyticsReport"].contains(action)
        case .found, .made, .surplus, .noLink, .begun, .published: false
        }
    }

    /// Where people enter a public room.
    static func roomLink(webURL: String, alias: String) -> String {
        "\(webURL)/room/\(alias.percentEncoded)"
    }
}

extension ActionsFlow.Phase {
    /// How an invitation was made.
    fileprivate var linkKind: String {
        switch self {
        case .invite: "invite"
        case .access: "access"
        default: "room"
        }
    }
}

extension AutowebinarFlow {
    /// The members of the result of `createAutowebinar`; nil until it is published.
    ///
    /// - Parameter key: of the run.
    func actionMembers(key: String) -> [String: JSONValue]? {
        guard facts.published, let inviteUrl = facts.inviteUrl else { return nil }
        return [
            // The permanent form has a session for each time that it was open.
            "id": .string(key), "sessionId": plan.startsAt == nil ? .null : .string(key), "published": true,
            "playbackId": JSONValue(facts.playbackId),
            "eventId": JSONValue(facts.eventId), "inviteUrl": .string(inviteUrl), "recordId": JSONValue(facts.recordId),
            "spaceId": JSONValue(facts.spaceId), "roomId": JSONValue(facts.roomId), "startsAt": JSONValue(plan.startsAt.map(WireDate.format)),
            "timezone": JSONValue(plan.timezone),
        ]
    }
}
