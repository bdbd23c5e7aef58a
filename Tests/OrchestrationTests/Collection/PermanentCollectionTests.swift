import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct PermanentCollectionTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let event = PermanentEvent(spaceId: "s1", playbackId: "p1", eventId: "e1")

    private func hour(_ hours: Double) -> Date { Self.start.addingTimeInterval(hours * 3600) }

    private func flow(digest: String? = nil) -> PermanentCollectionFlow {
        PermanentCollectionFlow(
            plan: PermanentCollectionPlan(
                connection: "default", title: "Open", roomId: "r1", timezone: "Europe/Moscow", event: Self.event, from: Self.start,
                coveredUntil: Self.start,
                every: .seconds(3600),
                giveUpAfter: .seconds(86_400), digest: digest))
    }

    private func report(_ digest: String) -> StoredReport { StoredReport(format: .xlsx, path: "/data/\(digest).xlsx", bytes: 4, sha256: digest) }

    private func isLooking(_ flow: PermanentCollectionFlow) -> Bool { flow.state == .lookAtEvent }

    @Test("an interval that had new data is a session from the end of the last one; one without is passed over")
    func intervals() {
        var flow = flow()
        for (end, digest) in [(1.0, "a"), (2, nil), (3, "b")] {
            #expect(flow.intervalEnd == hour(end))
            flow.receive(.elapsed, at: hour(end))
            #expect(isLooking(flow))
            flow.receive(.answered(.interval(digest.map(report)), how: .performed), at: hour(end))
        }
        let sessions = flow.sessions(runKey: "open@always/2027-01-15T08:00:00.000Z")
        #expect(sessions.map(\.id) == ["open@always/\(WireDate.format(hour(1)))", "open@always/\(WireDate.format(hour(3)))"])
        #expect(sessions.map(\.job) == ["open", "open"])
        #expect(sessions.map(\.timezone) == ["Europe/Moscow", "Europe/Moscow"])
        #expect(sessions.map(\.startsAt) == [hour(0), hour(1)])
        #expect(sessions.map(\.endsAt) == [hour(1), hour(3)])
        guard
            case .call(let effect) = {
                flow.receive(.elapsed, at: hour(4)); return flow.effect
            }(),
            case .lookAtEvent(Self.event, _, let name, digest: "b") = effect.call
        else { return #expect(Bool(false)) }
        #expect(name == "event-e1-\(WireDate.milliseconds(of: hour(4)))")
    }

    @Test("intervals that passed while nothing ran are one, and a look that fails leaves its time to the next")
    func late() {
        var flow = flow()
        flow.receive(.elapsed, at: hour(5.5))
        flow.receive(.refused(Failure(code: "forbidden", message: "403")), at: hour(5.5))
        #expect(flow.intervalEnd == hour(6))
        flow.receive(.elapsed, at: hour(6))
        flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(6))
        #expect(flow.entries.map(\.startedAt) == [hour(0)])
    }

    @Test("who came while nothing ran is of the interval that ends with what passed, and the next one begins there")
    func passed() {
        var flow = flow()
        flow.receive(.elapsed, at: hour(5.5))
        flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(5.5))
        #expect(flow.entries.map(\.startedAt) == [hour(0)] && flow.entries.map(\.finishedAt) == [hour(5)])
        #expect(flow.coveredUntil == hour(5) && flow.intervalEnd == hour(6))
        // The token did not work for a while: the report is newer than the look.
        flow.receive(.elapsed, at: hour(6))
        flow.receive(.answered(.interval(report("b")), how: .performed), at: hour(9.25))
        #expect(flow.entries.map(\.finishedAt) == [hour(5), hour(9)] && flow.intervalEnd == hour(10))
    }

    @Test("each session that is over is one of its own, once, in batches")
    func sessions() {
        var flow = flow()
        let all = (1...6).map { EventSession(id: "x\($0)", startedAt: 1, finishedAt: Int64($0)) }
        var asked: [[String]] = []
        for end in [1.0, 2] {
            flow.receive(.elapsed, at: hour(end))
            flow.receive(.answered(.sessions(all), how: .performed), at: hour(end))
            while case .call(let effect) = flow.effect, case .collectSessions(_, let sessions) = effect.call {
                asked.append(sessions.map(\.id))
                // The report of the last one is not there the first time.
                let there = sessions.filter { end > 1 || $0.id != "x6" }
                flow.receive(
                    .answered(.sessionReports(there.map { .init(session: $0, report: report($0.id)) }), how: .performed), at: hour(end))
            }
        }
        #expect(asked == [["x1", "x2", "x3", "x4"], ["x5", "x6"], ["x6"]])
        #expect(flow.sessions(runKey: "open@always/x").map(\.id) == all.map(\.id))
    }

    @Test("a run ends after a day, and reads back as it was")
    func day() throws {
        var flow = flow()
        var looks = 0
        while case .wait(_, let until) = flow.effect {
            #expect(try PermanentCollectionFlow.restore(kind: flow.kind, version: 1, from: flow.stored(by: JSONEncoder())) == flow)
            flow.receive(.elapsed, at: until)
            flow.receive(.answered(.interval(nil), how: .performed), at: until)
            looks += 1
        }
        #expect(looks == 24)
        #expect(flow.effect.ending == .completed)
        #expect(flow.intervalEnd == hour(24))
    }

    @Test("where the autowebinar is taken down it looks at once, for two minutes at most, and ends with what came since the last look")
    func lastLook() throws {
        for (outcome, ends) in [
            (Outcome<CollectionAnswer>.answered(.interval(report("b")), how: .performed), [hour(1.5)]),
            (.answered(.interval(nil), how: .performed), []),
            (.refused(Failure(code: "not_found", message: "404")), []), (.expired, []),
        ] {
            var flow = flow()
            flow.receive(.elapsed, at: hour(1))
            flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(1))
            flow.amend(Data(), at: hour(1.5))
            #expect(try PermanentCollectionFlow.restore(kind: flow.kind, version: 1, from: flow.stored(by: JSONEncoder())) == flow)
            guard case .call(let effect) = flow.effect, isLooking(flow) else { return #expect(Bool(false)) }
            #expect(effect.notAfter == hour(1.5).addingTimeInterval(120) && effect.retries.readyBy == effect.notAfter)
            flow.receive(outcome, at: hour(1.5))
            #expect(flow.effect.ending == .cancelled)
            #expect(flow.entries.map(\.finishedAt) == [hour(1)] + ends)
            #expect(flow.entries.dropFirst().map(\.startedAt) == ends.map { _ in hour(1) })
        }
        // One that is looking already goes on with that, and then ends.
        var flow = flow()
        flow.receive(.elapsed, at: hour(1))
        flow.amend(Data(), at: hour(1))
        flow.receive(.answered(.sessions([EventSession(id: "x", startedAt: 1, finishedAt: 2)]), how: .performed), at: hour(1))
        flow.receive(.refused(Failure(code: "forbidden", message: "403")), at: hour(1))
        #expect(flow.effect.ending == .cancelled)
    }
}
