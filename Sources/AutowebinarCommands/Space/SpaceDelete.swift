package import ArgumentParser
package import Orchestration

/// `autowebinar space delete`.
package struct SpaceDelete: ActionCommand {
    package static let action = ActionDefinition.deleteSpace
    package static let examples = """
        autowebinar space delete --space Продажи --yes
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Flag(help: .of("force", Self.action)) var force = false
    @OptionGroup var confirmation: ConfirmationOption

    package init() {}

    package var isConfirmed: Bool { confirmation.yes }
    package var members: [String: String?] { ["space": space].merging(["force": force ? "true" : nil]) { $1 } }
}
