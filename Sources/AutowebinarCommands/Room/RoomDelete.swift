package import ArgumentParser
package import Orchestration

/// `autowebinar room delete`.
package struct RoomDelete: ActionCommand {
    package static let action = ActionDefinition.deleteRoom
    package static let examples = """
        autowebinar room delete --space Продажи --room Планёрка --yes
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @OptionGroup var confirmation: ConfirmationOption

    package init() {}

    package var isConfirmed: Bool { confirmation.yes }
    package var members: [String: String?] { ["space": space, "room": room] }
}
