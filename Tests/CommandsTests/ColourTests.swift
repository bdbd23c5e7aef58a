import Foundation
import ProcessHarness
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ColourTests {
    /// What a command writes to a terminal.
    private func onTerminal(_ trial: Trial, _ arguments: [String], with environment: [String: String]) throws -> String {
        let terminal = try Terminal()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("CrashProcess")
        process.arguments = arguments
        process.environment = trial.account.environment(environment)
        process.currentDirectoryURL = trial.account.folder
        process.standardOutput = terminal.end
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return terminal.text()
    }

    @Test("states have colours on a terminal; NO_COLOR, a dumb terminal and a pipe see plain text in the same columns")
    func states() async throws {
        try await Trial.run { trial in
            let coloured = try onTerminal(trial, ["doctor"], with: ["TERM": "xterm"])
            #expect(coloured.contains("time zones          \u{1B}[32mok\u{1B}[0m"), "\(coloured)")
            // How much of the disk is free may change in between.
            let plain = coloured.replacing(/\u{1B}\[[0-9]+m/, with: "").replacing("\r\n", with: "\n").replacing(/\d+ MiB/, with: "")
            #expect(plain == (try await trial.command("doctor")).output.replacing(/\d+ MiB/, with: ""))
            for environment in [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"]] {
                #expect(!(try onTerminal(trial, ["doctor"], with: environment)).contains("\u{1B}"))
            }
        }
    }
}
