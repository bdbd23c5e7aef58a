import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// livedigital may tell that a call is over before its lists have it.
@Suite("a collection for a call that an event told of", .timeLimit(.minutes(5)))
struct AwaitedCallTests {
    private let now = Collecting.now

    private func later(_ seconds: TimeInterval) -> Date { now.addingTimeInterval(seconds) }

    /// It began an hour before the end of the span and has just ended.
    private var told: CollectionFlow.FoundCall {
        CollectionFlow.FoundCall(id: "a", roomId: "room1", listedFor: "room1", startedAt: later(-3600), finishedAt: now, isListed: false)
    }

    private func flow(_ plan: CollectionPlan = Collecting.plan(after: .seconds(60)), call: CollectionFlow.FoundCall? = nil) -> CollectionFlow {
        var flow = CollectionFlow(plan: plan, awaiting: call ?? told, now: now)
        #expect(flow.sessions(runKey: "command@1").isEmpty, "the session that the event made keeps its title")
        flow.answerRooms("room1")
        return flow
    }

    /// The wait that it is in.
    private func wait(_ flow: CollectionFlow) -> Date? {
        if case .awaitReports(let until) = flow.state { WireDate.date(milliseconds: until) } else { nil }
    }

    @Test("all its lists are read again until they have it, often at first; with it come the other calls of its span")
    func listedLate() throws {
        var flow = flow()
        let days = flow.lists
        flow.answerLists(Collecting.call("b", hour: 1))
        #expect(flow.wanted == ["b.xlsx"])
        flow.store()
        var at = now
        for seconds in [2.0, 4, 8] {
            at = try #require(wait(flow))
            #expect(at == later(seconds))
            let read = try CollectionFlow.restore(kind: "collection", version: 1, from: flow.stored(by: JSONEncoder()))
            #expect(read == flow)
            flow.receive(.elapsed, at: at)
            #expect(flow.lists.prefix(days.count) == days[...])
            if seconds < 8 { flow.answerLists(Collecting.call("b", hour: 1), at: at) }
        }
        let breakout = RoomCall(
            id: "c", roomId: "breakout", startedAt: later(-1800), finishedAt: later(-900), isBreakoutRoom: true)
        flow.answerLists(Collecting.call("a", hour: 47), breakout, at: at)
        #expect(flow.wanted == ["c.xlsx"])
        flow.store(at: at)
        #expect(wait(flow) == later(60))
        flow.receive(.elapsed, at: later(60))
        #expect(flow.wanted == ["a.xlsx"])
        flow.store(at: later(60))
        #expect(flow.state == .completed)
        #expect(flow.facts.calls.map(\.id) == ["b", "a", "c"])
    }

    @Test("it is a session with a report that is expected, also while no list has it")
    func session() throws {
        var flow = flow()
        flow.answerLists()
        let session = try #require(flow.sessions(runKey: "command@1").first)
        #expect(session.title == "Room room1")
        #expect((session.startsAt, session.endsAt) == (later(-3600), now))
        #expect(session.reports.map { $0.state(at: later(59)) } == [.pending])
        #expect(session.reports.map { $0.state(at: later(60)) } == [.late])
    }

    @Test("what the list says of it counts, wherever in time that lies")
    func corrected() {
        var early = flow()
        early.answerLists(Collecting.call("a", hour: -5))
        #expect(early.facts.calls.map(\.startedAt) == [Collecting.from.addingTimeInterval(-5 * 3600)])
        var timeless = flow()
        timeless.answerLists(RoomCall(id: "a", roomId: "room1", finishedAt: now))
        #expect(timeless.facts.calls.map(\.startedAt) == [later(-3600)])
        #expect(timeless.facts.refusedLists.isEmpty)
        var underWay = flow()
        underWay.answerLists(Collecting.call("a", hour: 47, isOver: false))
        #expect(underWay.facts.calls.map(\.finishedAt) == [nil])
    }

    /// Reads lists that lack it until its report is asked for; the instant of that.
    private func lackIt(_ flow: inout CollectionFlow) throws -> Date {
        flow.answerLists()
        var at = now
        while flow.wanted.isEmpty {
            at = try #require(wait(flow), "\(flow.state)")
            flow.receive(.elapsed, at: at)
            flow.answerLists(at: at)
        }
        return at
    }

    @Test("one that no list ever has is given up like a report that does not come, and its session tells why; trying again seeks it again")
    func neverListed() throws {
        var flow = flow()
        let end = try lackIt(&flow)
        #expect(end == later(3600))
        flow.answerReports(at: end) { _ in .notReady(reason: "404", retryAfter: nil) }
        let reason = "reports stored: 0 of 1, calls: 1; call a, xlsx: no list of calls has it; 404"
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: reason)))
        let report = try #require(flow.sessions(runKey: "command@1").first?.reports.first)
        #expect(report.givenUp == "no list of calls has it; 404")
        #expect(report.state(at: end) == .failed)
        let goesOn = flow.retry(at: end)
        #expect(goesOn)
        flow.answerLists(Collecting.call("a", hour: 47), at: end)
        flow.store(at: end)
        #expect(flow.state == .completed)
    }

    @Test("a report that is there at the end, as that of a breakout room that its room's collection stored, is taken")
    func storedElsewhere() throws {
        var flow = flow()
        let end = try lackIt(&flow)
        flow.store(at: end)
        #expect(flow.state == .completed)
    }

    @Test("where a list is refused its report is asked for at once, and the run still tells of the list")
    func refusedList() {
        var flow = flow(Collecting.plan())
        while !flow.lists.isEmpty { flow.answer(.lists(flow.lists.map { .refused($0, reason: "no such room") })) }
        #expect(flow.wanted == ["a.xlsx"])
        flow.store()
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: "reports stored: 1 of 1, calls: 1; no such room")))
    }
}
