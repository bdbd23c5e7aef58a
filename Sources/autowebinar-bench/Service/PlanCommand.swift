import ArgumentParser
import Foundation

/// `autowebinar-bench plan`: how fast the built command sees that nothing has changed in many files.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Times `autowebinar plan` over an unchanged folder of many job files.",
        discussion: "The command is the one beside this program. Exits 1 where it is too slow, differs, or asks livedigital.")

    @Option(help: "How many job files.") var files = 1_000
    @Option(help: "How often it is measured; the median counts.") var times = 11
    @OptionGroup var storage: StorageOptions

    func validate() throws {
        guard files > 0, times > 0 else { throw ValidationError("--files and --times must be at least 1.") }
    }

    func run() throws {
        let folder = try WorkFolder(in: storage.path)
        defer { folder.remove() }
        let stub = try StubProcess()
        defer { stub.stop() }
        try writeFiles(in: folder.url)
        guard try command("apply", in: folder.url, stub) == 0 else {
            throw BenchFailure(code: .child, message: "apply failed; what it said is above.")
        }
        let asked = try stub.requests()
        var seconds: [Double] = []
        for _ in 0..<times {
            let start = ContinuousClock.now
            let status = try command("plan", in: folder.url, stub)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
            guard status == 0 else { throw BenchFailure(code: .child, message: "plan ended with \(status) though nothing has changed.") }
        }
        // Of these, the last look itself is one.
        let gates = [
            Gate("ms, plan of \(files) unchanged files", Comparison.median(seconds) * 1000, .atMost, 300),
            Gate("calls to livedigital", Double(try stub.requests() - asked - 1), .atMost, 0),
        ]
        for gate in gates { print(gate.line) }
        if gates.contains(where: { !$0.isPassed }) { throw ExitCode.failure }
    }

    /// Runs the command to its end; its output is dropped, what it says of mistakes is not.
    private func command(_ verb: String, in folder: URL, _ stub: StubProcess) throws -> Int32 {
        let process = Process()
        process.executableURL = try MeasuredProcess.executable().deletingLastPathComponent().appending(path: "autowebinar")
        process.arguments = [verb, "jobs"]
        process.currentDirectoryURL = folder
        process.environment = ["AUTOWEBINAR_LIVEDIGITAL_BASE_URL": stub.baseURL, "AUTOWEBINAR_TOKEN": "bench", "TZ": "Europe/Moscow"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Weekly webinars as people write them, a tenth of them with holidays.
    private func writeFiles(in folder: URL) throws {
        for name in ["jobs", "config/holidays"] {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        try Data("annual: [01-01, 01-02, 01-03, 01-04, 01-05, 01-06, 01-07, 01-08, 02-23, 03-08, 05-01, 05-09, 06-12, 11-04]\n".utf8)
            .write(to: folder.appending(path: "config/holidays/ru.yaml"))
        let zones = ["Europe/Moscow", "Asia/Yekaterinburg", "Europe/Berlin", "America/New_York"]
        let days = ["MO", "TU", "WE", "TH", "FR"]
        for number in 0..<files {
            let text = """
                # A weekly demonstration.
                kind: autowebinar
                name: weekly-\(number)
                title: Еженедельная демонстрация \(number)
                space: Маркетинг
                room: Демо-зал \(number % 20)
                record: {latest: {minDuration: 30m, nameContains: Демо}}
                schedule:
                  timezone: \(zones[number % zones.count])
                  start: 2030-01-01T\(10 + number % 10):\(number % 4 * 15 + 10)
                  rrule: FREQ=WEEKLY;BYDAY=\(days[number % 5]),\(days[(number + 2) % 5])
                  exclude: [\(number.isMultiple(of: 10) ? "holidays/ru" : "2030-03-0\(4 + number % 5)")]
                  horizon: 14d
                  missed: {policy: latest, window: 15m}
                analytics: {after: 15m, giveUpAfter: 24h, formats: [xlsx]}
                alertBefore: 2h

                """
            try Data(text.utf8).write(to: folder.appending(path: "jobs/weekly-\(number).yaml"))
        }
    }
}
