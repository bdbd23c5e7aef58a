import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// Every state against every outcome, the impossible ones included.
@Suite(.timeLimit(.minutes(5))) struct ActionsFlowTableTests {
    static let outcomes: [(name: String, outcome: Outcome<ActionsAnswer>)] = [
        ("found", Doing.answered(.found(Doing.found))), ("made", Doing.made), ("adopted", Doing.adopted),
        ("no surplus", Doing.answered(.surplus([]))), ("surplus", Doing.surplus), ("updated", Doing.answered(.updated(name: "Планёрка"))),
        ("deleted", Doing.answered(.deleted(wasThere: true))), ("link", Doing.answered(.link(Doing.link))), ("no link", Doing.answered(.noLink)),
        ("report", Doing.answered(.report(Doing.report))), ("begun", Doing.answered(.begun(key: "child"))),
        ("published", Doing.answered(.published(["id": "child"]))), ("elapsed", .elapsed), ("expired", .expired),
        ("refused", .refused(Doing.refusal)),
    ]

    /// What is not here changes nothing.
    static let transitions: [String: [String: String]] = [
        "awaitStart": ["elapsed": "a.createSpace"],
        "find": ["found": "updateRoom", "refused": "failed"],
        "create": ["made": "nameRoom", "adopted": "listSurplus", "refused": "failed"],
        "listSurplus": ["no surplus": "nameRoom", "surplus": "deleteSurplusRoom", "refused": "listUnfinished"],
        "deleteSurplus": ["deleted": "nameRoom", "refused": "listUnfinished"],
        "name": ["updated": "completed", "refused": "removeRoom"],
        "update": ["updated": "completed", "refused": "failed"],
        "delete": ["deleted": "completed", "refused": "failed"],
        "report": ["report": "completed", "refused": "failed"],
        "access": ["link": "completed", "refused": "failed"],
        "compose": ["link": "completed", "no link": "createRoomInvite", "refused": "failed"],
        "invite": ["link": "completed", "no link": "roomGenerateAccess", "refused": "failed"],
        "invite by access": ["link": "completed", "refused": "failed"],
        "begin": ["begun": "awaitPublication", "refused": "failed"],
        "follow": ["published": "completed", "refused": "failed"],
        "removing": ["deleted": "failed", "refused": "failed"],
        "removing unlisted": ["no surplus": "removeRoom", "surplus": "removeRoom", "refused": "failed"],
    ]

    @Test func everyPairLeadsWhereTheTableSays() {
        var pairs = 0
        for (stateName, flow) in Doing.everyState {
            for (outcomeName, outcome) in Self.outcomes {
                var next = flow
                next.receive(outcome, at: Doing.now)
                if let expected = Self.transitions[stateName]?[outcomeName] {
                    #expect(next.brief == expected, "\(stateName) + \(outcomeName)")
                    #expect(next != flow, "\(stateName) + \(outcomeName)")
                } else {
                    #expect(next == flow, "\(stateName) + \(outcomeName) is impossible and must change nothing")
                }
                pairs += 1
            }
        }
        #expect(pairs == 20 * 15)
    }

    @Test func everyStateSurvivesTheJournal() throws {
        for (name, flow) in Doing.everyState {
            let data = try flow.stored(by: JSONEncoder())
            #expect(try ServiceFlow.restore(kind: flow.kind, version: flow.version, from: data) == .actions(flow), "\(name)")
        }
    }

    @Test func onlyCreatesAreLookedUpAndOnlyWhatSetsAWholeSettles() {
        for (name, flow) in Doing.everyState {
            guard let call = flow.asked else { continue }
            #expect((call.kind == .adoptable) == (name == "create"), "\(name)")
            #expect((call.kind == .overwriting) == ["name", "update"].contains(name), "\(name)")
            #expect((call.marker != nil) == (name == "create"), "\(name)")
        }
    }

    @Test func aStrangerIsNotRestored() {
        for (version, data, code) in [(2, Data("{}".utf8), "unknown_flow"), (1, Data("{}".utf8), "unreadable_flow")] {
            let error = #expect(throws: Failure.self) { try ServiceFlow.restore(kind: "actions", version: version, from: data) }
            #expect(error?.code == code)
        }
    }
}
