package import ArgumentParser

/// `autowebinar webhook`.
package struct WebhookCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "The webhooks by which livedigital tells of what happens in its spaces.",
        discussion: """
            livedigital has one webhook for each space. The service makes it its own where livedigital.watch, a hook or a job needs the space's events, and
            removes it with the last need; one that leads elsewhere is left alone. These commands look at them, and say otherwise for one space.
            """,
        subcommands: [WebhookShow.self, WebhookCreate.self, WebhookDelete.self])

    package init() {}
}
