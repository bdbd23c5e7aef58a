import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What the doctor names where files of reports are gone. With a real job: BackfillTests.
@Suite(.timeLimit(.minutes(5))) struct DamagedReportDiagnosisTests {
    private let place: SessionPlace

    init() throws { place = try SessionPlace() }

    /// A session whose file is gone.
    private func lost(_ id: String, _ kind: Session.Kind, job: String, connection: String = "default", day: Double = 0) -> Session {
        var session = SessionPlace.session(Session.Report.File(path: "/nonexistent/\(id).xlsx", bytes: 1, sha256: "11"), day: day)
        (session.id, session.kind, session.job, session.connection) = (id, kind, job, connection)
        return session
    }

    private func findings(_ sessions: Session...) async throws -> [String] {
        try await place.writer.write { db in for session in sessions { try SessionTable.put(db, session) } }
        return try await place.store.pool.read { try Diagnosis.reports($0, dataFolder: place.path("data")) }.map { "\($0.state) \($0.detail)" }
    }

    private static let told = "stored, but the file is gone or has another size: "

    @Test func callsAreCollectedAgainWithoutAJob() async throws {
        let collect = "collect again with: autowebinar analytics collect --space space1 --from"
        let findings = try await findings(
            lost("a", .call, job: "command"), lost("b", .call, job: "removed", day: 1), lost("c", .call, job: "command", day: 2),
            lost("d", .call, job: "", connection: "second", day: 1))
        #expect(
            findings == [
                "attention \(Self.told)command: 2, removed: 1; \(collect) 2027-01-15 --to 2027-01-17",
                "attention \(Self.told)without a job: 1; \(collect) 2027-01-16 --to 2027-01-16 --connection second",
            ])
    }

    @Test("a command spans what a collection may: 92 days")
    func span() async throws {
        let findings = try await findings(
            lost("a", .call, job: "command"), lost("b", .call, job: "command", day: 91), lost("c", .call, job: "command", day: 92),
            lost("d", .call, job: "command", day: 183))
        let spans = findings.compactMap { $0.firstMatch(of: /--from .*/)?.output }
        #expect(spans == ["--from 2027-01-15 --to 2027-04-16", "--from 2027-04-17 --to 2027-07-17"])
    }

    /// Puts a run in that began and ended so many days after the first session.
    private func put(_ key: String, _ flow: ServiceFlow, _ state: RunState = .completed, from began: Double, to ended: Double) async throws {
        let context = try flow.stored(by: JSONEncoder())
        let times = [began, ended].map { SessionPlace.start.addingTimeInterval($0 * 86_400).wholeMilliseconds }
        try await place.writer.write { db in
            try db.execute(
                sql: "INSERT INTO flow(key, kind, version, lane, state, ctx, created_ms, updated_ms) VALUES(?, ?, ?, 'default', ?, ?, ?, ?)",
                arguments: [key, flow.kind, flow.version, state.rawValue, context, times[0], times[1]])
        }
    }

    /// A collection of so many days from the first session on, which has found some calls.
    private func collection(_ calls: String..., days: Double = 1, state: CollectionFlow.State = .completed) -> ServiceFlow {
        let plan = CollectionPlan(
            connection: "default", space: "Space", from: SessionPlace.start, to: SessionPlace.start.addingTimeInterval(days * 86_400),
            startsAt: SessionPlace.start.addingTimeInterval(9 * 86_400))
        var flow = CollectionFlow(plan: plan, now: plan.startsAt)
        (flow.facts.spaceId, flow.state) = ("space1", state)
        flow.facts.calls = calls.map {
            CollectionFlow.FoundCall(id: $0, roomId: "room1", listedFor: "room1", startedAt: plan.from, finishedAt: plan.to)
        }
        return .collection(flow)
    }

    @Test("a call that the last collection did not find is not there any more; a collection that overlapped with one that found it proves nothing")
    func goneCall() async throws {
        let remedy = "collect again with: autowebinar analytics collect --space space1 --from 2027-01-15 --to 2027-01-15"
        let call = lost("a", .call, job: "command")
        try await put("command@1", collection("a"), from: 1, to: 3)
        try await put("command@2", collection(), from: 2, to: 2)
        try await put("command@3", collection(days: 0), from: 4, to: 4)
        try await put("command@4", collection(state: .failed(Webinar.refusal)), .failed, from: 4, to: 4)
        #expect(try await findings(call) == ["attention \(Self.told)command: 1; \(remedy)"])
        try await put("command@5", collection(), from: 4, to: 4)
        #expect(try await findings(call) == ["ok \(Self.told)command: 1; they cannot be collected again, and what was read of them stays"])
        try await put("command@6", collection("a"), from: 5, to: 6)
        #expect(try await findings(call) == ["attention \(Self.told)command: 1; \(remedy)"])
    }

    @Test("a session of a permanent autowebinar comes again with the next collection that asks for it; an interval never does")
    func permanent() async throws {
        try await place.writer.write { db in
            try db.execute(
                sql: "INSERT INTO job(name, connection, document, state, cursor_ms, applied_ms) VALUES('open', 'default', x'7b7d', 'active', 0, 0)")
        }
        try await put("open@always", .autowebinar(AutowebinarFlow(plan: Webinar.plan(startsAt: nil))), from: 0, to: 0)
        let session = lost("s1", .autowebinar, job: "open")
        let (again, never) = ("the next run that collects for the job fetches them again by itself", "they cannot be collected again")
        for (number, (patience, isKnown, words)) in [(24, false, again), (24, true, again), (1, false, again), (1, true, never)].enumerated() {
            var flow = PermanentCollectionFlow(
                plan: PermanentCollectionPlan(
                    connection: "default", title: "Open", roomId: "r1", event: PermanentEvent(spaceId: "s1", playbackId: "p1", eventId: "e1"),
                    from: SessionPlace.start, coveredUntil: SessionPlace.start, every: .seconds(60), giveUpAfter: .seconds(3600 * patience),
                    digest: nil))
            if isKnown {
                flow.entries = [
                    PermanentCollectionFlow.Entry(
                        sessionId: "s1", startedAt: session.startsAt, finishedAt: SessionPlace.start.addingTimeInterval(3600), report: Webinar.report)
                ]
            }
            try await put("open@always/\(number)", .permanentCollection(flow), .waiting, from: 0, to: 0)
            let found = try await findings(session)
            #expect(found.count == 1 && found.first?.hasPrefix("ok \(Self.told)open: 1; \(words)") == true, "\(number): \(found)")
        }
        try await place.writer.write { try $0.execute(sql: "DELETE FROM session") }
        #expect(try await findings(lost("open@always/x", .autowebinar, job: "open")).first?.contains(never) == true)
        try await place.writer.write { try $0.execute(sql: "DELETE FROM session; DELETE FROM job") }
        #expect(try await findings(session).first?.contains(never) == true, "its job is gone")
    }

    @Test("a report of a job that was never applied, or is removed, is collected again once its file is applied")
    func notApplied() async throws {
        try await put("once@1", .autowebinar(Webinar.flow(after: Webinar.story())), from: 0, to: 0)
        #expect(
            try await findings(lost("once@1", .autowebinar, job: "once")) == [
                "ok \(Self.told)once: 1; to collect again, apply the job's file and then: autowebinar job backfill once --from 2027-01-15"
            ])
    }

    @Test func whatCannotBeHadAgainIsToldAndNeedsNoAttention() async throws {
        let findings = try await findings(lost("removed@1", .autowebinar, job: "removed"), lost("x", .autowebinar, job: "permanent", day: 1))
        #expect(findings == ["ok \(Self.told)removed: 1, permanent: 1; they cannot be collected again, and what was read of them stays"])
    }

    @Test("a report in a data folder that was moved since is there; one that is not whole there is not")
    func movedDataFolder() async throws {
        try FileManager.default.createDirectory(atPath: place.path("data/reports/call-a"), withIntermediateDirectories: true)
        try Data("whole".utf8).write(to: URL(fileURLWithPath: place.path("data/reports/call-a/1.xlsx")))
        func moved(_ id: String, bytes: Int) -> Session {
            var session = lost(id, .call, job: "command")
            session.reports[0].file = Session.Report.File(path: "/nonexistent/reports/call-a/1.xlsx", bytes: bytes, sha256: "11")
            return session
        }
        #expect(try await findings(moved("a", bytes: 5)).isEmpty)
        #expect(try await findings(moved("b", bytes: 6)).count == 1)
        let digest = ReportStore.digest(of: Data("whole".utf8))
        let report = StoredReport(format: .xlsx, path: "/nonexistent/reports/call-a/1.xlsx", bytes: 5, sha256: digest)
        #expect(report.isDamaged && !report.placed(inDataFolder: place.path("data")).isDamaged)
        #expect(report.placed(inDataFolder: place.path("elsewhere")) == report)
    }

    @Test func whereEverythingIsGoneFiveRemediesAreNamed() async throws {
        try await place.writer.write { [self] db in
            for number in 1...7 { try SessionTable.put(db, lost("\(number)", .call, job: "calls", connection: "connection\(number)")) }
        }
        let findings = try await findings()
        #expect(findings.count == 6 && findings.last == "attention 2 more, named once these are collected", "\(findings)")
    }
}
