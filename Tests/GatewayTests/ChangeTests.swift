import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

/// What is changed keeps all else, whatever livedigital shows and whoever changes it at the same time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ChangeTests {
    private func client(_ gateway: RunningGateway) -> LivedigitalClient {
        LivedigitalClient(baseURL: gateway.account.baseURL, token: gateway.account.token, transport: gateway.curl)
    }

    @Test("a space that was just made, and is not listed yet, is changed and keeps the rest")
    func justMade() async throws {
        try await RunningGateway.run(listLag: .seconds(1)) { gateway in
            let made = try await gateway.ask("POST", "/v1/spaces", ["name": "Продажи-2", "description": "Важное"])
            #expect(made.status == 201 && gateway.asked("getSpacesList") == 0, "\(made.text)")
            let id = try #require(made.json["id"]?.text)
            let changed = try await gateway.ask("PUT", "/v1/spaces/\(id)", ["name": "Продажи-3"])
            #expect(changed.status == 200, "\(changed.text)")
            let space = try await client(gateway).spaces().items.first { $0.id == id }
            #expect(space?.name == "Продажи-3" && space?.description == "Важное")
        }
    }

    @Test("a space that is not listed is refused in our own words, as what may succeed later")
    func unlisted() async throws {
        try await RunningGateway.run { gateway in
            let nobody = "aaaaaaaaaaaaaaaaaaaaaaaa"
            for (language, words) in [
                (
                    "en",
                    "livedigital's list does not show the space \(nobody), so what else it has is not known; nothing was changed. Give name, description and "
                        + "logo, or try again."
                ),
                (
                    "ru",
                    "livedigital не нашёл то, о чём идёт речь. Группы \(nobody) в списке livedigital нет, и остальные её параметры неизвестны; ничего не "
                        + "изменено. Передайте name, description и logo или повторите позже."
                ),
            ] {
                let reply = try await gateway.ask("PUT", "/v1/spaces/\(nobody)", ["description": "x"], headers: [("Accept-Language", language)])
                #expect(reply.status == 404 && reply.code == "not_found" && reply.json["detail"] == .string(words), "\(reply.text)")
                #expect(reply.json["errors"]?.items.first?["field"] == "spaceId" && reply.json["upstream"] == .null)
                #expect(reply.json["retryable"] == true && reply.header("Retry-After") == "5")
            }
            #expect(gateway.asked("updateSpace") == 0)
        }
    }

    @Test("the name under which a space is made is not written back")
    func underItsMarker() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            var random = SystemRandomNumberGenerator()
            let made = try await client(gateway).createSpace(name: "Продажи ⟦\(RunMarker(using: &random).text)⟧")
            let path = "/v1/spaces/\(made.id)"
            for (language, words) in [("en", "Give its name, or try again."), ("ru", "Передайте name или повторите позже.")] {
                let reply = try await gateway.ask("PUT", path, ["description": "x"], headers: [("Accept-Language", language)])
                #expect(reply.status == 404 && reply.json["retryable"] == true, "\(reply.text)")
                #expect(reply.json["detail"]?.text?.hasSuffix(words) == true, "\(reply.text)")
            }
            #expect(gateway.asked("updateSpace") == 0)
            #expect(try await gateway.ask("PUT", path, ["name": "Продажи", "description": "x"]).status == 200)
        }
    }

    @Test("what we refuse to send is told as ours, not as an answer of livedigital")
    func ours() {
        for noun in ["space", "room"] {
            let error = LivedigitalError(
                operation: .updateSpace, method: "PUT", path: "/x", kind: .refused,
                message: "livedigital shows no name of the \(noun) and none was given; nothing was changed", advice: "Give a name.")
            let problem = Problem(error)
            #expect(problem.upstream == nil && problem.code == .conflict)
            #expect(!problem.detail.english.contains("no answer") && !problem.detail.russian.contains(/[«A-Z]|none/), "\(problem.detail.russian)")
        }
        let problem = Problem(LivedigitalError(operation: .getMe, method: "GET", path: "/me", kind: .notSent, message: "it broke"))
        #expect(problem.upstream == .init(status: nil, operation: "getMe") && problem.detail.english.contains("no answer"))
    }

    @Test("what we ourselves find wrong is not told as livedigital's refusal")
    func unsent() {
        let own = Problem(Failure(code: "invalid_request", message: "room.createRoom: name: the member is missing: Name of the room"))
        #expect(own.code == .invalidRequestParams && own.upstream == nil)
        #expect(own.detail.russian == "room.createRoom: name: обязательное поле не заполнено: Название комнаты")
        let told = Problem(Failure(code: "invalid_request", message: "createRoom (POST /spaces/1/rooms): 422 Wrong"))
        #expect(told.detail.russian.hasPrefix("livedigital не принял параметры запроса.") && told.upstream?.status == 422)
    }

    @Test("a change that names nothing to change is none, in both languages")
    func nothing() async throws {
        try await RunningGateway.run { gateway in
            for path in ["/v1/spaces/\(Demo.space)", "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"] {
                for (language, words) in [
                    ("en", "nothing is given that is to be changed"), ("ru", "не передано ничего, что нужно изменить"),
                ] {
                    let reply = try await gateway.ask("PUT", path, ["name": ""], headers: [("Accept-Language", language)])
                    #expect(reply.status == 200 && reply.json == ["status": "noop", "reason": .string(words)], "\(reply.text)")
                }
            }
            #expect(gateway.asked("updateRoom") == 0 && gateway.asked("updateSpace") == 0)
        }
    }

    @Test("a change that livedigital makes late undoes none that came after it")
    func late() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            let server = gateway.account.server
            let space = "/v1/spaces/\(Demo.space)"
            for operation in ["updateRoom", "updateSpace"] { try server.arm(Fault(operation: operation, action: .late(.milliseconds(1500)))) }
            async let described = gateway.ask("PUT", space, ["description": "Описание"])
            let first = try await gateway.ask("PUT", "\(space)/rooms/\(Demo.room)", ["isChatAllowed": false])
            let second = try await gateway.ask("PUT", "\(space)/rooms/\(Demo.room)", ["isHandRaisingAllowed": false])
            let renamed = try await gateway.ask("PUT", space, ["name": "Иная"])
            for reply in [try await described, first, second, renamed] { #expect(reply.status == 200, "\(reply.text)") }
            // Two that came late and the four that were asked for.
            try await eventually("all are made") { server.ledger.count { $0.what == .updated } == 6 }
            let room = try await client(gateway).room(spaceId: Demo.space, roomId: Demo.room)
            #expect(room.settings.isChatAllowed == false && room.settings.isHandRaisingAllowed == false)
            let shown = try await client(gateway).spaces().items.first { $0.id == Demo.space }
            #expect(shown?.name == "Иная" && shown?.description == "Описание")
        }
    }

    @Test("changes of one room, and of one space, at the same time all count")
    func atOnce() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            for operation in ["updateRoom", "updateSpace"] {
                try gateway.account.server.arm(Fault(operation: operation, times: 4, moment: .before, action: .delay(.milliseconds(200))))
            }
            let space = "/v1/spaces/\(Demo.space)"
            let switches = ["isChatAllowed", "isCameraPublishingAllowed", "isMicrophonePublishingAllowed", "isHandRaisingAllowed"]
            var changes = switches.map { ("\(space)/rooms/\(Demo.room)", [$0: false] as JSON) }
            for (member, text) in ["name": "Иная", "description": "Описание", "logo": "https://example.com/l.png"] {
                changes.append((space, [member: .string(text)]))
            }
            try await withThrowingTaskGroup(of: RunningGateway.Reply.self) { group in
                for (path, body) in changes { group.addTask { try await gateway.ask("PUT", path, body) } }
                for try await reply in group { #expect(reply.status == 200, "\(reply.text)") }
            }
            let room = try await client(gateway).room(spaceId: Demo.space, roomId: Demo.room)
            for (name, member) in RoomSettings.switches where switches.contains(name) { #expect(room.settings[keyPath: member] == false, "\(name)") }
            let shown = try await client(gateway).spaces().items.first { $0.id == Demo.space }
            #expect(shown == Space(id: Demo.space, name: "Иная", description: "Описание", logo: "https://example.com/l.png"))
        }
    }
}
