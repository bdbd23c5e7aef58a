import ArgumentParser
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

/// Where a process that is the command `autowebinar` begins.
package enum CommandLineEntry {
    /// Runs the command of the process's arguments, says what went wrong in words, and ends the process with its exit status.
    package static func run() async {
        // A reader that goes away must not kill a run: writing fails instead.
        signal(SIGPIPE, SIG_IGN)
        var outcome: any Error = ExitCode.success
        var running: (any ParsableCommand.Type)?
        do {
            var command = try Autowebinar.parseAsRoot()
            running = type(of: command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            outcome = told(error, by: running)
        }
        // A result that did not reach its reader is no success.
        if let problem = Console.outputProblem {
            Console.error("The output could not be written: \(problem).")
            if [.success, .attention].contains(Autowebinar.exitCode(for: outcome)) { outcome = ExitCode.failure }
        }
        Autowebinar.exit(withError: outcome)
    }

    /// Tells of an error of ours, and returns what is left to the argument parser: its own errors, of which it tells itself, and exit statuses.
    ///
    /// - Parameter command: what was running; nil where the arguments were not understood.
    private static func told(_ error: any Error, by command: (any ParsableCommand.Type)?) -> any Error {
        let isJSON = CommandLine.arguments.contains("--json")
        // The argument parser would show the usage of the whole program.
        if let mistake = error as? ValidationError, let command {
            let words = isJSON ? mistake.message : "Error: \(mistake.message)\nUsage: \(Autowebinar.usageString(for: command))"
            return CommandFailure(message: words, status: .validationFailure).tell(isJSON: isJSON)
        }
        if let failure = error as? CommandFailure { return failure.tell(isJSON: isJSON) }
        if let words = explanation(of: error) { return Console.fail(words).tell(isJSON: isJSON) }
        let status = Autowebinar.exitCode(for: error)
        if isJSON, !status.isSuccess, !(error is ExitCode) { CommandFailure(message: Autowebinar.message(for: error), status: status).report() }
        return error
    }

    /// What an error of ours says to people; nil leaves it to the argument parser.
    private static func explanation(of error: any Error) -> String? {
        switch error {
        case let error as DiagnosticList: error.description
        case let error as OwnerLock.Taken: "\(error); wait for it to end, or stop it"
        case let error as StoreError: error.description
        case let error as OperatorError: error.description
        case let error as SecretError: error.description
        case let error as LivedigitalError: error.description
        case let error as NameFailure: error.description
        case let error as Failure: error.message
        case is ExitCode, is ValidationError, is CleanExit: nil
        default: "\(error)".contains("SQLite error") ? "the database cannot be used: \(StoreError.explain(error))" : nil
        }
    }
}
