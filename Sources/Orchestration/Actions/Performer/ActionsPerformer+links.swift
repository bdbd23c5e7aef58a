import DurableFlow
import Foundation
import LivedigitalAPI

extension ActionsPerformer {
    /// The name under which an ordinary invitation enters where it is a personal link, by role.
    private static let guestNames: [RoomRole: String] = [.user: "Участник", .moderator: "Модератор"]

    /// Makes a link and seals it.
    func link(_ call: ActionsCall, _ context: CallContext, _ client: LivedigitalClient) async throws -> Performance<ActionsAnswer> {
        let seal = try sealing(context)
        func sealed(_ url: String, lifetime: Duration? = nil) throws -> Performance<ActionsAnswer> {
            let expiresAt = lifetime.map { WireDate.milliseconds(of: now().later(by: $0)) }
            return .answered(.link(SealedLink(url: try seal(url), expiresAt: expiresAt)))
        }
        switch call {
        case .composeRoomLink(let spaceId, let roomId, let role, let webURL):
            let room = try await client.room(spaceId: spaceId, roomId: roomId)
            // Whoever follows the link of a private room is not let in.
            guard RoomRole(spelling: role) == .user, room.settings.isPublic != false, let alias = room.alias else { return .answered(.noLink) }
            return .answered(.openLink(ActionsFlow.roomLink(webURL: webURL, alias: alias)))
        case .createRoomInvite(let spaceId, let roomId, let role):
            do {
                let invite = try await client.createRoomInvite(spaceId: spaceId, roomId: roomId, role: RoomRole(spelling: role) ?? .user)
                // Which page takes the id of an invitation is not documented, so an id alone is no link.
                guard let url = invite.url else { return .answered(.noLink) }
                return try sealed(url)
            } catch let error as LivedigitalError where error.status == 404 || error.status == 405 {
                return .answered(.noLink)
            }
        case .generateInvite(let spaceId, let roomId, let role):
            let role = RoomRole(spelling: role) ?? .user
            var request = AccessRequest(username: Self.guestNames[role] ?? "Участник", role: role, ttl: AccessRequest.longestLifetime)
            do {
                let link = try await client.generateAccess(spaceId: spaceId, roomId: roomId, request)
                return try sealed(link.url, lifetime: link.lifetime)
            } catch let error as LivedigitalError where error.status == 400 || error.status == 422 {
                // livedigital's documents name two upper limits.
                request.ttl = AccessRequest.longestDocumentedLifetime
                let link = try await client.generateAccess(spaceId: spaceId, roomId: roomId, request)
                return try sealed(link.url, lifetime: link.lifetime)
            }
        case .generateAccess(let spaceId, let roomId, let arguments):
            let link = try await client.generateAccess(spaceId: spaceId, roomId: roomId, AccessRequest(arguments))
            return try sealed(link.url, lifetime: link.lifetime)
        case .composeRecordLink(let spaceId, let roomId, let recordId):
            let link: RecordLink
            do throws(LivedigitalError) {
                link = try await client.recordLink(spaceId: spaceId, roomId: roomId, recordId: recordId)
            } catch {
                let reason = try await client.reason(forNoLinkTo: recordId, spaceId: spaceId, roomId: roomId, after: error) {
                    try await autowebinar.lostRecording(recordId, context.lane)
                }
                guard let reason else { throw error }
                return .refused(reason)
            }
            guard !link.needsToken else {
                return .refused(
                    Failure(
                        code: "no_link",
                        message:
                            "livedigital sends the recording \(recordId) itself and gives no link to it; fetch it with: autowebinar record download"))
            }
            return try sealed(link.url, lifetime: RecordLink.lifetime)
        default:
            return .answered(.noLink)
        }
    }
}

extension AccessRequest {
    /// What the members of a request say.
    init(_ arguments: ActionArguments) {
        self.init(
            username: arguments.text("username") ?? "", role: arguments.text("role").flatMap(RoomRole.init(spelling:)) ?? .user,
            externalUserId: arguments.text("externalUserId"), externalMeetingId: arguments.text("externalMeetingId"),
            ttl: arguments.integer("ttl").map { .seconds($0) }, isPermanent: arguments.boolean("isPermanent") ?? true,
            email: arguments.text("email"), phone: arguments.text("phone"))
    }
}
