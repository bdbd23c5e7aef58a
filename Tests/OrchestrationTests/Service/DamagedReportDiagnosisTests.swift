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
        #expect(findings.count == 6 && findings.last == "attention 2 jobs or spaces more", "\(findings)")
    }
}
