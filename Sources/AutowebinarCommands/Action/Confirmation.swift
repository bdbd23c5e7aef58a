import ArgumentParser
import Foundation
import Orchestration

/// The question before something is removed.
enum Confirmation {
    /// Asks on the terminal; without one it is a misuse not to have said `--yes`.
    static func ask(_ action: ActionDefinition, _ arguments: ActionArguments) throws {
        let names = action.parameters.compactMap { arguments.reference($0)?.text }
        let what = "\(action.title.english) (\(names.joined(separator: ", ")))"
        guard isatty(STDIN_FILENO) == 1 else { throw ValidationError("\(what) needs --yes, as there is no terminal to ask on.") }
        let warning = action.warning.map { " \($0.english)" } ?? ""
        FileHandle.standardError.write(Data("\(what)?\(warning) [y/N] ".utf8))
        guard ["y", "yes"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased()) else {
            throw Console.fail("Nothing was removed.")
        }
    }
}
