import Foundation
import ProcessHarness
import Sandbox
import Testing

/// The report of a session is stored once and whole.
@Suite(.timeLimit(.minutes(10))) struct InterruptedReportTests {
    /// Where the process dies; nil is while the report is on its way.
    @Test(arguments: [nil, "intentCommitted", "answered", "committed"])
    func `a process that is killed around the download leaves one whole report`(moment: String?) async throws {
        try await Scenario.play("report, killed at \(moment ?? "the download")", start: "+2s") { scenario in
            let result = try await scenario.runJob(crashingAt: moment.map { "collectAnalytics:\($0)" }) { process in
                moment == nil ? [Fault(operation: "getPlaybackSessionAnalyticsReport", moment: .after, action: .kill(pid: process))] : []
            }
            scenario.expectKilled(result)
            let data = scenario.account.storage.appendingPathComponent("data")
            let stored = scenario.files(under: data)
            let isStored = moment == "answered" || moment == "committed"
            scenario.expect(stored.count == (isStored ? 1 : 0), "after the kill: \(stored)")
            // Once the outcome is committed the run is completed, and there is nothing to go on with.
            let isOver = moment == "committed"
            let last = isOver ? try await scenario.run(["run", "show", try await scenario.onlyRun(), "--json"]) : try await scenario.runJob()
            scenario.expectFaultsFired()
            scenario.expectCompleted([:])
            try scenario.expectDigest(last)
        }
    }
}

extension Scenario {
    /// The digest that the run names is the one that another program finds.
    fileprivate mutating func expectDigest(_ result: CommandResult) throws {
        let report = try #require((result.json?["reports"] as? [[String: Any]])?.first)
        let path = try #require(report["path"] as? String)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let digest = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
        expect(
            report["sha256"] as? String == digest, "the run says that the digest of the report is \(report["sha256"] ?? "nothing"), it is \(digest)")
    }
}
