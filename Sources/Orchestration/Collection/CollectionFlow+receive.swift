package import DurableFlow
package import Foundation
import LivedigitalAPI

extension CollectionFlow {
    /// Takes an outcome to the next state. One that the present effect cannot have leaves the run as it is.
    package mutating func receive(_ outcome: Outcome<CollectionAnswer>, at now: Date) {
        switch outcome {
        case .answered(let answer, _): receive(answer, at: now)
        case .elapsed: elapse(at: now)
        case .refused(let reason):
            facts.cause = reason.message
            state = .failed(missing(because: reason.message, code: reason.code))
        case .expired: break
        }
    }

    private mutating func receive(_ answer: CollectionAnswer, at now: Date) {
        switch (state, answer) {
        case (.findRooms, .rooms(let spaceId, let rooms)):
            facts.spaceId = spaceId
            facts.rooms = rooms
            goOn(at: now)
        case (.listCalls(let asked), .lists(let outcomes)):
            // A list that is read again for a call under way moves nothing on.
            if asked == nextLists { facts.listed += asked.count }
            for outcome in outcomes { take(outcome, at: now) }
            put(off: asked.filter { late($0) == nil }, at: now)
            goOn(at: now)
        case (.collectReports, .reports(let outcomes)):
            for outcome in outcomes { take(outcome, at: now) }
            goOn(at: now)
        default: break
        }
    }

    private mutating func elapse(at now: Date) {
        switch state {
        case .awaitStart: state = .findRooms
        // The journal counts whole milliseconds, so the present may lie a part of one before the instant that has come.
        case .awaitReports(let until): goOn(at: max(now, WireDate.date(milliseconds: until)))
        default: break
        }
    }

    /// Chooses what comes next: lists first, then what can be asked for now, then the wait for what cannot, then the end.
    mutating func goOn(at now: Date) {
        state = next(at: now)
    }

    private func next(at now: Date) -> State {
        guard facts.calls.count <= CollectionPlan.mostCalls else {
            let message =
                "There are more than \(CollectionPlan.mostCalls) calls from \(WireDate.format(plan.from)) to \(WireDate.format(plan.to)); "
                + "name a room or a shorter span. What was collected before stays."
            return .failed(Failure(code: "too_many_calls", message: message))
        }
        let lists = nextLists
        guard lists.isEmpty else { return .listCalls(lists) }
        let waiting = facts.calls.filter { !missingReports($0).isEmpty && !isBehindLateLists($0, at: now) }
        let due = waiting.filter { self.due($0) <= now }.sorted { $0.lastTurn < $1.lastTurn }
        let late = facts.lateLists.filter { $0.asksAt <= now }.sorted { $0.asksAt < $1.asksAt }
        if let first = late.first, due.first.map({ first.asksAt <= $0.lastTurn }) ?? true {
            return .listCalls(late.prefix(CollectionPlan.batch).map(\.list))
        }
        if let call = due.first(where: { $0.finishedAt == nil || isSought($0, at: now) }) { return .listCalls(self.lists(with: call)) }
        let wanted = due.prefix(CollectionPlan.batch).flatMap(missingReports).prefix(CollectionPlan.batch)
        guard wanted.isEmpty else { return .collectReports(Array(wanted)) }
        if let next = (waiting.map(self.due) + facts.lateLists.map(\.asksAt)).min() { return .awaitReports(until: WireDate.milliseconds(of: next)) }
        let isWhole = facts.refusedLists.isEmpty && facts.calls.allSatisfy(\.givenUp.isEmpty)
        return isWhole ? .completed : .failed(missing())
    }

    /// The next lists that were not read, at most a batch.
    private var nextLists: [DayList] {
        let days = plan.days
        let end = min(facts.listed + CollectionPlan.batch, facts.rooms.count * days.count)
        guard facts.listed < end else { return [] }
        return (facts.listed..<end).map { DayList(roomId: facts.rooms[$0 / days.count].id, day: days[$0 % days.count]) }
    }

