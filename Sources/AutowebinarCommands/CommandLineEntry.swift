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
        do {
            var command = try Autowebinar.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            if let words = explanation(of: error) {
                Console.error(words)
                Autowebinar.exit(withError: ExitCode.failure)
            }
            Autowebinar.exit(withError: error)
        }
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
