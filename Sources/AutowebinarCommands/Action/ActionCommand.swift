package import ArgumentParser
import Foundation
package import Orchestration
import Recurrence

/// A command that asks for one action. Its options are the parameters of the action's definition, by the names that ``ActionParameter/option`` gives.
package protocol ActionCommand: AsyncParsableCommand {
    static var action: ActionDefinition { get }
    /// Lines that show how it is used.
    static var examples: String { get }
    var options: ActionOptions { get }
    /// What was given, by the members of a request.
    var members: [String: String?] { get }
    /// Whether nobody is asked before something is removed.
    var isConfirmed: Bool { get }
}

extension ActionCommand {
    package static var configuration: CommandConfiguration {
        let warning = action.warning.map { "\n\($0.english)\n" } ?? ""
        return CommandConfiguration(
            commandName: action.command.last, abstract: "\(action.title.english).",
            discussion: """
                \(action.summary.english)
                \(warning)
                It is carried out durably: by the process that owns the database, or by this one until it is done. What was killed on the way goes on
                with `autowebinar serve`, or with any command that works on runs.

                \(examples.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
                """)
    }

    package var isConfirmed: Bool { true }

    package func run() async throws { try await carryOut() }

    /// Has the one action that the options describe carried out.
    func carryOut() async throws {
        let given = members.compactMapValues { $0.map(JSONValue.string) }
        let workspace = try options.global.workspace()
        let arguments: ActionArguments
        do throws(ActionProblems) {
            arguments = try workspace.arguments(of: ActionRequest(name: Self.action.name, arguments: given), now: Date())
        } catch {
            throw ValidationError(error.problems.map { "\(Self.action.option(of: $0.field)): \($0.message.english)" }.joined(separator: "\n"))
        }
        if !isConfirmed { try Confirmation.ask(Self.action, arguments) }
        let order = ActionOrder(arguments, connection: options.connection, opensConnection: true, actor: operatorName)
        try await ActionRun(workspace: workspace, order: order, json: options.global.json).carryOut()
    }
}

/// What every command of an action takes.
package struct ActionOptions: ParsableArguments {
    @OptionGroup package var global: GlobalOptions
    @Option(help: "The connection.") package var connection = Orchestration.Connection.defaultName

    package init() {}
}

/// What a command takes that removes something.
package struct ConfirmationOption: ParsableArguments {
    @Flag(help: "Remove it without asking.") package var yes = false

    package init() {}
}

extension ActionParameter {
    /// Its option on the command line: `--space` for an id or exact name of a space, else the parameter's own name.
    var option: String {
        var name = eitherMember ?? self.name
        if case .identifier = type, name.hasSuffix("Id") { name.removeLast(2) }
        return "--" + name.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
    }

    /// The member of a request that the option gives.
    var optionMember: String { eitherMember ?? name }
}

extension ActionDefinition {
    func option(of member: String) -> String { parameter(forMember: member)?.option ?? member }
}

extension ArgumentHelp {
    /// What the definition of an action says of a member.
    static func of(_ member: String, _ action: ActionDefinition) -> ArgumentHelp {
        guard let parameter = action.parameter(forMember: member) else { return "" }
        var text = parameter.label.english
        var valueName: String?
        switch parameter.type {
        case .identifier(let list):
            let words = parameter.words.map { ", or \($0.value)" }.joined()
            text += list.hasNames ? ", by id or exact name\(words)" : ", by id"
        case .choice(let choices): valueName = choices.map(\.value).joined(separator: "|")
        case .boolean: valueName = "true|false"
        case .switchOrText: valueName = "true|false|text"
        case .instant: valueName = "instant"
        case .text, .integer, .timezone, .address: break
        }
        if case .identifier = parameter.type {} else if let help = parameter.help { text += ": \(help.english)" }
        if let value = parameter.defaultValue, value != false { text += " (default: \(value.plainText))" }
        return ArgumentHelp("\(text).", valueName: valueName)
    }
}
