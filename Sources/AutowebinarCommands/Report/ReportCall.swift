package import ArgumentParser
package import Orchestration

/// `autowebinar report call`.
package struct ReportCall: ActionCommand {
    package static let action = ActionDefinition.getRoomAnalyticsReport
    package static let examples = """
        autowebinar report call --space Продажи --room Планёрка --call 66d546bf2b949f39f80e9697 --format json
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("callId", Self.action)) var call: String?
    @Option(help: .of("format", Self.action)) var format: String?

    package init() {}

    package var members: [String: String?] { ["space": space, "room": room, "callId": call, "format": format] }
}
