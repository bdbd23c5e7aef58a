import ArgumentParser
import Foundation
import Sandbox

/// What the demo does and shows, in at most 25 lines.
struct DemoStory {
    var server: SandboxServer
    var job: String
    var token: String
    var port: Int

    func tell() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autowebinar-demo-\(UUID().uuidString.prefix(8).lowercased())")
        Console.print("Sandbox: http://127.0.0.1:\(port)/v1, an account with recordings and other people's playbacks")
        Console.print("1. Run \(job); the sandbox kills the process right after it has made the playback, before it answers.")
        let first = try start(in: folder)
        // The process takes far longer to reach its first create than this takes.
        try server.arm(Fault(operation: "createPlayback", moment: .after, action: .kill(pid: first.processIdentifier)))
        await Self.end(of: first)
        guard first.terminationReason == .uncaughtSignal, first.terminationStatus == SIGKILL else {
            throw Console.fail("The process was not killed; it ended with status \(first.terminationStatus).")
        }
        Console.print("   Killed by signal 9. On the remote side: \(counts.playbacks) playback of ours, and nobody was told.")
        Console.print("2. Run it again: it looks the playback up, adopts it, and goes on.")
        let second = try start(in: folder)
        await Self.end(of: second)
        let counts = counts
        Console.print("Ledger: \(counts.playbacks) playback, \(counts.events) event, \(counts.publications) publication of ours")
        Console.print("All of it is in \(folder.path)")
        guard second.terminationReason == .exit, second.terminationStatus == 0, counts == Counts(playbacks: 1, events: 1, publications: 1) else {
            throw Console.fail("The demo failed: exactly one playback, one event and one publication were expected.")
        }
    }

    struct Counts: Equatable {
        var playbacks: Int
        var events: Int
        var publications: Int
    }

    /// What was ever made since the start, which is all ours: the decoys were there before.
    private var counts: Counts {
        let ledger = server.ledger
        let seeded = Set(ledger.filter { $0.operation == "account" }.map(\.id))
        let ours = ledger.filter { !seeded.contains($0.id) }
        return Counts(
            playbacks: ours.count { $0.kind == .playback && $0.what == .created },
            events: ours.count { $0.kind == .event && $0.what == .created },
            publications: ours.count { $0.what == .published })
    }

    private func start(in folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["job", "run", job, "--start", "+8s"]
        var environment = [
            // What is configured here is for another livedigital.
            "AUTOWEBINAR_CONFIG": "/dev/null", "AUTOWEBINAR_TOKEN": token, "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "http://127.0.0.1:\(port)/v1",
            "AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "1s", "AUTOWEBINAR_LIVEDIGITAL_RATE": "50/s",
            "AUTOWEBINAR_STORAGE_PATH": folder.appendingPathComponent("autowebinar.sqlite").path,
            "AUTOWEBINAR_STORAGE_DATA": folder.appendingPathComponent("data").path,
            "AUTOWEBINAR_SECRETS_KEY_FILE": folder.appendingPathComponent("master.key").path, "AUTOWEBINAR_LOG_LEVEL": "error",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        ]
        // The times that it prints are those of the person who looks at them.
        environment["TZ"] = ProcessInfo.processInfo.environment["TZ"]
        process.environment = environment
        try process.run()
        return process
    }

    /// Waits for the end of a process; cancelling ends it.
    private static func end(of process: Process) async {
        let (ends, end) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in end.finish() }
        // It may have ended before anybody listened.
        if !process.isRunning { end.finish() }
        await withTaskCancellationHandler {
            for await _ in ends {}
            process.waitUntilExit()
        } onCancel: {
            process.terminate()
        }
    }
}
