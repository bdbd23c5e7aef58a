import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// Which runs ask again for reports whose files are damaged. With real files and a real service: BackfillTests.
@Suite(.timeLimit(.minutes(5))) struct DamagedReportTests {
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
        let place = StoredReport(format: .xlsx, path: folder.path, bytes: 3, sha256: report.sha256)
        #expect(place.isDamaged, "a folder in the place of the file is not the file")
        let texts = try ["1.damaged.xlsx", "1.damaged-2.xlsx", "1.xlsx"].map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
        #expect(texts == ["two", "six", "one"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
    }

    @Test(
        "files are set aside before the backfill is carried out, which touches none: neither one that became whole, nor what another has stored there"
    )
    func setAside() async throws {
        let place = try SessionPlace()
        func report(_ name: String, _ stored: String, holding text: String?) throws -> StoredReport {
            let path = place.path(name)
            if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
            return StoredReport(format: .xlsx, path: path, bytes: 3, sha256: ReportStore.digest(of: Data(stored.utf8)))
        }
        let changed = try report("changed.xlsx", "one", holding: "two")
        let whole = try report("whole.xlsx", "one", holding: "one")
        let anothers = try report("anothers.xlsx", "one", holding: "new")
        let gone = try report("gone.xlsx", "one", holding: nil)
        let session = Session(
            id: "call1", kind: .call, job: "command", connection: "default", spaceId: "s", roomId: "r", title: "Call", startsAt: now, endsAt: now,
            reports: [Session.Report(format: "xlsx", dueAt: now, file: try place.file("anothers.xlsx"), givenUp: nil)])
        try await place.store.pool.write { try SessionTable.put($0, session) }
        var backfill = Backfill(job: "demo", from: now, to: now, selection: .missing)
        backfill.damaged = ["demo@1": [changed, whole, anothers, gone], "demo@2": [changed]]
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: place.folder.path).filter { $0.hasSuffix("xlsx") }.sorted()
        }
        func item(_ run: String, isRetried: Bool) -> Backfill.Item {
            Backfill.Item(run: run, startsAt: now, reports: 1, isRetried: isRetried, note: "")
        }
        try await place.reader.setAside(backfill, for: [item("demo@2", isRetried: false)], dataFolder: place.folder.path)
        #expect(try names() == ["anothers.xlsx", "changed.xlsx", "whole.xlsx"], "what is not asked for again stays")
        try await place.reader.setAside(
            backfill, for: [item("demo@1", isRetried: true), item("demo@3", isRetried: true)], dataFolder: place.folder.path)
        #expect(try names() == ["anothers.xlsx", "changed.damaged.xlsx", "whole.xlsx"])
    }

    @Test("carried out, a backfill asks again for what was found damaged, and touches no file")
    func carriedOut() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(PlanningBench.job("start: 2026-12-01T12:00"))
        try bench.plan()
        let run = try #require(try bench.runs.first)
        let folder = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "1.xlsx").path
        try Data("two".utf8).write(to: URL(fileURLWithPath: path))
        let report = StoredReport(format: .xlsx, path: path, bytes: 3, sha256: ReportStore.digest(of: Data("one".utf8)))
        try bench.database.write { db in
            var flow = try #require(try RunRecord.fetch(db, key: run).flatMap { try ServiceFlow($0).autowebinar })
            (flow.facts.published, flow.facts.recordLength, flow.facts.reports) = (true, .seconds(60), [report])
            (flow.facts.spaceId, flow.facts.playbackId, flow.facts.eventId) = ("s1", "p1", "e1")
            flow.state = .completed
            try db.execute(
                sql: "UPDATE flow SET state = ?, due_ms = NULL, ctx = ? WHERE key = ?",
                arguments: [RunState.completed.rawValue, flow.stored(by: JSONEncoder()), run])
        }
        bench.now = try instant("2026-12-01T13:00:00Z")
        var backfill = Backfill(job: "weekly", from: try instant("2026-12-01T00:00:00Z"), to: bench.now, selection: .missing)
        #expect(try bench.order(.backfill(backfill, actor: "test")) == "0 collections go on", "nothing was checked")
        backfill.damaged = [run: [report]]
        #expect(try bench.order(.backfill(backfill, actor: "test")) == "1 collection goes on")
        #expect(try bench.state(of: run)?.state == RunState.ready.rawValue)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["1.xlsx"])
    }
}
