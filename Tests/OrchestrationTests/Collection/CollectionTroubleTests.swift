import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What becomes of a collection where livedigital fails at a part of what it is asked for.
@Suite(.timeLimit(.minutes(5)))
struct CollectionTroubleTests {
    private let now = Collecting.now

    private func later(_ seconds: TimeInterval) -> Date { now.addingTimeInterval(seconds) }

    /// The lists of the room fail, the others bring the call.
    private func answerLists(_ flow: inout CollectionFlow, failing room: String, _ call: RoomCall? = nil, at now: Date) {
        flow.answer(.lists(flow.lists.map { $0.roomId == room ? .failed($0, reason: "500") : .calls(call.map { [$0] } ?? [], of: $0) }), at: now)
    }

    @Test("what was never asked for comes first, then what was asked for longest ago: no report that fails keeps another from being asked for")
    func turns() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
        flow.answer(.lists(flow.lists.map { .calls(names.map { Collecting.call($0, hour: 1) }, of: $0) }))
        flow.answerLists()
        // Each batch takes a minute, in which those before it are due again.
        var asked: [[String]] = []
        for minute in 1...4 {
            asked.append(flow.wanted)
            flow.answerReports(at: later(Double(60 * minute))) { _ in .notReady(reason: "500", retryAfter: .seconds(2)) }
        }
        #expect(asked.joined().map { $0.prefix(1) } == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "a", "b", "c", "d", "e", "f"])
        #expect(flow.trouble == "500")
        #expect(flow.sessions(runKey: "weekly@1").flatMap(\.reports).allSatisfy { $0.givenUp == nil })
    }

    @Test("a list that fails is asked for again and given up as a report is, and the calls of other rooms are collected in the meantime")
    func lists() throws {
        var flow = Collecting.flow()
        flow.answerRooms("room1", "room2")
        var at = now
        while flow.wanted.isEmpty { answerLists(&flow, failing: "room2", Collecting.call("a", hour: 1), at: at) }
        #expect(flow.wanted == ["a.xlsx"])
        flow.store()
        #expect(flow.trouble == "calls of the room Room room2: 500")
        #expect(try CollectionFlow.restore(kind: "collection", version: 1, from: flow.stored(by: JSONEncoder())) == flow)
        var asked = 0
        while flow.effect.ending == nil {
            if case .awaitReports(let until) = flow.state {
                at = WireDate.date(milliseconds: until)
                flow.receive(.elapsed, at: at)
            }
            #expect(!flow.lists.isEmpty && flow.lists.count <= CollectionPlan.batch && flow.lists.allSatisfy { $0.roomId == "room2" })
            asked += 1
            answerLists(&flow, failing: "room2", at: at)
        }
        #expect(at == later(3600))
        #expect(asked < 20)
        let message = "reports stored: 1 of 1, calls: 1; calls of the room Room room2: 500"
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: message)))
        #expect(flow.trouble == nil)
        let goesOn = flow.retry(at: later(7200))
        #expect(goesOn)
        flow.answerLists(Collecting.call("a", hour: 1), Collecting.call("b", hour: 2), at: later(7200))
        #expect(flow.wanted == ["b.xlsx"])
    }

    @Test("a list that is there at last brings its calls")
    func lateList() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        while !flow.lists.isEmpty { answerLists(&flow, failing: "room1", at: now) }
        #expect(flow.state == .awaitReports(until: WireDate.milliseconds(of: later(2))))
        flow.receive(.elapsed, at: later(2))
        flow.answerLists(Collecting.call("a", hour: 1), at: later(2))
        #expect(flow.wanted == ["a.xlsx"])
        flow.store(at: later(3))
        #expect(flow.state == .completed)
    }

    @Test("a call under way whose lists fail is given up with them, for their reason")
    func underWay() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 46.9, isOver: false))
        var at = now
        while case .awaitReports(let until) = flow.state {
            at = WireDate.date(milliseconds: until)
            flow.receive(.elapsed, at: at)
            answerLists(&flow, failing: "room1", at: at)
        }
        #expect(at == later(3602))
        let message = "reports stored: 0 of 1, calls: 1; call a, xlsx: calls of the room Room room1: 500; calls of the room Room room1: 500"
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: message)))
    }

    @Test("where nothing gets through for too long, a report that was never asked for is told that alone, and nothing of another")
    func cause() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1), Collecting.call("b", hour: 2))
        flow.answerReports { $0.callId == "a" ? .refused(reason: "403") : .notReady(reason: "404", retryAfter: nil) }
        flow.receive(.elapsed, at: later(2))
        flow.receive(.refused(Failure(code: "gave_up", message: "no connection")), at: later(90_000))
        let message = "no connection; reports stored: 0 of 2, calls: 2; call a, xlsx: 403"
        #expect(flow.effect.ending == .failed(Failure(code: "gave_up", message: message)))
        #expect(flow.sessions(runKey: "weekly@1").flatMap(\.reports).map(\.givenUp) == ["403", "no connection"])
        let goesOn = flow.retry(at: later(90_001))
        #expect(goesOn && flow.facts.cause == nil)
        #expect(flow.wanted == ["a.xlsx", "b.xlsx"])
    }
}
