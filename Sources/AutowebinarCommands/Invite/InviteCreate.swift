package import ArgumentParser
package import Orchestration

/// `autowebinar invite create`.
package struct InviteCreate: ActionCommand {
    package static let action = ActionDefinition.createRoomInvite
    package static let examples = """
        autowebinar invite create --space Продажи --room Планёрка --role role_room_user
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("role", Self.action)) var role: String?

    package init() {}

    package var members: [String: String?] { ["space": space, "room": room, "role": role] }
}
