import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

/// Links in the results of runs, as they are kept.
@Suite(.timeLimit(.minutes(5))) struct ActionOutcomeTests {
    private let key: MasterKey

    init() throws {
        let environment = [MasterKey.environmentVariable: Data(repeating: 7, count: 32).base64EncodedString()]
        key = try MasterKey.load(file: "/nonexistent", environment: environment)
    }

    /// A run whose link was sealed for a step, as the journal gives it back.
    private func url(sealedFor step: String?, _ change: (inout ActionResult) -> Void = { _ in }) throws -> JSONValue? {
        let sealed = try key.seal(
            "https://x/?accessToken=t", connection: "default", member: ActionSecret.member(run: "command@1", step: step, name: "url"))
        var flow = Doing.flow("roomGenerateAccess", after: Doing.answered(.link(SealedLink(url: sealed, expiresAt: nil))))
        change(&flow.facts.results[0])
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let record = try bench.database.write { db in
            _ = try bench.journal.submit(db, key: "command@1", flow: .actions(flow), now: bench.now)
            return try RunRecord.fetch(db, key: "command@1")
        }
        return try ActionOutcome.all(of: try #require(record), opening: key).first?.result["url"]
    }

    @Test func aLinkOpensAsWhatItsStepBroughtAndAsNothingElse() throws {
        #expect(try url(sealedFor: "roomGenerateAccess") == "https://x/?accessToken=t")
        #expect(throws: SecretError.self) { try url(sealedFor: "link.roomGenerateAccess") }
        #expect(throws: SecretError.self) { try url(sealedFor: "roomGenerateAccess") { $0.sealedBy = "createRoomInvite" } }
    }

    @Test func whatAnEarlierVersionSealedWithoutTheStepOpens() throws {
        #expect(try url(sealedFor: nil) { $0.sealedBy = nil } == "https://x/?accessToken=t")
        // Its stored form has no such member.
        let stored = try JSONDecoder().decode(ActionResult.self, from: Data(#"{"step":"a","action":"b","members":{},"sealed":{}}"#.utf8))
        #expect(stored.sealedBy == nil)
    }
}
