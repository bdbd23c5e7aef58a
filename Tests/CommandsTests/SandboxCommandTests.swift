import Foundation
import ProcessHarness
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct SandboxCommandTests {
    @Test("sandbox serves an account until Ctrl-C; a port that is taken is told")
    func serving() async throws {
        try await Trial.run { trial in
            let serving = try Serving(in: trial.account.folder)
            try await trial.eventually("serving") { serving.words.contains("Token: ") }
            let words = serving.words
            let address = try #require(words.firstMatch(of: /Serving (http:\/\/127\.0\.0\.1:(\d+)\/v1)\n/))
            let token = try #require(words.firstMatch(of: /Token: ([a-z0-9]+)\n/)).output.1
            let there = ["AUTOWEBINAR_LIVEDIGITAL_BASE_URL": String(address.output.1), "AUTOWEBINAR_TOKEN": String(token)]
            let spaces = try await trial.command("space", "list", with: there)
            #expect(spaces.status == 0, "\(spaces.errors)")
            #expect(spaces.output.contains("Маркетинг"))
            let taken = try await trial.command("sandbox", "--port", String(address.output.2))
            #expect(taken.status == 1)
            #expect(taken.errors.contains("The sandbox cannot listen on 127.0.0.1:\(address.output.2)"))
            #expect(taken.errors.contains("Choose another port, or 0 for any free one."))
            #expect(serving.stop() == 0)
            #expect(try await trial.command("sandbox", "--port", "70000").status == 64)
            #expect(try await trial.command("sandbox", "--list-lag", "soon").status == 64)
        }
    }

    @Test("demo: killed in the middle and run again, one playback, one event, one publication, whatever is configured for a real account")
    func demo() async throws {
        try await Trial.run { trial in
            let job = try trial.account.demoJob()
            let temporary = trial.account.folder.appendingPathComponent("tmp")
            for name in ["tmp", "config"] {
                try FileManager.default.createDirectory(at: trial.account.folder.appendingPathComponent(name), withIntermediateDirectories: true)
            }
            _ = try trial.account.write("createPlayback: {path: /playbacks}", to: "contract.yaml")
            _ = try trial.account.write("livedigital: {contract: contract.yaml}", to: "config/autowebinar.yaml")
            let result = try await trial.command("demo", "--job", job, with: ["TMPDIR": temporary.path])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("Killed by signal 9. On the remote side: 1 playback of ours"))
            #expect(result.output.contains("createPlayback       adopted"))
            #expect(result.output.contains("\nLedger: 1 playback, 1 event, 1 publication of ours\n"))
            let stopped = try trial.start("demo", "--job", job, with: ["TMPDIR": temporary.path])
            try await trial.eventually("its folder is made") { try FileManager.default.contentsOfDirectory(atPath: temporary.path).count == 2 }
            stopped.send(SIGINT)
            let said = await stopped.result
            #expect(said.status == 130)
            #expect(said.errors.hasSuffix("its account is gone with it. Begin again with: autowebinar demo\n"), "\(said.errors)")
            let missing = try await trial.command("demo", "--job", "nowhere.yaml")
            #expect(missing.status == 1)
            #expect(missing.errors.hasPrefix("There is no nowhere.yaml here"))
        }
    }
}

/// The command `autowebinar sandbox` with its output in a file, which can be read while it runs.
private struct Serving {
    private let process = Process()
    private let output: URL

    init(in folder: URL) throws {
        output = folder.appendingPathComponent("sandbox.out")
        try Data().write(to: output)
        let commands = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = commands.appendingPathComponent(CommandRun.Executable.crashProcess.rawValue)
        process.arguments = ["sandbox", "--port", "0"]
        process.environment = [:]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
    }

    var words: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// Sends Ctrl-C.
    ///
    /// - Returns: the exit status, or nil where a signal ended the process.
    func stop() -> Int32? {
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }
}