    /// The lists that can have a call. Those of one that was told of are read whole: with it come the calls of its breakout rooms.
    private func lists(with call: FoundCall) -> [DayList] {
        let days = RoomCall.datesToAsk(from: call.startedAt, to: call.startedAt).map { WireDate.milliseconds(of: $0) }
        return (call.isListed ? days : plan.days).map { DayList(roomId: call.listedFor, day: $0) }
    }

    /// Whether the lists are read for a call that they lack. Where one of them is refused, or they lack it for too long, its reports are asked for
    /// all the same.
    private func isSought(_ call: FoundCall, at now: Date) -> Bool { !call.isListed && facts.refusedLists.isEmpty && deadline(of: call) > now }

    private func missingReports(_ call: FoundCall) -> [WantedReport] {
        plan.formats.filter { format in call.givenUp[format.rawValue] == nil && !call.reports.contains { $0.format == format } }
            .map { WantedReport(callId: call.id, roomId: call.roomId, format: $0) }
    }

    // MARK: Calls

    private mutating func take(_ outcome: ListOutcome, at now: Date) {
        switch outcome {
        case .failed(let list, let reason): take(failureOf: list, because: reason, at: now)
        case .refused(let list, let reason):
            facts.lateLists.removeAll { $0.list == list }
            note(reason)
        case .calls(let calls, let list):
            facts.lateLists.removeAll { $0.list == list }
            for call in calls { take(call, listedFor: list.roomId) }
        }
    }

    private mutating func note(_ reason: String) {
        if !facts.refusedLists.contains(reason) { facts.refusedLists.append(reason) }
    }

    private mutating func take(_ call: RoomCall, listedFor roomId: String) {
        let index = facts.calls.firstIndex { $0.id == call.id }
        let known = index.map { facts.calls[$0] }
        guard let startedAt = call.startedAt ?? known?.startedAt else {
            return note("livedigital does not say when the call \(call.id) began")
        }
        guard known != nil || startedAt >= plan.from && startedAt < plan.to else { return }
        let finishedAt = call.isFinished ? call.finishedAt : nil
        if let index, facts.calls[index].isListed {
            guard facts.calls[index].finishedAt == nil, let finishedAt else { return }
            facts.calls[index].finishedAt = finishedAt
            facts.calls[index].asksAt = nil
            return
        }
        // What a list says takes the place of what an event told.
        if let index { facts.calls.remove(at: index) }
        var found = FoundCall(
            id: call.id, roomId: call.roomId ?? roomId, listedFor: roomId, startedAt: startedAt, finishedAt: finishedAt,
            isBreakoutRoom: call.isBreakoutRoom ?? false)
        found.reports = known?.reports ?? []
        let place = facts.calls.firstIndex { ($0.startedAt, $0.id) > (found.startedAt, found.id) } ?? facts.calls.count
        facts.calls.insert(found, at: place)
    }

    /// The calls that these lists showed under way, or lacked, are looked at again later; those under way are given up where they do not end.
    private mutating func put(off lists: [DayList], at now: Date) {
        for index in facts.calls.indices {
            let call = facts.calls[index]
            guard call.finishedAt == nil || isSought(call, at: now), call.asksAt ?? .distantPast <= now,
                lists.contains(where: { $0.roomId == call.listedFor })
            else { continue }
            let deadline = call.isListed ? call.startedAt.later(by: CollectionPlan.longestCall) : deadline(of: call)
            if deadline <= now {
                giveUp(index, because: "the call has not ended within \(DurationText.format(CollectionPlan.longestCall)) of its start")
            }
            let wait = interval(since: max(call.finishedAt ?? call.startedAt, facts.since), at: now)
            facts.calls[index].asksAt = min(now.later(by: wait), max(now, deadline))
        }
    }

    // MARK: Lists that could not be had

