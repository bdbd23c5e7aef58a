import Foundation
import ProcessHarness
import Testing

/// A short year of few jobs; `make year` goes through a whole one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct YearTests {
    @Test(arguments: [1, 2])
    func `every date is held once or skipped with a reason, whatever is killed, fails or has a wrong clock`(seed: Int) async throws {
        let year = try await CommandRun.finish(
            .yearSimulation, ["--seed", "\(seed)", "--jobs", "20", "--days", "60", "--restarts", "40"], environment: ["TZ": "Asia/Kathmandu"])
        #expect(year.status == 0, "\(year.output)\(year.errors)")
        #expect(year.output.contains("\n160 nominal occurrences: "), "\(year.output)")
        #expect(year.output.contains(" 40 kills, 2 clock jumps"), "\(year.output)")
    }

    @Test func `the same seed gives the same year`() async throws {
        func year() async throws -> String {
            let result = try await CommandRun.finish(
                .yearSimulation, ["--seed", "7", "--jobs", "10", "--days", "30", "--restarts", "10"], environment: [:])
            return result.output.split(separator: ";").dropLast().joined(separator: ";")
        }
        #expect(try await year() == year())
    }
}
