import Foundation
import ProcessHarness
import Sandbox
import Testing

/// A process that is killed in the midst of a change, and another that is asked for a later change of the same room or space.
@Suite(.timeLimit(.minutes(5))) struct ChangeOrderTests {
    @Test(arguments: ["room", "space"], ["intentCommitted", "answered"])
    func `what was asked for last is what is there in the end`(kind: String, moment: String) async throws {
        let account = try await Account(listLag: .zero)
        let room = try #require(account.server.ledger.last { $0.kind == .room }).id
        let space = try #require(account.server.ledger.last { $0.kind == .space && $0.state["name"]?.text == "Маркетинг" }).id
        func update(_ text: String, crashingAt crash: String? = nil) async throws -> CommandResult {
            let arguments = kind == "room" ? ["--space", space, "--room", room, "--name", text] : ["--space", space, "--description", text]
            return try await CommandRun.finish(
                .crashProcess, [kind, "update"] + arguments + ["--json"],
                environment: account.environment(["CRASH_AT": crash].compactMapValues(\.self)))
        }
        let first = try await update("Первое", crashingAt: "\(kind == "room" ? "updateRoom" : "updateSpace"):\(moment)")
        #expect(first.signal == SIGKILL)
        let second = try await update("Второе")
        #expect(second.status == 0, "\(second.errors)")
        let list = try await CommandRun.finish(.crashProcess, ["run", "list", "--json"], environment: account.environment())
        let runs = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]] ?? []
        #expect(runs.map { $0["state"] as? String } == ["completed", "completed"])
        let shown = account.server.ledger.last { $0.id == (kind == "room" ? room : space) }?.state
        #expect(shown?[kind == "room" ? "name" : "description"]?.text == "Второе")
        await account.end()
    }
}
