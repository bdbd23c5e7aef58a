import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// Which runs ask again for reports whose files are damaged. With real files and a real service: BackfillTests.
@Suite(.timeLimit(.minutes(1))) struct DamagedReportTests {
    private let now = Webinar.now.addingTimeInterval(100_000)

    private func ended(_ plan: AutowebinarPlan, _ state: AutowebinarFlow.State) -> AutowebinarFlow {
        var flow = AutowebinarFlow(plan: plan)
        (flow.facts.published, flow.facts.recordLength, flow.facts.reports) = (true, .seconds(1800), [Webinar.report])
        (flow.facts.playbackId, flow.facts.eventId) = ("playback1", "event1")
        flow.state = state
        return flow
    }

    @Test("an autowebinar does as long as its playback is there, and asks for what is damaged alone")
    func autowebinar() throws {
        let (kept, removed) = (Webinar.plan(formats: [.xlsx, .json]), Webinar.plan(formats: [.xlsx, .json], cleanupAfter: .seconds(86_400)))
        let other = StoredReport(format: .json, path: "/data/1.json", bytes: 3, sha256: "00")
        for (plan, state, isAskedFor) in [
            (kept, .completed, true), (removed, .awaitCleanup, true),
            (kept, .failed(step: "collectAnalytics", reason: Webinar.refusal, left: nil), true),
            (removed, .completed, false), (kept, .cancelled, false), (kept, .awaitSessionEnd, false),
        ] as [(AutowebinarPlan, AutowebinarFlow.State, Bool)] {
            var flow = ended(plan, state)
            flow.facts.reports.append(other)
            var whole = ServiceFlow.autowebinar(flow)
            let isTakenUp = whole.collectAgain([Webinar.report], at: now)
            #expect(isTakenUp == isAskedFor, "\(state)")
            guard isAskedFor else {
                #expect(whole == .autowebinar(flow))
                continue
            }
            let again = try #require(whole.autowebinar)
            #expect(again.facts.reports == [other])
            guard case .call(let effect) = again.effect, case .collectReport(_, "playback1", "event1", .xlsx) = effect.call else {
                Issue.record("\(again.effect)")
                continue
            }
            #expect(effect.retries.readyBy == now.addingTimeInterval(600))
        }
    }

    @Test("a collection asks for what is damaged alone, with the patience that it had at first, and a failed one for what it lacks as well")
    func collection() throws {
        func stored(_ call: String) -> StoredReport { StoredReport(format: .xlsx, path: "/data/\(call).xlsx", bytes: 3, sha256: "00") }
        for isFailed in [false, true] {
            var flow = Collecting.flow()
            flow.answerRooms("room1")
            flow.answerLists(Collecting.call("a", hour: 1), Collecting.call("b", hour: 2), Collecting.call("c", hour: 3))
            flow.answerReports { isFailed && $0.callId == "c" ? .refused(reason: "403") : .stored(stored($0.callId)) }
            var whole = ServiceFlow.collection(flow)
            let isTakenUp = whole.collectAgain([stored("b")], at: now)
            #expect(isTakenUp)
            let again = try #require(whole.collection)
            #expect(again.wanted == (isFailed ? ["b.xlsx", "c.xlsx"] : ["b.xlsx"]))
            #expect(again.facts.calls.flatMap(\.reports).map(\.path) == (isFailed ? ["/data/a.xlsx"] : ["/data/a.xlsx", "/data/c.xlsx"]))
            var cancelled = flow
            cancelled.state = .cancelled
            var ended = ServiceFlow.collection(cancelled)
            let isReopened = ended.collectAgain([stored("b")], at: now)
            #expect(!isReopened)
        }
    }

    @Test("a file that is set aside takes a free name beside it, and one that is not there needs none")
    func aside() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "1.xlsx")
        let report = StoredReport(format: .xlsx, path: file.path, bytes: 3, sha256: ReportStore.digest(of: Data("one".utf8)))
        #expect(report.isDamaged)
        try report.setAside()
        for text in ["two", "six"] {
            try Data(text.utf8).write(to: file)
            #expect(report.isDamaged)
            try report.setAside()
        }
        try Data("one".utf8).write(to: file)
        #expect(!report.isDamaged)
        let texts = try ["1.damaged.xlsx", "1.damaged-2.xlsx", "1.xlsx"].map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
        #expect(texts == ["two", "six", "one"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }
}
