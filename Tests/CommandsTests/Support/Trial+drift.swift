import Foundation
import ProcessHarness
import Sandbox
import Testing

/// A run of the demo job that was published for later.
struct Shown {
    var run: String
    var playbackId: String
    var eventId: String
}

extension Trial {
    /// Lists and lost calls settle in a second, so that what was just made is judged soon.
    static let quick = ["AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "500ms"]

    /// Publishes the demo job, or another one in its file, and nothing else of ours is in the account.
    func shown(job: String? = nil) async throws -> Shown {
        try forgetOldDraft()
        _ = try job.map { try account.write($0, to: "demo.yaml") } ?? account.demoJob()
        let start = job == nil ? ["--start", "+900s"] : []
        let result = try await command(["job", "run", "demo.yaml", "--until", "published", "--json"] + start, with: Self.quick)
        #expect(result.status == 0, "\(result.errors)")
        return Shown(
            run: try #require(result.json?["id"] as? String), playbackId: try #require(result.json?["playbackId"] as? String),
            eventId: try #require(result.json?["eventId"] as? String))
    }

    /// The account has an old draft with a mark of ours from the beginning.
    func forgetOldDraft() throws {
        let drafts = SandboxAccount.demo(recordLength: .seconds(1)).playbacks.filter { $0.name.contains("⟦run-") }
        for draft in drafts { try server.deletePlayback(draft.id) }
    }

    func drift(_ arguments: String...) async throws -> CommandResult {
        try await command(["drift", "--json"] + arguments, with: Self.quick)
    }

    /// The findings, as soon as what was made just before has settled.
    func findings() async throws -> [[String: Any]] {
        var found: [[String: Any]] = []
        try await eventually("something has drifted") {
            let result = try await drift()
            #expect(result.status == 0 || result.status == 2, "\(result.errors)")
            found = result.array ?? []
            return result.status == 2
        }
        return found
    }

    /// Passes the time in which what was just made is not judged yet. Where nothing is to be found afterwards there is nothing to look for before.
    func settled() async throws { try await Task.sleep(for: .milliseconds(1300)) }

    /// The kinds of the findings, as soon as there are any.
    func kinds() async throws -> [String] { try await findings().kinds }

    func lastEntry(of id: String) -> LedgerEntry? { server.ledger.last { $0.id == id } }

    /// Where the owner of the database says who it is.
    var lockPath: String { account.storage.appendingPathComponent("autowebinar.sqlite.lock").path }
}

extension [[String: Any]] {
    var kinds: [String] { compactMap { $0["kind"] as? String } }
}
