import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

/// The lists that drop-downs offer.
enum OfferedList: String, Sendable, CaseIterable {
    case spaces, rooms, records, playbacks, jobs, sessions, calls
    case roomTypes = "room-types"
    case roles
    case timezones
    case eventTypes = "event-types"

    /// One entry. Platforms differ in how they call its two parts, so both names are there.
    struct Item: Encodable, Sendable {
        var id: String
        var label: String
        var parentId: String?

        private enum CodingKeys: String, CodingKey { case id, value, name, label, parentId }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(id, forKey: .value)
            try container.encode(label, forKey: .name)
            try container.encode(label, forKey: .label)
            try container.encode(parentId, forKey: .parentId)
        }
    }

    /// All entries, newest first where they have an age.
    func items(_ call: Call, _ services: GatewayServices, space: String?, room: String?) async throws -> [Item] {
        switch self {
        case .spaces:
            return try await services.client(call).spaces().items.reversed().map { Item(id: $0.id, label: $0.name ?? $0.id) }
        case .rooms:
            let client = try await services.client(call)
            let spaceId = try await Self.spaceId(space, client)
            return try await client.rooms(spaceId: spaceId).items.sorted { $0.createdAt ?? .distantPast > $1.createdAt ?? .distantPast }
                .map { Item(id: $0.id, label: $0.name ?? $0.id, parentId: spaceId) }
        case .records:
            let client = try await services.client(call)
            guard let space else { throw Self.missing("spaceId") }
            guard let room else { throw Self.missing("roomId") }
            let place = try await NamedPlace(space, room, client)
            return try await client.records(spaceId: place.spaceId, roomId: place.roomId).items.filter(\.isFinished)
                .sorted { $0.startedAt ?? .distantPast > $1.startedAt ?? .distantPast }
                .map { Item(id: $0.id, label: $0.name ?? $0.id, parentId: place.roomId) }
        case .playbacks:
            let client = try await services.client(call)
            let spaceId = try await Self.spaceId(space, client)
            return try await client.playbacks(spaceId: spaceId).items.sorted { $0.createdAt ?? .distantPast > $1.createdAt ?? .distantPast }
                .map { Item(id: $0.id, label: $0.name ?? $0.id, parentId: spaceId) }
        case .jobs:
            return try await services.reader.jobs(connection: call.connection).sorted { $0.appliedAt > $1.appliedAt }
                .map { Item(id: JobName.shown($0.job.name), label: $0.job.title) }
        case .sessions, .calls:
            // Without its space a room can only be meant by its id.
            let place = try await GivenPlace(space, space == nil ? nil : room, call, services)
            let roomId = place.roomId ?? room
            return try await services.reader.sessions(SessionSelection(connection: call.connection)).reversed()
                .filter { self == .sessions || $0.kind == .call }
                .filter { $0.spaceId == place.spaceId ?? $0.spaceId && $0.roomId == roomId ?? $0.roomId }
                .map { Item(id: $0.id, label: Self.label($0, services.owned.workspace.zones), parentId: $0.roomId) }
        case .roomTypes: return Self.fixed(["lesson": ProblemText.lesson, "webinar": ProblemText.webinar], call)
        case .roles: return Self.fixed(["role_room_user": ProblemText.participant, "role_room_moderator": ProblemText.moderator], call)
        case .timezones: return services.owned.workspace.zones.names.map { Item(id: $0, label: $0) }
        case .eventTypes: return EventType.allCases.map { Item(id: $0.rawValue, label: ProblemText.event($0)[call.language]) }
        }
    }

    /// The title with the start to the minute, by the clocks of the session's time zone, else of UTC.
    private static func label(_ session: Session, _ zones: ZoneDatabase) -> String {
        let zone = session.timezone.flatMap { try? zones.zone($0) }
        let time = zone?.wallTime(at: session.startsAt).description ?? WireDate.format(session.startsAt)
        return "\(session.title), \(time.prefix(16).replacing("T", with: " ")) \(zone?.name ?? "UTC")"
    }

    private static func fixed(_ words: [String: Localized], _ call: Call) -> [Item] {
        words.sorted { $0.key < $1.key }.map { Item(id: $0.key, label: $0.value[call.language]) }
    }

    private static func spaceId(_ name: String?, _ client: LivedigitalClient) async throws -> String {
        guard let name else { throw missing("spaceId") }
        return try await NamedPlace.space(name, client)
    }

    private static func missing(_ field: String) -> Problem {
        Problem([Problem.Field(field: field, code: "missing", message: ProblemText.missing)])
    }
}
