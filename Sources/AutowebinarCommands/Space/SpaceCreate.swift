package import ArgumentParser
package import Orchestration

/// `autowebinar space create`.
package struct SpaceCreate: ActionCommand {
    package static let action = ActionDefinition.createSpace
    package static let examples = """
        autowebinar space create --name Продажи
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("name", Self.action)) var name: String?
    @Option(help: .of("description", Self.action)) var description: String?
    @Option(help: .of("logo", Self.action)) var logo: String?

    package init() {}

    package var members: [String: String?] { ["name": name, "description": description, "logo": logo] }
}
