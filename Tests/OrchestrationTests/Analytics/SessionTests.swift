import DurableFlow
import Foundation
import Recurrence
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct SessionTests {
    private let file = Session.Report.File(path: "/data/1.xlsx", bytes: 3, sha256: "00")

    @Test(arguments: [(-1, "scheduled"), (0, "in-progress"), (3599, "in-progress"), (3600, "finished")])
    func theStateFollowsTheClock(seconds: Double, expected: String) {
        let session = SessionPlace.session()
        #expect(session.state(at: session.startsAt.addingTimeInterval(seconds)).rawValue == expected)
    }

    @Test func aCallThatIsNotOverIsInProgress() {
        var session = SessionPlace.session()
        session.endsAt = nil
        #expect(session.state(at: session.startsAt.addingTimeInterval(1e6)) == .inProgress)
    }

    @Test func aReportIsPendingThenLateThenReadyOrFailed() {
        let due = SessionPlace.start
        var report = Session.Report(format: "xlsx", dueAt: due)
        #expect(report.state(at: due.addingTimeInterval(-1)) == .pending)
        #expect(report.state(at: due) == .late)
        report.givenUp = "there is none"
        #expect(report.state(at: due) == .failed)
        report.file = file
        #expect(report.state(at: due) == .late)
        report.importedAt = due
        #expect(report.state(at: due) == .ready)
        report.problem = "damaged"
        #expect(report.state(at: due) == .failed)
        #expect(Session.Report(format: "json", dueAt: due, file: file).state(at: due) == .ready)
    }

    @Test func aPublishedRunIsASessionAndNothingElseIs() throws {
        let published = Webinar.flow(after: Webinar.story().prefix(5))
        let session = try #require(Session(runKey: "demo@1", flow: published))
        #expect(session.startsAt == Webinar.start)
        #expect(session.endsAt == Webinar.start.addingTimeInterval(1800))
        #expect(session.reports == [Session.Report(format: "xlsx", dueAt: Webinar.start.addingTimeInterval(1860))])
        #expect((session.job, session.spaceId, session.roomId, session.title) == ("demo", "space1", "room1", "Демо"))
        #expect(Session(runKey: "demo@1", flow: Webinar.flow(after: Webinar.story().prefix(4))) == nil)
        let permanent = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story())
        #expect(permanent.facts.published)
        #expect(Session(runKey: "demo@always", flow: permanent) == nil)
    }

    @Test(arguments: ["Europe/Moscow", nil, "Nowhere/Nothing"]) func aViewTellsTheZoneAndTheLocalStart(timezone: String?) throws {
        var session = try #require(Session(runKey: "demo@1", flow: Webinar.flow(after: Webinar.story())))
        #expect(session.timezone == "Europe/Moscow")
        session.timezone = timezone
        let data = try JSONEncoder().encode(SessionView(session, at: Webinar.now, zones: ZoneDatabase()))
        let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(members["startsAt"] as? String == "2027-01-15T09:00:00.000Z")
        #expect(members["local"] as? String == (timezone == "Europe/Moscow" ? "2027-01-15T12:00" : nil))
        #expect(members["timezone"] as? String == timezone)
        #expect(Set(members.keys).isSuperset(of: ["local", "timezone"]), "they are there, null where there is nothing")
    }

    @Test func aReportThatTheRunStoredGaveUpOrLostIsTold() throws {
        let done = try #require(Session(runKey: "demo@1", flow: Webinar.flow(after: Webinar.story())))
        #expect(done.reports.first?.file == file)
        let refused = Webinar.flow(after: Array(Webinar.story().prefix(7)) + [.refused(Webinar.refusal)])
        #expect(Session(runKey: "demo@1", flow: refused)?.reports.first?.givenUp == "422")
        var cancelled = Webinar.flow(after: Webinar.story().prefix(6))
        cancelled.cancel(at: Webinar.start.addingTimeInterval(1))
        #expect(Session(runKey: "demo@1", flow: cancelled)?.reports.first?.givenUp?.contains("cancelled") == true)
        var early = Webinar.flow(after: Webinar.story().prefix(6))
        early.cancel(at: Webinar.now)
        for _ in 0..<2 { early.receive(.answered(.deleted, how: .performed), at: Webinar.now) }
        #expect(early.state == .cancelled)
        #expect(Session(runKey: "demo@1", flow: early) == nil)
    }
}
