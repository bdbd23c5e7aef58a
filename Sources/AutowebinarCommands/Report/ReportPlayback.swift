package import ArgumentParser
package import Orchestration

/// `autowebinar report playback`.
package struct ReportPlayback: ActionCommand {
    package static let action = ActionDefinition.getPlaybackSessionAnalyticsReport
    package static let examples = """
        autowebinar report playback --session weekly-demo@2026-12-01T16:00:00.000Z
        autowebinar report playback --space Маркетинг --playback a06b59a7-8529-42f7-bb0e-52e571de3488 --event-id 42
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("sessionId", Self.action)) var session: String?
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("playback", Self.action)) var playback: String?
    @Option(help: .of("eventId", Self.action)) var eventId: String?
    @Option(help: .of("format", Self.action)) var format: String?

    package init() {}

    package var members: [String: String?] { ["sessionId": session, "space": space, "playback": playback, "eventId": eventId, "format": format] }
}
