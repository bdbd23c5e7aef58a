import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let spaceId = Field.text("spaceId", "The space, by id or exact name.", 1...200)
    private static let roomId = Field.text("roomId", "The room, by id or exact name.", 1...200)
    private static let sought = Field.text("q", "Only what has this text in its name.", 1...100)

    static let options: [Route] = [
        Route(
            .get, "/v1/options/{list}", "listOptions", group: "options",
            "What a drop-down offers: \(OfferedList.allCases.map(\.rawValue).joined(separator: ", ")). Records need spaceId and roomId, rooms and playbacks spaceId.",
            query: [spaceId.any, roomId.any, sought.any, ListAnswer.limit.any, ListAnswer.cursor.any],
            successes: [.json(.list(.named("Option")), "Newest first.", headers: ["Link"])], refusals: [.notFound, .ambiguousName]
        ) { call, services in
            let name = call.path["list"] ?? ""
            guard let list = OfferedList(rawValue: name) else { throw Problem(.notFound, ProblemText.noSuch(.list, name)) }
            var items = try await list.items(call, services, space: call.query[spaceId], room: call.query[roomId])
            if let text = call.query[sought]?.lowercased() { items.removeAll { !$0.label.lowercased().contains(text) } }
            let (page, next) = try ListAnswer.page(items, call, limit: 100)
            var answer = try Answer.encoded(page)
            if let next { answer.headers["Link"] = ListAnswer.link(next, call) }
            return answer
        }
    ]
}
