import Foundation
import ProcessHarness
import Testing

/// How a command says that it failed.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CommandFailureTests {
    /// The message of a result whose standard output is one object with an error.
    private func message(_ result: CommandResult) -> String? {
        guard result.output.split(separator: "\n").count == 1, let error = result.json?["error"] as? [String: Any],
            error["exitStatus"] as? Int == result.status.map(Int.init)
        else { return nil }
        return error["message"] as? String
    }

    @Test("With --json an error is one object on standard output, with the words of standard error")
    func json() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write("kind: autowebinar\nnme: demo\n", to: "wrong.yaml")
            for (arguments, words) in [
                (["job", "run", "wrong.yaml"], "wrong.yaml:2:1"), (["run", "show", "nope"], "There is no run nope"),
                (["run", "cancel", "nope"], "There is no run nope"), (["run", "list", "--config", "bad.yaml"], "bad.yaml"),
                (["connection", "test", "nope"], "there is no connection nope"), (["connection", "remove", "nope"], "There is no connection nope."),
            ] {
                let result = try await trial.command(arguments + ["--json"])
                #expect(result.status == 1, "\(arguments)")
                let message = message(result)
                #expect(message?.contains(words) == true, "\(arguments): \(result.output)")
                #expect(message.map { result.errors == $0 + "\n" } == true, "\(arguments): \(result.errors)")
                #expect(try await trial.command(arguments).output.isEmpty, "without --json nothing is on standard output")
            }
            let token = try await trial.command("connection", "add", "--token-stdin", "--json", input: "wrong")
            #expect(token.status == 1)
            #expect(message(token)?.hasPrefix("Unauthorized: ") == true)
            let misused = try await trial.command("run", "list", "--limit", "0", "--json")
            #expect(misused.status == 64)
            #expect(message(misused) == "The limit must be 1 or more.")
            #expect(misused.errors.contains("Usage: autowebinar run list"))
            #expect(try await trial.command("run", "list", "--help", "--json").output.hasPrefix("OVERVIEW: "))
        }
    }

    @Test("A database that another process owns is told in the object, too")
    func inUse() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let second = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(message(second)?.contains("is in use by process \(first.processIdentifier) (autowebinar job run demo)") == true)
            first.send(SIGTERM)
            _ = await first.result
        }
    }

    @Test("A result that cannot be written is no success, and is told; a reader that has seen enough is none of our business")
    func fullOutput() async throws {
        try await Trial.run { trial in
            let id = try await trial.published(start: "+2s")
            let lists = ["", "--json", "--format csv", "--format ics"].map { "invite list \($0)" }
            // The plan has something to create, which is 2 where it is told.
            for text in ["run list --json", "run show \(id)", "plan demo.yaml", "job run demo.yaml"] + lists {
                let result = try Self.shell("\(text) >/dev/full", trial)
                #expect(result.status == 1, "\(text)")
                #expect(result.errors.contains("The output could not be written: No space left on device."), "\(text): \(result.errors)")
                #expect(!result.errors.contains("Error Domain"), "\(text): \(result.errors)")
            }
            #expect(trial.made == .one)
            #expect(try Self.shell("job run demo.yaml --start +1s | true; exit ${PIPESTATUS[0]}", trial).status == 0)
        }
    }

    /// Runs the command with the rest of a shell's line behind it.
    private static func shell(_ line: String, _ trial: Trial) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "\"$0\" \(line)", CommandRun.Executable.crashProcess.path]
        process.environment = trial.account.environment()
        process.currentDirectoryURL = trial.account.folder
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
