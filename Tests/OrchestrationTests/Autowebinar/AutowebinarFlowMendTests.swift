import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowMendTests {
    private static let onShow: Set = [
        "composeInvitation", "awaitFinalCheck", "reselectRecord", "replaceRecord", "renamePlayback", "checkPlayback", "publishAgain",
        "awaitSessionEnd",
    ]

    private func mended(_ flow: AutowebinarFlow, _ mending: AutowebinarMending, at now: Date = Webinar.now) throws -> AutowebinarFlow {
        var flow = flow
        flow.amend(try mending.encoded(), at: now)
        return flow
    }

    @Test func everyStateOnShowTurnsToWhatMendsItAndNoOther() throws {
        let mendings: [(AutowebinarMending, String)] = [
            (.remakePlayback(gone: "playback1"), "createPlayback"), (.remakeEvent(gone: "event 1"), "createPlaybackEvent"),
            (.replaceEvent(eventId: "event 1"), "deleteSurplus"), (.publishAgain(playbackId: "playback1"), "publishAgain"),
        ]
        for (mending, next) in mendings {
            for (name, flow) in Webinar.everyState {
                let after = try mended(flow, mending)
                if Self.onShow.contains(name) {
                    #expect(after.state.name == next, "\(name), \(mending)")
                } else if name != "collectAnalytics", name != "awaitCleanup" {
                    #expect(after == flow, "\(name), \(mending)")
                }
            }
        }
    }

    @Test func whatIsMendedOnceIsNotMendedAgain() throws {
        let shown = Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6))
        for mending in [AutowebinarMending.remakePlayback(gone: "playback1"), .remakeEvent(gone: "event 1"), .replaceEvent(eventId: "event 1")] {
            var flow = try mended(shown, mending)
            #expect(try mended(flow, mending) == flow)
            if case .deleteSurplus = flow.state { flow.receive(.answered(.deleted, how: .performed), at: Webinar.now) }
            let rest: [Outcome<AutowebinarAnswer>] =
                flow.state == .createPlayback
                ? [.answered(.playback(id: "playback2"), how: .performed), .answered(.record(Webinar.record), how: .performed), Webinar.updated] : []
            for outcome in rest + [.answered(.event(id: "event 2"), how: .performed), Webinar.updated, .elapsed] {
                flow.receive(outcome, at: Webinar.now)
            }
            #expect(flow.state == .awaitFinalCheck)
            #expect(flow.facts.published && flow.facts.eventId == "event 2")
            #expect(flow.facts.inviteUrl == "https://edu.livedigital.space/event/event%202")
            #expect(flow.facts.revision == 2, "those who had a link are told that it is off, and that there is another")
            #expect(try mended(flow, mending) == flow)
            #expect(try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: flow.stored(by: JSONEncoder())) == flow)
        }
    }

    @Test func aSessionThatHasBegunIsLeftAlone() throws {
        let flow = Webinar.flow(after: Webinar.story().prefix(6))
        for mending in [AutowebinarMending.remakePlayback(gone: "playback1"), .remakeEvent(gone: "event 1"), .publishAgain(playbackId: "playback1")] {
            #expect(try mended(flow, mending, at: Webinar.start) == flow)
        }
    }

    @Test func aLookUpPassesOverTheEventThatIsGone() throws {
        let flow = try mended(Webinar.flow(after: Webinar.story().prefix(6)), .remakeEvent(gone: "event 1"))
        guard case .createPlaybackEvent(_, "playback1", "Демо", _, _, ["event 1"]) = flow.asked?.call else {
            Issue.record("\(String(describing: flow.asked))")
            return
        }
        #expect(flow.asked?.kind == .adoptable)
        #expect(!flow.facts.published && flow.facts.inviteUrl == nil)
    }

    @Test func aPermanentRunThatHasEndedIsMended() throws {
        let ended = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(6))
        #expect(ended.state == .completed)
        var flow = try mended(ended, .remakeEvent(gone: "event 1"))
        for outcome in [.answered(.event(id: "event 2"), how: .performed), Webinar.updated, .elapsed] { flow.receive(outcome, at: Webinar.now) }
        #expect(flow.state == .completed)
        #expect(flow.facts.eventId == "event 2")
        flow = try mended(flow, .publishAgain(playbackId: "playback1"))
        #expect(flow.asked?.step == "publishAgain")
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .completed)
    }

    @Test func aPermanentRunThatHasEndedTakesAmendmentsAndACancellation() throws {
        let ended = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(6))
        var flow = ended
        flow.amend(Webinar.bytes(Webinar.amendment(title: "Иначе", record: .name("Демо, осень"))), at: Webinar.now)
        #expect(flow.asked?.step == "reselectRecord")
        #expect(flow.asked?.notAfter == nil)
        for outcome in [.answered(.record(Webinar.other), how: .performed), Webinar.updated] { flow.receive(outcome, at: Webinar.now) }
        #expect(flow.state == .completed)
        #expect(flow.facts.recordId == "record2" && flow.facts.formerTitle == nil)
        flow.amend(Webinar.bytes(Webinar.amendment(title: "Опять", record: .name("Демо, осень"))), at: Webinar.now)
        #expect(flow.asked?.step == "renamePlayback")
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        #expect(flow.state == .completed)
        var cancelled = ended
        cancelled.cancel(at: Webinar.now)
        #expect(cancelled.state.name == "awaitRelease")
        cancelled.receive(.elapsed, at: Webinar.now)
        #expect(cancelled.state.name == "cancelling")
    }

    @Test func aRefusedMendingLeavesTheFinalCheckAhead() throws {
        var flow = try mended(Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)), .publishAgain(playbackId: "playback1"))
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        #expect(flow.state == .awaitFinalCheck)
        #expect(flow.facts.finalCheck == .ahead)
    }

    @Test func anEventKeepsItsNameWhateverBecomesOfTheTitle() throws {
        var flow = Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6))
        #expect(flow.facts.eventTitle == nil)
        flow.amend(Webinar.bytes(Webinar.amendment(title: "Иначе")), at: Webinar.now)
        #expect(flow.facts.eventTitle == "Демо")
        flow.amend(Webinar.bytes(Webinar.amendment(title: "Демо")), at: Webinar.now)
        #expect(flow.facts.eventTitle == nil)
        flow = try mended(flow, .keepEventTitle(eventId: "event 1", title: "Приходите"))
        #expect(flow.facts.eventTitle == "Приходите")
        #expect(try mended(flow, .keepEventTitle(eventId: "event 2", title: "Демо")) == flow)
    }

    @Test(arguments: [true, false]) func aRunTakesOverWhatWasPublishedByHandAndNeverTakesItBack(isNamed: Bool) throws {
        let taking = AutowebinarMending.takeOver(playbackId: "hand1", eventId: "event 9", eventTitle: "Приходите", recordId: "record7")
        var flow = try mended(Webinar.flow(isNamed ? Webinar.namedPlan() : Webinar.plan(), after: []), taking)
        if isNamed { flow.receive(.answered(.room(spaceId: "space1", roomId: "room1"), how: .performed), at: Webinar.now) }
        #expect(flow.asked?.call == .selectRecord(spaceId: "space1", roomId: "room1", selector: .id("record7")))
        var refused = flow
        refused.receive(.refused(Webinar.refusal), at: Webinar.now)
        #expect(refused.state.name == "failed", "nothing is removed: \(refused.state)")
        flow.receive(.answered(.record(ChosenRecord(id: "record7", length: .seconds(60))), how: .performed), at: Webinar.now)
        #expect(
            flow.asked?.call
                == .updatePlayback(spaceId: "space1", playbackId: "hand1", name: "Демо", recordId: "record7", isPublished: true),
            "it is never sent unpublished")
        for (name, other) in Webinar.everyState where other.facts.playbackId != nil { #expect(try mended(other, taking) == other, "\(name)") }
        #expect(try mended(flow, taking) == flow)
    }
}