    /// It is asked for again as a report is, and given up likewise, with the calls under way whose end no other can show.
    private mutating func take(failureOf list: DayList, because words: String, at now: Date) {
        let room = facts.rooms.first { $0.id == list.roomId }?.name ?? list.roomId
        let reason = "calls of the room \(room): \(words)"
        let since = late(list)?.since ?? now
        let deadline = since.later(by: plan.giveUpAfter)
        let next = LateList(list: list, reason: reason, since: since, asksAt: min(now.later(by: interval(since: since, at: now)), deadline))
        // It keeps its place, so that what is told of the first one does not alternate.
        let place = facts.lateLists.firstIndex { $0.list == list } ?? facts.lateLists.endIndex
        facts.lateLists.replaceSubrange(place..<min(place + 1, facts.lateLists.endIndex), with: [next])
        guard deadline <= now else { return }
        for index in facts.calls.indices where facts.calls[index].finishedAt == nil && isBehindLateLists(facts.calls[index], at: now) {
            giveUp(index, because: reason)
        }
        facts.lateLists.removeAll { $0.list == list }
        note(reason)
    }

    private func late(_ list: DayList) -> LateList? { facts.lateLists.first { $0.list == list } }

    /// Whether a call is under way, or looked for, and all lists that can show it are asked for again, so that it need not be looked at by itself.
    private func isBehindLateLists(_ call: FoundCall, at now: Date) -> Bool {
        (call.finishedAt == nil || isSought(call, at: now)) && lists(with: call).allSatisfy { late($0) != nil }
    }

    /// Why what is asked for again could not be had the last time, by the first of it; nil where nothing is. It names no call: they would alternate.
    var trouble: String? {
        facts.lateLists.first?.reason
            ?? facts.calls.first { $0.asksAt != nil && $0.trouble != nil && !missingReports($0).isEmpty }?.trouble
    }

    // MARK: Reports

    private mutating func take(_ outcome: ReportOutcome, at now: Date) {
        guard let index = facts.calls.firstIndex(where: { $0.id == outcome.report.callId }) else { return }
        let format = outcome.report.format
        switch outcome.result {
        case .stored(let report):
            guard !facts.calls[index].reports.contains(where: { $0.format == format }) else { return }
            facts.calls[index].reports.append(report)
        case .refused(let reason): facts.calls[index].givenUp[format.rawValue] = reason
        case .notReady(let reason, let retryAfter):
            let call = facts.calls[index]
            let reason = call.isListed ? reason : "no list of calls has it; \(reason)"
            let wait = retryAfter ?? interval(since: max(call.finishedAt.map { $0.later(by: plan.after) } ?? now, facts.since), at: now)
            facts.calls[index].trouble = reason
            facts.calls[index].asksAt = min(now.later(by: wait), max(now, deadline(of: call)))
            if deadline(of: call) <= now { facts.calls[index].givenUp[format.rawValue] = reason }
        }
    }

    /// When a call is asked for: about its end, or for its reports.
    private func due(_ call: FoundCall) -> Date {
        call.asksAt ?? call.finishedAt.map { $0.later(by: plan.after) } ?? facts.since
    }

    /// When what a call that is over lacks is given up.
    private func deadline(of call: FoundCall) -> Date { max(call.finishedAt ?? facts.since, facts.since).later(by: plan.giveUpAfter) }

    private mutating func giveUp(_ index: Int, because reason: String) {
        for format in plan.formats where facts.calls[index].givenUp[format.rawValue] == nil { facts.calls[index].givenUp[format.rawValue] = reason }
    }

    /// As long as it has lasted so far, so that one asks often at first and seldom later: 2 s to 15 min.
    private func interval(since: Date, at now: Date) -> Duration {
        let elapsed = Duration.milliseconds(WireDate.milliseconds(of: now) - WireDate.milliseconds(of: since))
        return min(max(elapsed, .seconds(2)), .seconds(900))
    }
}
