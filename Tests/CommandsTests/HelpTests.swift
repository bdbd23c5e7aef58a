import Foundation
import ProcessHarness
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct HelpTests {
    private static let nouns = [
        "demo", "serve", "plan", "apply", "drift", "job", "run", "next", "session", "invite", "analytics", "connection", "space", "room",
        "record", "report", "webhook", "contract", "kit", "doctor", "backup", "restore", "sandbox",
    ]

    private func help(_ command: [String]) async throws -> CommandResult {
        try await CommandRun.finish(.crashProcess, command + ["--help"], environment: ["PATH": "/usr/bin:/bin", "COLUMNS": "120"])
    }

    /// The subcommands that a help text lists.
    private func subcommands(_ text: String) -> [String] {
        guard let list = text.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first else { return [] }
        return list.matches(of: /(?m)^  ([a-z]+)\s/).map { String($0.output.1) }
    }

    @Test("The root help lists all commands and exit statuses, and every command at any depth says what it is")
    func tree() async throws {
        let root = try await help([])
        #expect(root.status == 0)
        #expect(subcommands(root.output) == Self.nouns)
        for status in ["0 done", "1 failed", "2 differs, held", "64 wrong use"] { #expect(root.output.contains(status)) }
        var waiting = Self.nouns.map { [$0] }
        var seen = 0
        while let command = waiting.popLast() {
            let result = try await help(command)
            #expect(result.status == 0)
            let overview = try #require(result.output.firstMatch(of: /OVERVIEW: (.+)/), "\(command) has no abstract")
            #expect(overview.output.1.count > 10)
            #expect(result.output.contains("USAGE: autowebinar \(command.joined(separator: " "))"))
            seen += 1
            waiting += subcommands(result.output).map { command + [$0] }
        }
        #expect(seen == 70, "a new command is named here, too")
    }

    @Test(
        "Misuse is 64 with the usage on standard error, and nothing is done",
        arguments: [
            ["jobs"], ["job", "start"], ["job", "run"], ["job", "run", "a.yaml", "b.yaml"], ["job", "run", "a.yaml", "--until", "done"],
            ["run", "show"], ["next", "a.yaml", "-n", "many"], ["record", "list", "--space", "x"], ["--nonsense"],
        ])
    func misuse(_ arguments: [String]) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autowebinar-test-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let result = try await CommandRun.finish(.crashProcess, arguments, environment: ["PATH": "/usr/bin:/bin"], in: folder)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("Error: "))
        #expect(result.errors.contains("Usage: autowebinar") || result.errors.contains("USAGE: autowebinar"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("What a command itself refuses is told with its own usage")
    func ownUsage() async throws {
        let command = ["room", "delete", "--space", "Маркетинг", "--room", "Демо-зал"]
        let result = try await CommandRun.finish(.crashProcess, command, environment: ["PATH": "/usr/bin:/bin", "AUTOWEBINAR_TOKEN": "t0ken"])
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("Error: Delete a room (Маркетинг, Демо-зал) needs --yes"), "\(result.errors)")
        #expect(result.errors.contains("\nUsage: autowebinar room delete "), "\(result.errors)")
    }

    @Test("The version is told")
    func version() async throws {
        let result = try await CommandRun.finish(.crashProcess, ["--version"], environment: [:])
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
