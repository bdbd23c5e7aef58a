package import ArgumentParser
package import Orchestration

/// `autowebinar space update`.
package struct SpaceUpdate: ActionCommand {
    package static let action = ActionDefinition.updateSpace
    package static let examples = """
        autowebinar space update --space Продажи --name "Продажи и маркетинг"
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("name", Self.action)) var name: String?
    @Option(help: .of("description", Self.action)) var description: String?
    @Option(help: .of("logo", Self.action)) var logo: String?

    package init() {}

    package var members: [String: String?] { ["space": space, "name": name, "description": description, "logo": logo] }
}
