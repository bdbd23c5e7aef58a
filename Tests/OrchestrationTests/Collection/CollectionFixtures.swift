import DurableFlow
import Foundation
import LivedigitalAPI

@testable import Orchestration

/// A collection of two days of a space with two rooms, and what livedigital says of it.
enum Collecting {
    static let from = Date(timeIntervalSince1970: 1_800_000_000)
    static let now = from.addingTimeInterval(2 * 86_400)

    static func plan(
        to: Date = now, startsAt: Date = now, formats: [ReportFormat] = [.xlsx], after: Duration = .zero, giveUpAfter: Duration = .seconds(3600)
    ) -> CollectionPlan {
        CollectionPlan(
            connection: "default", space: "Space", from: from, to: to, startsAt: startsAt, timezone: "Europe/Moscow", after: after,
            giveUpAfter: giveUpAfter, formats: formats)
    }

    static func flow(_ plan: CollectionPlan = plan()) -> CollectionFlow { CollectionFlow(plan: plan, now: now) }

    /// So many hours behind the beginning of the span, one hour long.
    static func call(_ id: String, hour: Double, isOver: Bool = true) -> RoomCall {
        let start = from.addingTimeInterval(hour * 3600)
        return RoomCall(
            id: id, roomId: "room1", isActive: !isOver, startedAt: start, finishedAt: isOver ? start.addingTimeInterval(3600) : nil)
    }

    static func report(_ call: String, _ format: ReportFormat = .xlsx) -> StoredReport {
        StoredReport(format: format, path: "/data/\(call).\(format.rawValue)", bytes: 4, sha256: String(repeating: "0", count: 64))
    }
}

extension CollectionFlow {
    /// The call that it asks for; nil where it asks for none.
    var asked: CollectionCall? { if case .call(let effect) = effect { effect.call } else { nil } }

    var wanted: [String] {
        guard case .collectReports(_, let reports) = asked else { return [] }
        return reports.map { "\($0.callId).\($0.format.rawValue)" }
    }

    var lists: [DayList] { if case .listCalls(_, let lists) = asked { lists } else { [] } }

    mutating func answer(_ answer: CollectionAnswer, at now: Date = Collecting.now) { receive(.answered(answer, how: .performed), at: now) }

    mutating func answerRooms(_ ids: String...) {
        answer(.rooms(spaceId: "space1", ids.map { Room(id: $0, name: "Room \($0)") }))
    }

    /// Answers lists as long as it asks for them, the calls with the first one.
    mutating func answerLists(_ calls: RoomCall..., at now: Date = Collecting.now) {
        var rest = calls
        while !lists.isEmpty {
            let lists = lists
            answer(.lists(lists.enumerated().map { .calls($0 == 0 ? rest : [], of: $1) }), at: now)
            rest = []
        }
    }

    /// Answers every report that it asks for in the same way.
    mutating func answerReports(at now: Date = Collecting.now, _ result: (WantedReport) -> ReportOutcome.Result) {
        guard case .collectReports(_, let reports) = asked else { return }
        answer(.reports(reports.map { ReportOutcome($0, result($0)) }), at: now)
    }

    mutating func store(at now: Date = Collecting.now) { answerReports(at: now) { .stored(Collecting.report($0.callId, $0.format)) } }
}
