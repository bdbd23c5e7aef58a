import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// What a journal keeps of the flows that it wrote: it saves reading them again, and never counts against what is stored.
@Suite(.timeLimit(.minutes(5)))
struct RecentFlowsTests {
    private func find(_ recent: RecentFlows<ScriptFlow>, _ stored: Data, key: String = "run", version: Int = 1) -> ScriptFlow? {
        recent.flow(stored: stored, key: key, kind: ScriptFlow().kind, version: version)
    }

    @Test func aFlowIsFoundByTheVeryBytesItWasWrittenAs() throws {
        let (recent, flow) = (RecentFlows<ScriptFlow>(), ScriptFlow(name: "a"))
        recent.note(flow, stored: Data("a".utf8), key: "run")
        #expect(find(recent, Data("a".utf8)) == flow)
        #expect(find(recent, Data("b".utf8)) == nil)
        #expect(find(recent, Data("a".utf8), key: "other") == nil)
        #expect(find(recent, Data("a".utf8), version: 2) == nil)
    }

    @Test func whatWasWrittenLastStaysAndTheRestGoes() throws {
        let recent = RecentFlows<ScriptFlow>()
        for number in 0..<3_000 { recent.note(ScriptFlow(name: "\(number)"), stored: Data([1]), key: "\(number)") }
        #expect(find(recent, Data([1]), key: "2999") != nil)
        #expect(find(recent, Data([1]), key: "1976") != nil)
        #expect(find(recent, Data([1]), key: "0") == nil)
    }

    @Test func whatAnotherHasWrittenSinceCounts() throws {
        let bench = try JournalBench()
        try bench.submit(ScriptFlow(name: "run", theatre: "north"))
        let other = try JSONEncoder().encode(ScriptFlow(name: "changed", theatre: "north"))
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET ctx = ?", arguments: [other]) }
        #expect(try bench.begin().flow.name == "changed")
    }

    @Test func whatWasRolledBackDoesNotCount() throws {
        struct Undone: Error {}
        let bench = try JournalBench()
        try bench.submit()
        let work = try bench.begin()
        let before = try bench.record().context
        #expect(throws: Undone.self) {
            try bench.database.write {
                _ = try bench.journal.record($0, work, .performed(.answered("first")), now: bench.now)
                throw Undone()
            }
        }
        #expect(try bench.record().context == before)
        #expect(try bench.journal.flow(of: bench.record()) == bench.flow())
    }
}
