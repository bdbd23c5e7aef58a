import Foundation
import ProcessHarness
import Sandbox
import Testing

/// One run of the demo job, over as many processes as it takes, with an account and a folder of its own.
struct Scenario {
    let account: Account
    let timeout: String
    private let start: String?
    private let job: String
    /// What every process finds in its environment besides the account's.
    private let surroundings: [String: String]
    /// Started and not waited for yet.
    private var running: CommandRun?
    private(set) var results: [CommandResult] = []
    private(set) var problems: [String] = []

    /// Plays a scenario in one of the shared places, and reports everything that went wrong in it at once.
    ///
    /// - Parameters:
    ///   - timeout: of a call; an unknown outcome settles for twice as long.
    ///   - start: of the session, from the first command on; nil where the job's schedule says it.
    ///   - analytics: the last part of the job file.
    ///   - dialect: of the account; where it is not the documented one, the processes follow the override that `contract check` writes.
    ///   - waitsForPlace: false for one that sleeps nearly all the time.
    static func play(
        _ name: String, timeout: String = "1250ms", start: String? = "+6s", analytics: String = "analytics: {after: 1s, giveUpAfter: 1m}",
        dialect: Dialect = .documented, waitsForPlace: Bool = true, _ body: (inout Scenario) async throws -> Void
    ) async throws {
        guard waitsForPlace else { return try await play(name, timeout, start, analytics, dialect, body) }
        try await places.take { try await play(name, timeout, start, analytics, dialect, body) }
    }

    private static let places = Places(8)

    private static func play(
        _ name: String, _ timeout: String, _ start: String?, _ analytics: String, _ dialect: Dialect,
        _ body: (inout Scenario) async throws -> Void
    ) async throws {
        let account = try await Account(dialect: dialect)
        var surroundings = talkative
        if dialect == .second {
            surroundings["AUTOWEBINAR_LIVEDIGITAL_CONTRACT"] = try account.write(try await writtenOverride.value, to: "contract.yaml")
        }
        var scenario = Scenario(
            account: account, timeout: timeout, start: start, job: try account.demoJob(analytics), surroundings: surroundings)
        do {
            try await body(&scenario)
        } catch {
            scenario.expect(false, "\(error)")
        }
        if let forgotten = scenario.running {
            forgotten.send(SIGKILL)
            await scenario.end(of: forgotten)
        }
        scenario.expectTokenKept()
        if !scenario.problems.isEmpty { Issue.record("\(name)\n\(scenario.story)") }
        await account.end()
    }

    private static let talkative = ["AUTOWEBINAR_LOG_LEVEL": "trace"]

    /// What `contract check URL --write FILE` makes of the second dialect's own document: made once, as it is the same for every account.
    private static let writtenOverride = Task {
        let account = try await Account(dialect: .second)
        let file = account.folder.appendingPathComponent("written.yaml")
        let result = try await CommandRun.finish(
            .crashProcess, ["contract", "check", "http://127.0.0.1:\(account.port)/doc/openapi.json", "--write", file.path],
            environment: account.environment())
        let text = try? String(contentsOf: file, encoding: .utf8)
        await account.end()
        return try #require(result.status == 0 ? text : nil, "\(result.output)\(result.errors)")
    }

    private init(account: Account, timeout: String, start: String?, job: String, surroundings: [String: String]) {
        self.account = account
        self.timeout = timeout
        self.start = start
        self.job = job
        self.surroundings = surroundings
    }

    // MARK: Processes

    /// Starts `job run` on the demo job.
    ///
    /// - Parameters:
    ///   - crash: where it kills itself, as `STEP:MOMENT`.
    ///   - amendment: of the run, put down before it goes on.
    ///   - faults: armed before it can make its first call, given the number of its process.
    mutating func startJob(
        crashingAt crash: String? = nil, amending amendment: String? = nil, faults: @escaping (Int32) -> [Fault] = { _ in [] }
    ) throws -> CommandRun {
        let account = account
        let more = ["CRASH_AT": crash, "AMEND": amendment].compactMapValues(\.self)
        let run = try CommandRun(
            .crashProcess, ["job", "run", job, "--json"] + (start.map { ["--start", $0] } ?? []),
            environment: account.environment(timeout: timeout, surroundings.merging(more) { $1 })
        ) { process in
            for fault in faults(process) { try account.server.arm(fault) }
        }
        running = run
        return run
    }

