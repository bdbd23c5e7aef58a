import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What is changed of an autowebinar after its publication and before its session.
@Suite(.timeLimit(.minutes(10))) struct AmendedRunTests {
    enum Change: String, CaseIterable {
        case renamePlayback, replaceRecord

        /// What the playback is to show in the end.
        var title: String { self == .renamePlayback ? "Новое название" : Scenario.Right.title }
        var recordId: String? {
            self == .replaceRecord
                ? SandboxAccount.demo(recordLength: .seconds(1)).records.first { $0.name == "Демо, осень" }?.id : Scenario.Right.recordId
        }

        var amendment: String {
            let record = self == .replaceRecord ? #"{"name":"Демо, осень"}"# : #"{"latest":{"nameContains":"Демо"}}"#
            return #"{"analytics":{"afterEnd":1000,"formats":["xlsx"],"patience":60000},"freezesRecord":false,"lateWindow":900000,"#
                + #""record":\#(record),"title":"\#(title)"}"#
        }
    }

    @Test(arguments: Change.allCases, [Trouble.killedBeforeSending, .killedAfterTheWork, .badGatewayAfterTheWork])
    func `a change of what is published is made once and takes nothing back`(change: Change, trouble: Trouble) async throws {
        try await Scenario.play("\(change) \(trouble)", start: "+15s") { scenario in
            let run = try scenario.startJob(crashingAt: "publish:committed")
            try await scenario.addDecoys()
            scenario.expectKilled(await scenario.end(of: run))
            let crash = trouble == .killedBeforeSending ? "\(change.rawValue):intentCommitted" : nil
            let amended = try await scenario.runJob(crashingAt: crash, amending: change.amendment) { trouble.faults(at: .publish, process: $0) }
            if trouble.kills {
                scenario.expectKilled(amended)
                try await scenario.runJob()
            }
            scenario.expectFaultsFired()
            scenario.expectChanged(change, trouble.expected(at: .publish))
            scenario.expectDecoysUntouched()
        }
    }
}

extension Scenario {
    fileprivate mutating func expectChanged(_ change: AmendedRunTests.Change, _ how: How) {
        guard let result = results.last, result.status == 0, let run = result.json else { return expect(false, "the last process was to exit 0") }
        expect(run["state"] as? String == "completed", "the run is \(run["state"] ?? "nothing")")
        expect(result.steps.contains("\(change.rawValue) \(how)"), "expected “\(change.rawValue) \(how)” among \(result.steps)")
        expect(run["recordId"] as? String == change.recordId, "the run shows the record \(run["recordId"] ?? "none")")
        let playbacks = ours.filter { $0.kind == .playback }
        expect(playbacks.count { $0.what == .created } == 1 && left(.playback).count == 1 && left(.event).count == 1, "made twice, or lost")
        expect(playbacks.count { $0.what == .published } == 1 && !playbacks.contains { $0.what == .unpublished }, "published twice, or taken back")
        let changes = playbacks.filter { $0.what == .updated && $0.state["isPublished"] == .boolean(true) }
        expect(changes.count == 1, "\(changes.count) changes of what was published")
        expect(changes.last?.state["name"]?.text == change.title, "the playback is called \(changes.last?.state["name"]?.text ?? "nothing")")
        expect(changes.last?.state["recordId"]?.text == change.recordId, "the playback shows \(changes.last?.state["recordId"]?.text ?? "nothing")")
    }
}
