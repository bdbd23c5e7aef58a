import ArgumentParser
import Foundation
import Orchestration

/// The question before something is removed.
enum Confirmation {
    /// Asks on the terminal; without one it is a misuse not to have said `--yes`.
    static func ask(_ action: ActionDefinition, _ arguments: ActionArguments) throws {
        let names = action.parameters.compactMap { arguments.reference($0)?.text }
        try ask("\(action.title.english) (\(names.joined(separator: ", ")))", warning: action.warning?.english)
    }

    /// The same for what is no action.
    static func ask(_ what: String, warning: String?) throws {
        guard isatty(STDIN_FILENO) == 1 else { throw ValidationError("\(what) needs --yes, as there is no terminal to ask on.") }
        let warning = warning.map { " \($0)" } ?? ""
        FileHandle.standardError.write(Data("\(what)?\(warning) [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased()) else {
            throw Console.fail("Nothing was removed.")
        }
    }
}
