package import ArgumentParser
package import Orchestration

/// `autowebinar record link`.
package struct RecordLinkCommand: ActionCommand {
    package static let action = ActionDefinition.downloadRecord
    package static let examples = """
        autowebinar record link --space Маркетинг --room Демо-зал --record "Демо, лучшее"
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("record", Self.action)) var record: String?

    package init() {}

    package var members: [String: String?] { ["space": space, "room": room, "record": record] }
}
