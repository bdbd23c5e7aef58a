import Foundation
import LivedigitalAPI
import Testing

@testable import DurableFlow
@testable import Orchestration

/// Changes of spaces and rooms as they are carried out, in turn.
@Suite(.timeLimit(.minutes(5))) struct ChangeTurnTests {
    private let path = "/spaces/s/rooms/r"

    private func rename(_ remote: ScriptedRemote, turn: Duration? = nil) async throws -> Performance<ActionsAnswer> {
        let client = try remote.client()
        let reports = ReportStore(root: URL(fileURLWithPath: "/nonexistent"))
        let runs = RunAccess(submit: { _, _ in false }, fetch: { _ in nil }, session: { _, _ in nil }, turn: { _ in turn })
        let performer = ActionsPerformer(
            clients: { _ in client }, masterKey: { throw SecretError("there is none") },
            autowebinar: LivedigitalPerformer(clients: { _ in client }, reports: reports), reports: reports, runs: runs)
        return await performer.perform(.nameRoom(spaceId: "s", roomId: "r", name: "new"), .run())
    }

    @Test("one whose turn has not come asks livedigital for nothing and comes again")
    func turn() async throws {
        let remote = ScriptedRemote()
        guard case .notReady(let reason, let wait, _) = try await rename(remote, turn: .seconds(3)) else {
            return #expect(Bool(false), "it is to wait")
        }
        #expect(reason == "other changes of r come first" && wait == .seconds(3) && remote.asked.isEmpty)
    }

    @Test("where the thing could not be read nothing was changed, so nobody waits")
    func unread() async throws {
        let remote = ScriptedRemote().on("GET \(path)", 503).on("GET \(path)", 200, #"{"id":"r","name":"old"}"#).on("PUT \(path)", 200)
        guard case .hindered(.notSent) = try await rename(remote) else { return #expect(Bool(false), "it is not sent") }
        guard case .answered = try await rename(remote) else { return #expect(Bool(false), "it is made") }
    }
}
