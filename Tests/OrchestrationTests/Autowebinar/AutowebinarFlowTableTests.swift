import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// Every state against every outcome, the impossible ones included.
@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowTableTests {
    static let outcomes: [(name: String, outcome: Outcome<AutowebinarAnswer>)] = [
        ("room", .answered(.room(spaceId: "space1", roomId: "room1"), how: .performed)),
        ("playback", .answered(.playback(id: "playback1"), how: .performed)), ("record", .answered(.record(Webinar.record), how: .performed)),
        ("updated", .answered(.updated, how: .performed)), ("event", .answered(.event(id: "event 1"), how: .performed)),
        ("no surplus", .answered(.surplus([]), how: .performed)), ("surplus", .answered(.surplus([Webinar.surplus]), how: .performed)),
        ("deleted", .answered(.deleted, how: .performed)), ("report", .answered(.report(Webinar.report), how: .performed)),
        ("other record", .answered(.record(Webinar.other), how: .performed)), ("shown", Webinar.shown()),
        ("unpublished", Webinar.shown(isPublished: false)), ("elapsed", .elapsed), ("expired", .expired), ("refused", .refused(Webinar.refusal)),
    ]

    /// What is not here changes nothing.
    static let transitions: [String: [String: String]] = [
        "findRoom": ["room": "createPlayback", "expired": "skipped", "refused": "failed"],
        "createPlayback": ["playback": "selectRecord", "expired": "skipped", "refused": "failed"],
        "selectRecord": ["record": "attachRecord", "other record": "attachRecord", "expired": "cancelling", "refused": "cancelling"],
        "attachRecord": ["updated": "createPlaybackEvent", "expired": "cancelling", "refused": "cancelling"],
        "createPlaybackEvent": ["event": "publish", "expired": "cancelling", "refused": "cancelling"],
        "listSurplus": ["no surplus": "publish", "surplus": "deleteSurplus", "expired": "cancelling", "refused": "cancelling"],
        "deleteSurplus": ["deleted": "publish", "expired": "cancelling", "refused": "cancelling"],
        "publish": ["updated": "composeInvitation", "expired": "cancelling", "refused": "cancelling"],
        "composeInvitation": ["elapsed": "awaitSessionEnd"],
        "awaitFinalCheck": ["elapsed": "reselectRecord"],
        "reselectRecord": ["record": "checkPlayback", "other record": "replaceRecord", "expired": "checkPlayback", "refused": "checkPlayback"],
        "replaceRecord": ["updated": "awaitSessionEnd", "expired": "checkPlayback", "refused": "checkPlayback"],
        "renamePlayback": ["updated": "awaitFinalCheck", "expired": "awaitFinalCheck", "refused": "awaitFinalCheck"],
        "checkPlayback": ["shown": "awaitSessionEnd", "unpublished": "publishAgain", "expired": "awaitSessionEnd", "refused": "awaitSessionEnd"],
        "publishAgain": ["updated": "awaitSessionEnd", "expired": "awaitSessionEnd", "refused": "awaitSessionEnd"],
        "awaitSessionEnd": ["elapsed": "collectAnalytics"],
        "awaitCleanup": ["elapsed": "cancelling"],
        "cleaning up": ["deleted": "cancelling", "refused": "cancelling"],
        "collectAnalytics": ["report": "completed", "refused": "failed"],
        "cancelling": ["deleted": "cancelled", "refused": "failed"],
        "cancelling published": ["deleted": "cancelling", "refused": "cancelling", "expired": "cancelled"],
    ]

    @Test func everyPairLeadsWhereTheTableSays() {
        var pairs = 0
        for (stateName, flow) in Webinar.everyState {
            for (outcomeName, outcome) in Self.outcomes {
                var next = flow
                next.receive(outcome, at: Webinar.now)
                if let expected = Self.transitions[stateName]?[outcomeName] {
                    #expect(next.state.name == expected, "\(stateName) + \(outcomeName)")
                    #expect(next != flow, "\(stateName) + \(outcomeName)")
                } else {
                    #expect(next == flow, "\(stateName) + \(outcomeName) is impossible and must change nothing")
                }
                pairs += 1
            }
        }
        #expect(pairs == 25 * 15)
    }

    @Test func theTableHasEveryState() {
        let names = Set(Webinar.everyState.map { $0.flow.state.name })
        #expect(names.count == 23)
        for (name, flow) in Webinar.everyState where !["cancelling published", "cleaning up"].contains(name) { #expect(flow.state.name == name) }
    }

    @Test func thePermanentFormNeverExpires() {
        for (_, flow) in Webinar.everyState where flow.asked?.notAfter != nil {
            var permanent = Webinar.flow(Webinar.plan(startsAt: nil), after: [])
            permanent.state = flow.state
            permanent.facts = flow.facts
            let before = permanent
            permanent.receive(.expired, at: Webinar.now)
            guard case .cancelling = flow.state else {
                #expect(permanent == before)
                continue
            }
        }
    }

    @Test func everyStateSurvivesTheJournal() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for (name, flow) in Webinar.everyState {
            let data = try encoder.encode(flow)
            #expect(try AutowebinarFlow.restore(kind: flow.kind, version: flow.version, from: data) == flow, "\(name)")
            #expect(data.count < 1200, "\(name)")
        }
    }

    @Test func theStoredFormIsStable() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(Webinar.flow(after: Webinar.story().prefix(7))), as: UTF8.self)
        let plan =
            #"{"analytics":{"afterEnd":60000,"formats":["xlsx"],"patience":600000},"connection":"default","made":1800000000000,"#
            + #""marker":"run-abcdefghijklmnopqrstuvwxyz","place":{"ids":{"roomId":"room1","spaceId":"space1"}},"record":{"latest":{}},"start":1800003600000,"#
            + #""timezone":"Europe/Moscow","title":"Демо","webURL":"https://edu.livedigital.space","window":900000}"#
        let facts =
            #"{"eventId":"event 1","inviteUrl":"https://edu.livedigital.space/event/event%201","isUncertain":false,"playbackId":"playback1","#
            + #""published":true,"recordId":"record1","recordMilliseconds":1800000,"removedPlaybackIds":[],"reports":[],"roomId":"room1","spaceId":"space1"}"#
        #expect(text == #"{"facts":\#(facts),"plan":\#(plan),"state":{"collectAnalytics":{"_0":{"until":1800006000000}}}}"#)
    }

    @Test func whatWasStoredBeforeTheFinalCheckGoesOn() throws {
        let stored =
            #"{"facts":{"eventId":"event 1","inviteUrl":"https://edu.livedigital.space/event/event%201","isUncertain":false,"playbackId":"playback1","#
            + #""published":true,"recordId":"record1","recordMilliseconds":1800000,"removedPlaybackIds":[],"reports":[],"roomId":"room1","spaceId":"space1"},"#
            + #""plan":{"analytics":{"afterEnd":60000,"formats":["xlsx"],"patience":600000},"connection":"default","made":1800000000000,"#
            + #""marker":"run-abcdefghijklmnopqrstuvwxyz","place":{"ids":{"roomId":"room1","spaceId":"space1"}},"record":{"latest":{}},"start":1800007200000,"#
            + #""timezone":"Europe/Moscow","title":"Демо","webURL":"https://edu.livedigital.space","window":900000},"state":{"awaitSessionEnd":{}}}"#
        var flow = try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: Data(stored.utf8))
        #expect(flow.state == .awaitSessionEnd)
        #expect(!flow.plan.freezesRecord)
        #expect(flow.plan.cleanupAfter == nil)
        flow.amend(Webinar.bytes(Webinar.amendment(title: "Иначе")), at: Webinar.now)
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .awaitFinalCheck)
    }

    @Test func aStrangerIsNotRestored() throws {
        let data = try JSONEncoder().encode(Webinar.flow(after: []))
        for (kind, version, data, code) in [
            ("actions", 1, data, "unknown_flow"), ("autowebinar", 2, data, "unknown_flow"), ("autowebinar", 1, Data("{}".utf8), "unreadable_flow"),
        ] {
            let error = #expect(throws: Failure.self) { try AutowebinarFlow.restore(kind: kind, version: version, from: data) }
            #expect(error?.code == code)
        }
    }

    @Test func aStateThatLacksItsFactsEndsInsteadOfActing() {
        for (name, flow) in Webinar.everyState {
            var broken = flow
            broken.facts = .init()
            guard case .end(.failed(let failure)) = broken.effect, failure.code == "inconsistent_flow" else { continue }
            #expect(
                [
                    "attachRecord", "createPlaybackEvent", "listSurplus", "publish", "awaitSessionEnd", "collectAnalytics", "replaceRecord",
                    "renamePlayback", "checkPlayback",
                    "publishAgain", "awaitCleanup",
                ].contains(name))
        }
        var flow = Webinar.flow(after: [])
        flow.state = .publish
        guard case .end(.failed(let failure)) = flow.effect else {
            Issue.record("it acts without a playback")
            return
        }
        #expect(failure.code == "inconsistent_flow")
    }
}
