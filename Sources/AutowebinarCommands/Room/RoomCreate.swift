package import ArgumentParser
package import Orchestration

/// `autowebinar room create`.
package struct RoomCreate: ActionCommand {
    package static let action = ActionDefinition.createRoom
    package static let examples = """
        autowebinar room create --space Продажи --name Планёрка --type lesson
        autowebinar room create --space Продажи --name Вебинар --type webinar --is-camera-publishing-allowed false
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("name", Self.action)) var name: String?
    @Option(help: .of("type", Self.action)) var type: String?
    @OptionGroup(title: "Settings") var settings: RoomSettingsOptions

    package init() {}

    package var members: [String: String?] { ["space": space, "name": name, "type": type].merging(settings.members) { $1 } }
}
