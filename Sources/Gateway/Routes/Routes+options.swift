import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let spaceId = Field.text("spaceId", "The space, by id or exact name; spaceName is taken for it, too.", 1...200).taking("spaceName")
    private static let roomId = Field.text("roomId", "The room, by id or exact name; roomName is taken for it, too.", 1...200).taking("roomName")
    private static let sought = Field.text("q", "Only what has this text in its name.", 1...100)

    static let options: [Route] = OfferedList.allCases.map { list in
        let (space, room) = (list.needsSpace ? spaceId.required : spaceId, list.needsRoom ? roomId.required : roomId)
        return Route(
            .get, "/v1/options/\(list.rawValue)", "list\(list.noun)Options", group: "options", "What a drop-down offers: \(list.rawValue).",
            query: [space.any, room.any, sought.any, ListAnswer.limit.any, ListAnswer.cursor.any],
            successes: [.json(.list(.named("Option")), "Newest first.", headers: ["Link"])], refusals: [.notFound, .ambiguousName]
        ) { call, services in
            var items = try await list.items(call, services, space: call.query[space], room: call.query[room])
            if let text = call.query[sought]?.lowercased() { items.removeAll { !$0.label.lowercased().contains(text) } }
            let (page, next) = ListAnswer.page(items, call, limit: 100)
            var answer = try Answer.encoded(page)
            if let next { answer.headers["Link"] = ListAnswer.link(next, call) }
            return answer
        }
    }
}

extension OfferedList {
    /// Whether its things are those of a space.
    fileprivate var needsSpace: Bool {
        switch self {
        case .rooms, .records, .playbacks: true
        case .spaces, .jobs, .sessions, .calls, .roomTypes, .roles, .timezones, .eventTypes: false
        }
    }

    /// Whether they are those of a room.
    fileprivate var needsRoom: Bool { self == .records }

    /// Its name as a part of another.
    fileprivate var noun: String { rawValue.split(separator: "-").map(\.capitalized).joined() }
}
