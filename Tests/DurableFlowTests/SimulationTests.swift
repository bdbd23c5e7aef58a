import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(10)))
struct SimulationTests {
    private func flows(_ seed: UInt64) -> [ShowFlow] {
        (0..<5).map { ShowFlow(name: "run-\(seed)-\($0)", theatre: $0 % 2 == 0 ? "north" : "south") }
    }

    @Test func aThousandSeededHistoriesLoseNothingAndMakeNothingTwice() throws {
        var (crashes, lost, adopted) = (0, 0, 0)
        for seed in UInt64(1)...1000 {
            var simulation = try Simulation(seed: seed)
            let flows = flows(seed)
            do {
                try simulation.run(flows)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
            crashes += simulation.crashes
            lost += simulation.lostOwnerships
            let records = try simulation.database.read { try RunRecord.fetch($0) }
            for flow in flows {
                guard let record = records.first(where: { $0.key == flow.name }) else {
                    Issue.record("seed \(seed): \(flow.name) is lost")
                    return
                }
                let halls = simulation.remote.halls.filter { $0.marker == flow.name }
                let shows = simulation.remote.shows.filter { $0.run == flow.name }
                let isRight = record.state == .completed && halls.count == 1 && shows.count == 1 && halls[0].isOpen && halls[0].openings == 1
                if !isRight {
                    Issue.record(
                        "seed \(seed): \(flow.name) ended \(record.state) (\(record.note ?? "")) with \(halls.count) halls, \(shows.count) shows, \(halls.first?.openings ?? 0) openings: \(record.steps)"
                    )
                    return
                }
                adopted += record.steps.count { $0.how == .adopted }
            }
        }
        // The histories are worth something only where such things happened in them.
        #expect(crashes > 500)
        #expect(lost > 100)
        #expect(adopted > 500)
    }

    @Test func amendmentsArriveWhateverHappensAndEveryRunEndsOnce() throws {
        var received = 0
        for seed in UInt64(1)...300 {
            var simulation = try Simulation(seed: seed, plan: Simulation.Plan(amendment: 0.2))
            let flows = flows(seed)
            try simulation.run(flows)
            for record in try simulation.database.read({ try RunRecord.fetch($0) }) {
                let program = try JSONDecoder().decode(ShowFlow.self, from: record.context).program
                #expect(program == simulation.amended[record.key], "seed \(seed): \(record.key)")
                #expect(record.state == .completed)
                #expect(simulation.remote.halls.count { $0.marker == record.key } == 1)
                if program != nil { received += 1 }
            }
            let endings = try simulation.database.read { try String.fetchAll($0, sql: "SELECT key FROM ending ORDER BY key") }
            #expect(endings == flows.map(\.name).sorted(), "seed \(seed)")
        }
        #expect(received > 1000)
    }

    @Test func theSameSeedGivesTheSameHistory() throws {
        func history(_ seed: UInt64) throws -> String {
            var simulation = try Simulation(seed: seed)
            try simulation.run(flows(seed))
            return try simulation.database.read { try RunRecord.fetch($0) }.map { "\($0.key) \($0.steps)" }.joined(separator: "\n")
        }
        #expect(try history(7) == history(7))
        #expect(try history(7) != history(8))
    }

    @Test func oneSuccessAStepAndOneOpenIntentARunAreKeptByTheDatabaseItself() throws {
        let simulation = try Simulation(seed: 1)
        let journal = Journal<ShowFlow>(settle: .seconds(1), boot: "a")
        try simulation.database.write { db in
            _ = try journal.submit(db, key: "k", flow: ShowFlow(name: "k"), now: Date())
            let insert = "INSERT INTO step(flow, n, attempt, name, state, kind, started_ms) VALUES(1, ?, ?, 'x', ?, 0, 0)"
            try db.execute(sql: insert, arguments: [1, 1, 0])
            #expect(throws: DatabaseError.self) { try db.execute(sql: insert, arguments: [2, 1, 0]) }
            try db.execute(sql: insert, arguments: [3, 1, 1])
            #expect(throws: DatabaseError.self) { try db.execute(sql: insert, arguments: [3, 2, 3]) }
        }
    }
}
