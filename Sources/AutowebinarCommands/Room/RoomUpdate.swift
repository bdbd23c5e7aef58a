package import ArgumentParser
package import Orchestration

/// `autowebinar room update`.
package struct RoomUpdate: ActionCommand {
    package static let action = ActionDefinition.updateRoom
    package static let examples = """
        autowebinar room update --space Продажи --room Планёрка --is-chat-allowed false
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("name", Self.action)) var name: String?
    @Option(help: .of("type", Self.action)) var type: String?
    @OptionGroup(title: "Settings") var settings: RoomSettingsOptions

    package init() {}

    package var members: [String: String?] { ["space": space, "room": room, "name": name, "type": type].merging(settings.members) { $1 } }
}
