package import ArgumentParser
package import Orchestration

/// `autowebinar session create`.
package struct SessionCreate: ActionCommand {
    package static let action = ActionDefinition.createAutowebinar
    package static let examples = """
        autowebinar session create --name Демонстрация --space Маркетинг --room Демо-зал --record latest --start-date 2026-12-01T16:00:00Z --timezone Europe/Moscow
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("name", Self.action)) var name: String?
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("record", Self.action)) var record: String?
    @Option(help: .of("startDate", Self.action)) var startDate: String?
    @Option(help: .of("timezone", Self.action)) var timezone: String?
    @Option(help: .of("externalId", Self.action)) var externalId: String?

    package init() {}

    package var members: [String: String?] {
        ["name": name, "space": space, "room": room, "record": record, "startDate": startDate, "timezone": timezone, "externalId": externalId]
    }
}
