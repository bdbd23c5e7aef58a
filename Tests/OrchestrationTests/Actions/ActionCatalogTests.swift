import Testing

@testable import Orchestration

/// What every description made from the catalog relies on.
@Suite("ActionCatalog", .timeLimit(.minutes(5)))
struct ActionCatalogTests {
    @Test("every action of the requirements is there, once")
    func requirements() {
        #expect(
            ActionCatalog.all.map(\.name) == [
                "createSpace", "updateSpace", "deleteSpace", "createRoom", "updateRoom", "deleteRoom", "createRoomInvite", "roomGenerateAccess",
                "getRoomAnalyticsReport", "getPlaybackSessionAnalyticsReport", "downloadRecord", "createAutowebinar",
            ])
        #expect(ActionCatalog.named("createRoom") == .createRoom)
        #expect(ActionCatalog.named("createroom") == nil)
        #expect(Set(ActionCatalog.all.map(\.command)).count == ActionCatalog.all.count)
    }

    @Test("no member of a request or result means two things, and every text is there in both languages", arguments: ActionCatalog.all.map(\.name))
    func members(name: String) throws {
        let action = try #require(ActionCatalog.named(name))
        #expect(Set(action.members).count == action.members.count)
        #expect(Set(action.results.map(\.name)).count == action.results.count)
        let choices = (action.parameters.map(\.type) + action.results.map(\.type)).flatMap { type -> [Choice] in
            if case .choice(let choices) = type { choices } else { [] }
        }
        let texts =
            [action.title, action.summary] + [action.warning].compactMap(\.self) + action.parameters.map(\.label)
            + action.parameters.compactMap(\.help) + action.results.map(\.label) + choices.map(\.label)
        for text in action.errors.map(\.meaning) { #expect(!text.russian.isEmpty && !text.english.isEmpty) }
        for text in texts {
            #expect(!text.russian.isEmpty && !text.english.isEmpty)
            #expect(!text.english.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) }, "\(text.english)")
        }
    }

    @Test("the switches of a room say what is allowed, and what must not be sent is not there")
    func switches() throws {
        for name in ["isMicrophonePublishingAllowed", "isCameraPublishingAllowed", "isScreenMediaPublishingAllowed"] {
            for action in [ActionDefinition.createRoom, .updateRoom] {
                let parameter = try #require(action.parameter(forMember: name))
                #expect(parameter.label.russian.contains("разрешено") && parameter.label.english.contains("allowed"))
                #expect(parameter.type == .boolean && parameter.defaultValue == nil && !parameter.isRequired)
            }
        }
        #expect(ActionDefinition.createRoom.parameter(forMember: "templateId") == nil)
        #expect(ActionDefinition.createRoom.parameter(forMember: "parentRoomId") == nil)
    }

    @Test("a personal link may be reused unless asked otherwise, and lives a week at most")
    func personalLink() throws {
        let access = ActionDefinition.roomGenerateAccess
        #expect(try #require(access.parameter(forMember: "isPermanent")).defaultValue == true)
        #expect(try #require(access.parameter(forMember: "ttl")).type == .integer(1...604_800))
    }

    @Test("links that let people in are secrets")
    func secrets() {
        for action in [ActionDefinition.createRoomInvite, .roomGenerateAccess, .downloadRecord] {
            #expect(action.results.first { $0.name == "url" }?.isSecret == true)
        }
    }

    @Test("what is removed is warned of")
    func warnings() {
        for action in ActionCatalog.all { #expect((action.warning != nil) == (action.kind == .removes)) }
    }
}
