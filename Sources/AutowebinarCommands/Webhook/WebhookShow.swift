package import ArgumentParser
import Orchestration

/// `autowebinar webhook show`.
package struct WebhookShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the webhook of each space of an account, and whether it is as it should be.",
        discussion: """
            Asks livedigital and changes nothing. Exit status: 0 all are as they should be, 2 one is not: NOTE says what to do, or that the service does it.

              autowebinar webhook show
              autowebinar webhook show --space Маркетинг --json
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "One space, by id or exact name.") var space: String?

    package init() {}

    package func run() async throws {
        let (views, isComplete) = try await WebhookOverview(try global.workspace()).views(connection: connection, space: space)
        if !isComplete { Console.error("Not all spaces are shown: livedigital has more than it lists at once.") }
        try show(
            views, json: global.json, empty: "The account has no space.", headings: ["SPACE", "WEBHOOK", "WANTED", "LEADS TO", "NOTE"]
        ) {
            [$0.spaceName ?? $0.spaceId, $0.owner.word, $0.isWanted ? "yes" : "no", $0.url ?? "-", $0.note ?? ""]
        }
        if views.contains(where: { !$0.isRight }) { throw ExitCode.attention }
    }
}

extension WebhookView.Owner {
    /// As it is shown.
    fileprivate var word: String { self == .otherConnection ? "ours, other connection" : rawValue }
}
