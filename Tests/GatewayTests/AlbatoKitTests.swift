import Foundation
import LivedigitalAPI
import Orchestration
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct AlbatoKitTests {
    private let page = AlbatoKit(origin: "https://hooks.example.com").text

    @Test("The page names every action, parameter, list, trigger and error, and is the same each time it is made")
    func whole() {
        #expect(page == AlbatoKit(origin: "https://hooks.example.com").text)
        for action in ActionCatalog.all {
            #expect(page.contains("### \(action.title.russian)\n"), "\(action.name) has a section")
            let section = section(of: action)
            #expect(section.contains("https://hooks.example.com/v1/"), "\(action.name) has an address")
            for parameter in action.parameters where parameter.isRequired {
                #expect(section.contains("| `\(parameter.name)` | \(parameter.label.russian) |"), "\(action.name) asks for \(parameter.name)")
            }
        }
        for list in OfferedList.allCases { #expect(page.contains("/v1/options/\(list.rawValue)")) }
        for type in EventType.allCases { #expect(page.contains("Событие `\(type.rawValue)`")) }
        for code in ProblemCode.allCases { #expect(page.contains("| \(code.status) | `\(code.rawValue)` |")) }
        #expect(!page.contains("{spaceId}/") || page.contains("{{spaceId}}"), "parameters are written as the platform writes them")
    }

    @Test("Neither the page nor the served document names a setting, a command or a file of the service: whoever reads it cannot reach them")
    func settings() {
        let document = String(decoding: OpenAPIDocument.make(Routes.all, components: Components.all(zones: [])).json, as: UTF8.self)
        for text in [page, document] {
            for match in text.matches(
                of: /(?:livedigital|server|storage|secrets|log)\.(\w+)|(?:`|: )autowebinar [a-z]+|AUTOWEBINAR_\w+|[\w\/]+\.(?:yaml|sqlite|key)\b/)
            {
                // A host of livedigital's, not a setting.
                if let name = match.output.1, ["space", "example"].contains(name) { continue }
                Issue.record("\(match.output.0)")
            }
        }
        #expect(page.contains("| `waitingRoomAudience` | Зал ожидания | да/нет или строка | нет | тело | false — выключен; true — включён"))
    }

    @Test("An id in the address may be a name there; other members for names are offered only where they are taken")
    func names() {
        var rows = 0
        for action in ActionCatalog.all {
            for row in section(of: action).split(separator: "\n") where row.contains(" | адрес | ") {
                rows += 1
                #expect(!row.contains("Name"), "\(row)")
                if row.hasPrefix("| `spaceId`") || row.hasPrefix("| `roomId`") { #expect(row.hasSuffix("| id или точное название |"), "\(row)") }
            }
        }
        #expect(rows > 10)
    }

    @Test("The samples of links look as the answers do")
    func samples() async throws {
        try await RunningGateway.run { gateway in
            let room = "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"
            let asked: [(ActionDefinition, String, JSON)] = [
                (.roomGenerateAccess, "\(room)/access", ["username": "Анна", "role": "user"]),
                (.createRoomInvite, "\(room)/invites", ["role": "role_room_user"]),
                (.createRoom, "/v1/rooms", ["spaceId": .string(Demo.space), "name": "Образец", "type": "lesson"]),
            ]
            for (action, path, body) in asked {
                let answer = try await gateway.ask("POST", path, body).json
                let text = try #require(section(of: action).firstMatch(of: /```json\n(.*)\n```/)).output.1
                let sample = try JSON(json: Data(text.utf8))
                #expect(names(sample) == names(answer), "\(action.name)")
                for member in action.results.map(\.name) {
                    #expect((sample[member] == .null) == (answer[member] == .null), "\(action.name): \(member)")
                    guard member.lowercased().hasSuffix("url"), let link = answer[member]?.text else { continue }
                    #expect(try form(of: #require(sample[member]?.text)) == form(of: link), "\(action.name): \(member)")
                }
            }
        }
    }

    @Test("The sample of an autowebinar is a published session whose run goes on, by ids of the forms that are answered")
    func autowebinar() async throws {
        try await RunningGateway.run { gateway in
            let answer = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar()).json
            let text = try #require(section(of: .createAutowebinar).firstMatch(of: /```json\n(.*)\n```/)).output.1
            let sample = try JSON(json: Data(text.utf8))
            #expect(names(sample) == names(answer))
            #expect(sample["state"] == answer["state"] && sample["published"] == answer["published"])
            for shown in [sample, answer] {
                let id = try #require(shown["id"]?.text)
                #expect(id.hasPrefix("command@") && shown["sessionId"] == .string(id), "\(shown)")
                #expect(shown["statusUrl"] == .string("/v1/runs/\(id.percentEncoded)"))
                let event = try #require(shown["eventId"]?.text)
                #expect(shown["inviteUrl"]?.text?.hasSuffix("/event/\(event)") == true && !event.contains(" "))
            }
            for name in names(answer) { #expect((sample[name] == .null) == (answer[name] == .null), "\(name)") }
        }
    }

    private func names(_ object: JSON) -> Set<String> { if case .object(let members) = object { Set(members.keys) } else { [] } }

    @Test("Each parameter stands where the request takes it, and is required where the address has its place")
    func places() throws {
        let document = OpenAPIDocument.make(Routes.all, components: Components.all(zones: ["Etc/UTC"]))
        var rows = 0
        for action in ActionCatalog.all {
            let line = try #require(section(of: action).firstMatch(of: /`(GET|POST|PUT|DELETE) (\S+)`/))
            let (method, address) = (line.output.1, line.output.2)
            let parts = String(address.dropFirst("https://hooks.example.com".count)).components(separatedBy: "?")
            let path = parts[0].replacing("{{", with: "{").replacing("}}", with: "}")
            let operation: JSON = try #require(document["paths"]?[path]?[String(method).lowercased()], "\(method) \(path)")
            let body: JSON = operation["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"] ?? [:]
            let parameters: [JSON] = operation["parameters"]?.items ?? []
            let query: [String] = parameters.filter { $0["in"] == "query" }.compactMap { $0["name"]?.text }
            for match in section(of: action).matches(of: /\| `(\w+)` \| [^|]* \| [^|]* \| (да|нет) \| (адрес|параметр|тело) \|/) {
                rows += 1
                let (name, isRequired, place) = (String(match.output.1), match.output.2, match.output.3)
                switch place {
                case "адрес": #expect(path.contains("{\(name)}") && isRequired == "да", "\(action.name) \(name)")
                case "параметр": #expect(query.contains(name) && parts.last?.contains("\(name)={{\(name)}}") == true, "\(action.name) \(name)")
                default: #expect(body[name] != nil, "\(action.name) \(name)")
                }
            }
        }
        #expect(rows > 40)
        #expect(section(of: .deleteSpace).contains("/v1/spaces/{{spaceId}}?force={{force}}`"))
    }

    @Test("A report is asked for by what its address takes, in every form that it is given in")
    func reports() {
        let report = section(of: .getPlaybackSessionAnalyticsReport)
        #expect(report.contains("| `format` | Формат отчёта | список: `xlsx`, `csv`, `json` | нет | параметр |"))
        #expect(!report.contains("playbackId") && !report.contains("по группе"))
        #expect(section(of: .getRoomAnalyticsReport).contains("| `callId` | id звонка (callId) | id, список `calls` | да | адрес |"))
    }

    @Test("Triggers and the answer 202 name every field with its label and type")
    func fields() {
        #expect(AlbatoKit.eventMembers.map(\.name) == Event.members)
        for member in AlbatoKit.eventMembers { #expect(page.contains("| `\(member.name)` | \(member.label) | ")) }
        for row in ["| `spaceId` | Группа (space) | id, список `spaces` | нет |", "| `roomId` | Комната | id, список `rooms` | нет |"] {
            #expect(page.contains(row))
        }
        guard case .object(let pending)? = Components.pending.json["properties"] else { return #expect(Bool(false)) }
        #expect(Set(AlbatoKit.pendingMembers.map(\.name)) == Set(pending.keys))
        for name in pending.keys { #expect(page.contains("| `\(name)` | ")) }
    }

    /// The host, how many parts the path has, the first of them, and the names in the query.
    private func form(of link: String) throws -> [String] {
        let url = try #require(URLComponents(string: link))
        let path = url.path.split(separator: "/").map(String.init)
        return [url.host ?? "", "\(path.count)", path.first ?? ""] + (url.queryItems ?? []).map(\.name)
    }

    private func section(of action: ActionDefinition) -> String {
        page.components(separatedBy: "### \(action.title.russian)\n").dropFirst().first?.components(separatedBy: "\n### ").first ?? ""
    }

    @Test("The switches are labelled with what the API means, and a reusable link is the default")
    func labels() {
        #expect(page.contains("| `isMicrophonePublishingAllowed` | Участникам разрешено включать микрофон |"))
        #expect(page.contains("| `isPermanent` | Многоразовая ссылка | да/нет | нет | тело |"))
        #expect(page.contains("по умолчанию true"))
    }
}
