import Foundation
import ProcessHarness
import Sandbox
import Testing

/// One account with the command's storage beside it, for one test.
struct Trial {
    let account: Account

    var server: SandboxServer { account.server }

    /// Gives the test an account and takes it away, however the test ends.
    static func run(
        recordLength: Duration = .seconds(1), reportDelay: Duration = .zero, listLag: Duration = .milliseconds(300),
        _ body: (Trial) async throws -> Void
    ) async throws {
        try await places.take {
            let account = try await Account(recordLength: recordLength, reportDelay: reportDelay, listLag: listLag)
            let outcome: Result<Void, any Error>
            do {
                try await body(Trial(account: account))
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await account.end()
            try outcome.get()
        }
    }

    private static let places = Places(6)

    /// Runs a command to its end, in the account's folder, so that files have short names.
    func command(_ arguments: String..., input: String? = nil, with environment: [String: String] = [:]) async throws -> CommandResult {
        try await command(arguments, input: input, with: environment)
    }

    func command(_ arguments: [String], input: String? = nil, with environment: [String: String] = [:]) async throws -> CommandResult {
        try await CommandRun.finish(.crashProcess, arguments, environment: account.environment(environment), input: input, in: account.folder)
    }

    /// Starts a command.
    func start(_ arguments: String..., with environment: [String: String] = [:]) throws -> CommandRun {
        try CommandRun(.crashProcess, arguments, environment: account.environment(environment), in: account.folder)
    }

    /// Writes the job file of a series of these dates, named as the job.
    func series(_ name: String = "series", dates: [Date], _ more: String = "playback: shared") throws {
        _ = try account.write(
            """
            kind: autowebinar
            name: \(name)
            title: Серия
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            schedule: {timezone: Etc/UTC, dates: [\(dates.map { $0.formatted(.iso8601).dropLast() }.joined(separator: ", "))]}
            \(more)
            """, to: "\(name).yaml")
    }

    /// Runs the demo job until it is published.
    ///
    /// - Returns: the run's id.
    func published(start: String = "+60s", with environment: [String: String] = [:]) async throws -> String {
        _ = try account.demoJob()
        let result = try await command("job", "run", "demo.yaml", "--start", start, "--until", "published", "--json", with: environment)
        #expect(result.status == 0, "\(result.errors)")
        return try #require(result.json?["id"] as? String)
    }

    /// Waits until something that another process does is seen; fails after a time that only a broken command needs.
    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        try await ProcessHarness.eventually(what, within: .seconds(60), condition)
    }
}

/// What was ever made and removed in an account since the start; the account's other objects were there before.
struct Made: Equatable, CustomStringConvertible {
    var playbacks = 0
    var events = 0
    var publications = 0
    var deletedPlaybacks = 0
    var deletedEvents = 0

    /// One autowebinar, and nothing twice.
    static let one = Made(playbacks: 1, events: 1, publications: 1)

    var description: String {
        "made \(playbacks) playbacks, \(events) events, \(publications) publications; deleted \(deletedPlaybacks) playbacks, \(deletedEvents) events"
    }
}

extension Trial {
    var made: Made {
        let ours = ours
        func count(_ kind: LedgerEntry.Kind, _ what: LedgerEntry.Change) -> Int { ours.count { $0.kind == kind && $0.what == what } }
        return Made(
            playbacks: count(.playback, .created), events: count(.event, .created), publications: count(.playback, .published),
            deletedPlaybacks: count(.playback, .deleted), deletedEvents: count(.event, .deleted))
    }

    /// The ledger without the objects that were there at the start.
    var ours: [LedgerEntry] {
        let ledger = server.ledger
        let seeded = Set(ledger.filter { $0.operation == "account" }.map(\.id))
        return ledger.filter { !seeded.contains($0.id) }
    }
}

extension CommandResult {
    /// The last line of the output as a JSON array of objects.
    var array: [[String: Any]]? {
        guard let line = output.split(separator: "\n").last else { return nil }
        return try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [[String: Any]]
    }

    var state: String? { json?["state"] as? String }
}
