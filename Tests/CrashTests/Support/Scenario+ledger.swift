import Foundation
import ProcessHarness
import Sandbox

extension Scenario {
    /// What the demo job must end with.
    enum Right {
        static let title = "Демонстрация"
        private static let account = SandboxAccount.demo(recordLength: .seconds(1))
        static let recordId = account.records.first { $0.name == "Демо, лучшее" }?.id
        static let spaceId = account.spaces.first { $0.name == "Маркетинг" }?.id
    }

    /// The entries of what was not in the account at first and was not put into it by a test.
    var ours: [LedgerEntry] {
        let ledger = account.server.ledger
        let foreign = Set(ledger.filter { $0.operation == "account" }.map(\.id))
        return ledger.filter { !foreign.contains($0.id) }
    }

    /// The ids of what the command made and did not remove.
    func left(_ kind: LedgerEntry.Kind) -> [String] {
        let entries = ours.filter { $0.kind == kind }
        let gone = Set(entries.filter { $0.what == .deleted }.map(\.id))
        return entries.filter { $0.what == .created && !gone.contains($0.id) }.map(\.id)
    }

    /// Judges the last process and the ledger: the run is completed, everything is there once, and nobody else's things were touched.
    ///
    /// - Parameters:
    ///   - hows: of the steps that did not simply succeed.
    ///   - isPermanent: such a run ends with the invitation and has no report.
    mutating func expectCompleted(_ hows: [RemoteStep: How], isPermanent: Bool = false) {
        guard let result = results.last else { return expect(false, "no process ran") }
        expect(result.status == 0, "the last process was to exit 0")
        guard let run = result.json else { return expect(false, "the last line of the last process is no JSON object") }
        expect(run["state"] as? String == "completed", "the run is \(run["state"] ?? "nothing")")
        expect(run["published"] as? Bool == true, "the run does not call itself published")
        expectSteps(result.steps, hows)
        expectPublishedOnce(run)
        expectDecoysUntouched()
        if !isPermanent { expectReport(run) }
    }

    private mutating func expectSteps(_ steps: [String], _ hows: [RemoteStep: How]) {
        for step in RemoteStep.allCases {
            let expected = "\(step.rawValue) \(hows[step] ?? .performed)"
            expect(steps.contains(expected), "expected the step “\(expected)” among \(steps)")
        }
        let isUncertain = hows.contains { $0.key.kind == .create && $0.value != .performed }
        let hasListed = steps.contains { $0.hasPrefix("listSurplus ") }
        expect(
            hasListed == isUncertain, isUncertain ? "a create was unknown, but nothing looked for surplus" : "surplus was looked for without a reason"
        )
    }

    private mutating func expectPublishedOnce(_ run: [String: Any]) {
        let (ours, playbacks, events) = (ours, left(.playback), left(.event))
        expect(playbacks.count == 1 && playbacks.first == run["playbackId"] as? String, "left of our playbacks: \(playbacks)")
        expect(events.count == 1 && events.first == run["eventId"] as? String, "left of our events: \(events)")
        expect(run["recordId"] as? String == Right.recordId, "the run shows the record \(run["recordId"] ?? "none")")
        for event in ours where event.kind == .event && event.id == events.first {
            expect(event.state["playbackId"]?.text == playbacks.first, "our event is of another playback")
        }
        let publications = ours.filter { $0.what == .published }
        expect(publications.count == 1, "there are \(publications.count) publications")
        expect(!ours.contains { $0.what == .unpublished }, "what was published was taken back")
        for entry in ours where entry.state["isPublished"] == .boolean(true) {
            expect(entry.state["name"]?.text == Right.title, "published under the name \(entry.state["name"]?.text ?? "none")")
            expect(entry.state["recordId"]?.text == Right.recordId, "published with the record \(entry.state["recordId"]?.text ?? "none")")
            expect(entry.id == playbacks.first, "published a playback that is not the run's")
        }
        guard let published = publications.first?.sequence else { return }
        for entry in ours where entry.what == .deleted { expect(entry.sequence < published, "surplus was removed only after the publication") }
    }

    /// What the account held at first, or was given by a test, is as it was.
    mutating func expectDecoysUntouched() {
        let ledger = account.server.ledger
        let foreign = Set(ledger.filter { $0.operation == "account" }.map(\.id))
        for entry in ledger where foreign.contains(entry.id) && entry.operation != "account" {
            expect(false, "touched what is not ours:\(entry.line)")
        }
    }

    private mutating func expectReport(_ run: [String: Any]) {
        let stored = files(under: account.storage.appendingPathComponent("data"))
        let reports = run["reports"] as? [[String: Any]] ?? []
        expect(reports.count == 1 && stored.count == 1, "reports: \(reports); files: \(stored.map(\.lastPathComponent))")
        guard let report = reports.first, let file = stored.first, let bytes = try? Data(contentsOf: file) else { return }
        expect(report["path"] as? String == file.path, "the report lies at \(file.path), the run says \(report["path"] ?? "nothing")")
        expect(report["bytes"] as? Int == bytes.count && bytes.starts(with: Data("PK".utf8)), "the stored report is not whole: \(bytes.count) bytes")
    }
}