    /// Starts any other command; see ``startJob(crashingAt:amending:faults:)``.
    mutating func start(_ arguments: [String], crashingAt crash: String?, faults: @escaping (Int32) -> [Fault]) throws -> CommandRun {
        let account = account
        let run = try CommandRun(
            .crashProcess, arguments + ["--json"],
            environment: account.environment(timeout: timeout, Self.talkative.merging(["CRASH_AT": crash].compactMapValues(\.self)) { $1 })
        ) { process in
            for fault in faults(process) { try account.server.arm(fault) }
        }
        running = run
        return run
    }

    /// Waits for the end of a process, and kills one that does not come to it.
    @discardableResult
    mutating func end(of run: CommandRun) async -> CommandResult {
        let watchdog = Task {
            try await Task.sleep(for: .seconds(150))
            run.send(SIGKILL)
        }
        let result = await run.result
        watchdog.cancel()
        running = nil
        results.append(result)
        return result
    }

    /// Runs the job, or goes on with its run, to the end of the process.
    @discardableResult
    mutating func runJob(
        crashingAt crash: String? = nil, amending amendment: String? = nil, faults: @escaping (Int32) -> [Fault] = { _ in [] }
    ) async throws -> CommandResult {
        await end(of: try startJob(crashingAt: crash, amending: amendment, faults: faults))
    }

    /// Runs any other command to its end.
    mutating func run(_ arguments: [String]) async throws -> CommandResult {
        await end(of: try CommandRun(.crashProcess, arguments, environment: account.environment(timeout: timeout, surroundings)))
    }

    /// The id of the account's one run, asked of the command.
    mutating func onlyRun() async throws -> String {
        let list = try await run(["run", "list", "--json"])
        let runs = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]
        expect(runs?.count == 1, "run list was to show one run")
        return try #require(runs?.first?["id"] as? String)
    }

    // MARK: Judging

    mutating func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if !condition { problems.append(problem()) }
    }

    mutating func expectKilled(_ result: CommandResult) {
        expect(
            result.signal == SIGKILL, "the process was to end by signal 9; it ended by signal \(result.signal ?? 0), status \(result.status ?? -1)")
    }

    mutating func expectFaultsFired() {
        for fault in account.server.faults { expect(fault.state == .fired, "this fault never hit: \(fault)") }
    }

    /// The token is in no file that the command keeps and in nothing that it says, at the most talkative log level.
    private mutating func expectTokenKept() {
        expect(results.contains { $0.errors.contains(" debug request ") }, "no process logged a request, so the log proves nothing")
        for result in results {
            expect(!(result.output + result.errors).contains(account.token), "a process printed the token")
        }
        for file in files(under: account.storage) {
            let bytes = (try? Data(contentsOf: file)) ?? Data()
            expect(bytes.range(of: Data(account.token.utf8)) == nil, "the token is in \(file.lastPathComponent)")
        }
    }

    /// All files under a folder, hidden ones too.
    func files(under folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])?.compactMap { $0 as? URL } ?? []
        return all.filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
    }

    /// What went wrong and all that is known about it.
    private var story: String {
        var lines = problems.map { "- \($0)" }
        for (number, result) in results.enumerated() {
            lines.append("process \(number + 1): status \(result.status.map(String.init) ?? "-"), signal \(result.signal.map(String.init) ?? "-")")
            lines += result.errors.split(separator: "\n").suffix(15).map { "  \($0)" }
            lines += result.output.split(separator: "\n").suffix(2).map { "  > \($0)" }
        }
        lines += account.server.ledger.filter { $0.operation != "account" }.map(\.line)
        lines += account.server.requests.map {
            "  \($0.at.formatted(.iso8601.time(includingFractionalSeconds: true))) \($0.operation ?? $0.path) \($0.status ?? 0)"
        }
        return lines.joined(separator: "\n")
    }
}

extension LedgerEntry {
    /// The entry in one line.
    var line: String {
        let time = at.formatted(.iso8601.time(includingFractionalSeconds: true))
        return
            "  \(time) \(operation): \(kind) \(id) \(what), \(state["name"]?.text ?? "?") \(state["recordId"]?.text ?? state["startDate"]?.text ?? "")"
    }
}
