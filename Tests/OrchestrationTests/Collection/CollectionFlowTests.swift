import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct CollectionFlowTests {
    private let now = Collecting.now

    private func later(_ seconds: TimeInterval) -> Date { now.addingTimeInterval(seconds) }

    @Test("the rooms are found, every day of each is listed in batches, then the reports are fetched in batches")
    func order() {
        var flow = Collecting.flow(Collecting.plan(formats: [.xlsx, .json]))
        #expect(flow.asked == .findRooms(space: "Space", room: nil))
        flow.answerRooms("room1", "room2")
        let days = RoomCall.datesToAsk(from: Collecting.from, to: now)
        var listed: [DayList] = []
        while !flow.lists.isEmpty {
            let lists = flow.lists
            #expect(lists.count <= CollectionPlan.batch)
            flow.answer(.lists(lists.map { .calls(listed.isEmpty ? [Collecting.call("a", hour: 1), Collecting.call("b", hour: 2)] : [], of: $0) }))
            listed += lists
        }
        #expect(listed.map(\.roomId) == days.map { _ in "room1" } + days.map { _ in "room2" })
        #expect(Set(listed).count == 2 * days.count)
        #expect(flow.wanted == ["a.xlsx", "a.json", "b.xlsx", "b.json"])
        flow.store()
        #expect(flow.state == .completed)
        #expect(flow.progress == CollectionFlow.Progress(calls: 2, stored: 4, expected: 4))
    }

    @Test("a batch stands for as many requests as it sends, and may be made again")
    func effects() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        guard case .call(let effect) = flow.effect else { return #expect(Bool(false)) }
        #expect(effect.requests == flow.lists.count)
        #expect(effect.kind == .repeatable)
    }

    @Test("a call counts once, however many lists show it, and only if it began in the span")
    func span() {
        var flow = Collecting.flow()
        flow.answerRooms("room1", "room2")
        let edge = Collecting.call("first", hour: 0)
        flow.answerLists(edge, edge, Collecting.call("late", hour: 48), Collecting.call("early", hour: -0.001), Collecting.call("last", hour: 47.9))
        #expect(flow.facts.calls.map(\.id) == ["first", "last"])
    }

    @Test("nothing to collect is complete")
    func nothing() {
        var flow = Collecting.flow()
        flow.answerRooms()
        #expect(flow.state == .completed)
        flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists()
        #expect(flow.state == .completed)
    }

    @Test("a report that is not there is asked for again, seldom in the end, until it is given up; the run names it, and the others are stored")
    func notReady() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1), Collecting.call("b", hour: 2))
        flow.answerReports { $0.callId == "a" ? .notReady(reason: "404", retryAfter: nil) : .stored(Collecting.report("b")) }
        var waits: [TimeInterval] = []
        var at = now
        while case .awaitReports(let until) = flow.state {
            let next = WireDate.date(milliseconds: until)
            waits.append(next.timeIntervalSince(at))
            at = next
            flow.receive(.elapsed, at: at)
            #expect(flow.wanted == ["a.xlsx"])
            flow.answerReports(at: at) { _ in .notReady(reason: "404", retryAfter: nil) }
        }
        #expect(waits.prefix(5) == [2, 2, 4, 8, 16])
        #expect(waits.allSatisfy { $0 <= 900 })
        #expect(at == later(3600))
        guard case .failed(let failure) = flow.state else { return #expect(Bool(false), "\(flow.state)") }
        #expect(failure.code == "incomplete")
        #expect(failure.message == "reports stored: 1 of 2, calls: 2; call a, xlsx: 404")
        #expect(flow.missingReports.map(\.callId) == ["a"])
    }

    @Test("a wait that is over moves on, even where the clock stands a part of a millisecond before its instant")
    func partOfMillisecond() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1))
        flow.answerReports { _ in .notReady(reason: "404", retryAfter: .seconds(2)) }
        flow.receive(.elapsed, at: later(1.9998))
        #expect(flow.wanted == ["a.xlsx"])
    }

    @Test("livedigital's own word on when to ask again is kept")
    func retryAfter() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1))
        flow.answerReports { _ in .notReady(reason: "later", retryAfter: .seconds(77)) }
        #expect(flow.state == .awaitReports(until: WireDate.milliseconds(of: later(77))))
    }

    @Test("a report that is refused is noted at once; trying again asks for that one alone, with fresh patience")
    func retry() {
        var flow = Collecting.flow(Collecting.plan(formats: [.xlsx, .json]))
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1))
        flow.answerReports { $0.format == .json ? .refused(reason: "403") : .stored(Collecting.report("a")) }
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: "reports stored: 1 of 2, calls: 1; call a, json: 403")))
        let goesOn1 = flow.retry(at: later(7200))
        #expect(goesOn1)
        #expect(flow.wanted == ["a.json"])
        flow.store(at: later(7200))
        #expect(flow.state == .completed)
        let goesOn2 = flow.retry(at: later(7200))
        #expect(!goesOn2)
    }

    @Test("a list that is refused is noted and stops no other; trying again reads the lists once more and keeps what is stored")
    func refusedList() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        let call = Collecting.call("a", hour: 1)
        let refused = flow.lists.first
        flow.answer(.lists(flow.lists.map { $0 == refused ? .refused($0, reason: "no such room") : .calls([call], of: $0) }))
        flow.store()
        #expect(flow.effect.ending == .failed(Failure(code: "incomplete", message: "reports stored: 1 of 1, calls: 1; no such room")))
        let goesOn3 = flow.retry(at: later(1))
        #expect(goesOn3)
        #expect(!flow.lists.isEmpty)
        flow.answerLists(call, at: later(1))
        #expect(flow.state == .completed)
    }

    @Test("a call that goes on is looked at again however long patience with reports is, and its report collected when it is over")
    func underWay() {
        var flow = Collecting.flow(Collecting.plan(after: .seconds(60)))
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 46.9, isOver: false))
        #expect(flow.state == .awaitReports(until: WireDate.milliseconds(of: later(2))))
        flow.receive(.elapsed, at: later(2))
        #expect(flow.lists.allSatisfy { $0.roomId == "room1" } && !flow.lists.isEmpty)
        flow.answerLists(Collecting.call("a", hour: 46.9), at: later(2))
        // Its end lies six minutes back, and so do the 60 s after it.
        #expect(flow.wanted == ["a.xlsx"])
        flow.store(at: later(2))
        #expect(flow.state == .completed)
    }

    @Test("a call that does not end is given up 24 hours after it began, and looked at once more when it is tried again")
    func endless() throws {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        let call = Collecting.call("a", hour: 46, isOver: false)
        flow.answerLists(call)
        var at = now
        while case .awaitReports(let until) = flow.state {
            at = WireDate.date(milliseconds: until)
            #expect(flow.sessions(runKey: "weekly@1").flatMap(\.reports).map { $0.state(at: at.addingTimeInterval(-1)) } == [.pending])
            #expect(flow.progress.underWay == 1)
            flow.receive(.elapsed, at: at)
            flow.answerLists(call, at: at)
        }
        #expect(at == later(22 * 3600))
        let reason = "the call has not ended within 1d of its start"
        let failure = Failure(code: "incomplete", message: "reports stored: 0 of 1, calls: 1; call a, xlsx: \(reason)")
        #expect(flow.effect.ending == .failed(failure))
        #expect(flow.sessions(runKey: "weekly@1").flatMap(\.reports).map(\.givenUp) == [reason])
        let goesOn = flow.retry(at: later(90_000))
        #expect(goesOn && !flow.lists.isEmpty)
        var over = flow
        flow.answerLists(call, at: later(90_000))
        #expect(flow.effect.ending == .failed(failure))
        over.answerLists(Collecting.call("a", hour: 46), at: later(90_000))
        #expect(over.wanted == ["a.xlsx"])
    }

    @Test("patience with a report counts from the end of its call")
    func patience() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 46.9, isOver: false))
        var over = Collecting.call("a", hour: 46.9)
        over.finishedAt = later(5 * 3600)
        flow.receive(.elapsed, at: later(5.1 * 3600))
        flow.answerLists(over, at: later(5.1 * 3600))
        flow.answerReports(at: later(5.9 * 3600)) { _ in .notReady(reason: "404", retryAfter: nil) }
        #expect(flow.effect.ending == nil)
        flow.receive(.elapsed, at: later(6 * 3600))
        flow.answerReports(at: later(6 * 3600)) { _ in .notReady(reason: "404", retryAfter: nil) }
        #expect(flow.effect.ending != nil)
    }

    @Test("a start that lies ahead is awaited; a report is not asked for before `after` has passed since the end")
    func times() {
        let plan = Collecting.plan(to: later(86_400), startsAt: later(86_400), after: .seconds(1800))
        var flow = CollectionFlow(plan: plan, now: now)
        guard case .wait("awaitStart", later(86_400)) = flow.effect else { return #expect(Bool(false), "\(flow.effect)") }
        flow.receive(.elapsed, at: later(86_400))
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 71), at: later(86_400))
        #expect(flow.state == .awaitReports(until: WireDate.milliseconds(of: later(86_400 + 1800))))
    }

    @Test("every other outcome leaves the run as it is", arguments: [0, 1, 2, 3])
    func strangers(_ index: Int) {
        var states: [CollectionFlow] = [Collecting.flow()]
        var flow = states[0]
        flow.answerRooms("room1")
        states.append(flow)
        flow.answerLists(Collecting.call("a", hour: 1))
        states.append(flow)
        flow.store()
        states.append(flow)
        let state = states[index]
        let right = [0, 1, 2][index % 3]
        for (number, answer) in [CollectionAnswer.rooms(spaceId: "x", []), .lists([]), .reports([])].enumerated() where number != right || index == 3
        {
            var changed = state
            changed.answer(answer)
            #expect(changed == state)
        }
        var changed = state
        changed.receive(.expired, at: now)
        if index < 3 { changed.receive(.elapsed, at: now) }
        #expect(changed == state)
    }

    @Test("a cancelled run keeps what is stored, and is as it was when it is read back", arguments: [0, 1, 2])
    func cancelled(_ index: Int) throws {
        var flow = Collecting.flow(Collecting.plan(formats: [.xlsx, .json]))
        if index > 0 { flow.answerRooms("room1") }
        if index > 1 {
            flow.answerLists(Collecting.call("a", hour: 1))
            flow.answerReports { $0.format == .json ? .notReady(reason: "404", retryAfter: nil) : .stored(Collecting.report("a")) }
        }
        let read = try CollectionFlow.restore(kind: "collection", version: 1, from: flow.stored(by: JSONEncoder()))
        #expect(read == flow)
        flow.cancel(at: now)
        #expect(flow.effect.ending == .cancelled)
        #expect(flow.progress.stored == (index > 1 ? 1 : 0))
        let goesOn4 = flow.retry(at: now)
        #expect(!goesOn4)
    }

    @Test("what another version wrote is not guessed")
    func unknown() throws {
        let data = try Collecting.flow().stored(by: JSONEncoder())
        #expect(throws: Failure.self) { try CollectionFlow.restore(kind: "collection", version: 2, from: data) }
        #expect(throws: Failure.self) { try CollectionFlow.restore(kind: "collection", version: 1, from: Data("{}".utf8)) }
        #expect(try ServiceFlow.restore(kind: "collection", version: 1, from: data).collection != nil)
    }

    @Test("more calls than one run may hold fail it with advice")
    func tooMany() {
        var flow = Collecting.flow()
        flow.answerRooms("room1")
        let calls = (0...CollectionPlan.mostCalls).map { Collecting.call("c\($0)", hour: 1) }
        flow.answer(.lists(flow.lists.map { .calls(calls, of: $0) }))
        guard case .failed(let failure) = flow.state else { return #expect(Bool(false)) }
        #expect(failure.code == "too_many_calls")
    }

    @Test("calls are sessions with the id of the call, and every report has its state")
    func sessions() {
        var flow = Collecting.flow(Collecting.plan(formats: [.xlsx, .json]))
        flow.answerRooms("room1")
        flow.answerLists(Collecting.call("a", hour: 1), Collecting.call("b", hour: 47.9, isOver: false))
        flow.answerReports { $0.format == .json ? .refused(reason: "403") : .stored(Collecting.report("a")) }
        let sessions = flow.sessions(runKey: "weekly@2027-01-17T08:00:00.000Z")
        #expect(sessions.map(\.id) == ["a", "b"])
        #expect(sessions.map(\.job) == ["weekly", "weekly"])
        #expect(sessions.map(\.kind) == [.call, .call])
        #expect(sessions.map(\.timezone) == ["Europe/Moscow", "Europe/Moscow"])
        #expect(sessions.map(\.title) == ["Room room1", "Room room1"])
        #expect(sessions[0].reports.map { $0.state(at: later(1)) } == [.late, .failed])
        #expect(sessions[1].endsAt == nil && sessions[1].state(at: later(1)) == .inProgress)
    }
}

extension Effect {
    var ending: Ending? { if case .end(let ending) = self { ending } else { nil } }
}
