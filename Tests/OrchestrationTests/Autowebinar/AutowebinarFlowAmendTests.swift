import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowAmendTests {
    private let renamed = Webinar.amendment(title: "Иначе")
    private let chosenAnew = Webinar.amendment(record: .name("Демо, осень"))

    private func amended(_ flow: AutowebinarFlow, _ amendment: AutowebinarAmendment, at now: Date = Webinar.now) -> AutowebinarFlow {
        var flow = flow
        flow.amend(Webinar.bytes(amendment), at: now)
        return flow
    }

    @Test func anAmendmentSurvivesTheJournal() throws {
        for amendment in [renamed, chosenAnew, Webinar.amendment(freezesRecord: true, cleanup: nil)] {
            #expect(try AutowebinarAmendment(encoded: amendment.encoded()) == amendment)
        }
        #expect(
            try String(decoding: Webinar.amendment().encoded(), as: UTF8.self)
                == #"{"analytics":{"afterEnd":60000,"formats":["xlsx"],"patience":600000},"cleanup":86400000,"freezesRecord":false,"#
                + #""lateWindow":900000,"record":{"latest":{}},"title":"Демо"}"#)
    }

    @Test func theStoredPlanFollows() throws {
        let flow = amended(Webinar.flow(after: []), renamed)
        #expect(try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: flow.stored(by: JSONEncoder())) == flow)
        #expect(flow.plan.title == "Иначе")
    }

    @Test func whatIsNoAmendmentChangesNothing() {
        for (_, flow) in Webinar.everyState {
            var copy = flow
            copy.amend(Data("{}".utf8), at: Webinar.now)
            #expect(copy == flow)
        }
    }

    /// Every state, amended while there is still time before the session: what it leads to.
    @Test func everyStateTakesANewChoiceOfTheRecordWhereItCan() {
        let expected = [
            "attachRecord": "selectRecord", "publish": "selectRecord", "awaitFinalCheck": "reselectRecord", "reselectRecord": "reselectRecord",
            "replaceRecord": "reselectRecord", "renamePlayback": "reselectRecord", "checkPlayback": "reselectRecord",
            "publishAgain": "reselectRecord", "awaitSessionEnd": "reselectRecord", "collectAnalytics": "reselectRecord",
        ]
        let ended = ["completed", "cancelling", "cancelling published", "cleaning up", "failed", "cancelled", "skipped"]
        for (name, flow) in Webinar.everyState where !["collectAnalytics", "awaitCleanup"].contains(name) {
            let next = amended(flow, chosenAnew)
            #expect(next.state.name == expected[name] ?? flow.state.name, "\(name)")
            #expect((next == flow) == ended.contains(name), "\(name)")
        }
    }

    @Test func aRunThatHasEndedOrIsCancelledStaysAsItIs() {
        for (name, flow) in Webinar.everyState
        where ["completed", "cancelling", "cancelling published", "cleaning up", "failed", "cancelled", "skipped"].contains(name) {
            #expect(amended(flow, renamed) == flow, "\(name)")
        }
    }

    @Test func whatDoesNotDifferSendsNothing() {
        for (name, flow) in Webinar.everyState {
            let same = AutowebinarAmendment(
                title: flow.plan.title, record: flow.plan.record, analytics: flow.plan.analytics, lateWindow: flow.plan.lateWindow,
                cleanup: flow.plan.cleanupAfter)
            #expect(amended(flow, same).state == flow.state, "\(name)")
        }
    }

    // MARK: Before publication

    @Test func theDraftAndTheEventTakeTheNewTitle() {
        guard case .createPlayback(_, let name, _, _, _) = amended(Webinar.flow(after: []), renamed).asked?.call else {
            Issue.record("no draft")
            return
        }
        #expect(name.hasPrefix("Иначе ⟦"))
        let publish = amended(Webinar.flow(after: Webinar.story().prefix(4)), renamed)
        #expect(
            publish.asked?.call == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Иначе", recordId: "record1", isPublished: true))
    }

    @Test func aDoubtfulEventIsFinishedBeforeTheRecordIsChosenAgain() {
        var flow = amended(Webinar.flow(after: Webinar.story().prefix(3)), chosenAnew)
        #expect(flow.state == .createPlaybackEvent)
        flow.receive(.answered(.event(id: "event 1"), how: .repeated), at: Webinar.now)
        #expect(flow.state == .selectRecord)
        flow.receive(.answered(.record(Webinar.other), how: .performed), at: Webinar.now)
        #expect(flow.state == .attachRecord)
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .listSurplus)
    }

    @Test func aChoiceThatFindsTheAttachedRecordAttachesNothing() {
        var flow = amended(Webinar.flow(after: Webinar.story().prefix(4)), chosenAnew)
        flow.receive(.answered(.record(Webinar.record), how: .performed), at: Webinar.now)
        #expect(flow.state == .publish)
        var attaching = amended(Webinar.flow(after: Webinar.story().prefix(2)), chosenAnew)
        attaching.receive(.answered(.record(Webinar.record), how: .performed), at: Webinar.now)
        #expect(attaching.state == .attachRecord)
    }

    @Test func surplusIsSweptBeforeTheRecordIsChosenAgain() {
        let outcomes = Webinar.story(creating: .adopted).prefix(4) + [.answered(.surplus([Webinar.surplus]), how: .performed)]
        var flow = amended(Webinar.flow(after: outcomes), chosenAnew)
        flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        #expect(flow.state == .selectRecord)
    }

    @Test func theLateWindowCanGrow() {
        var amendment = Webinar.amendment()
        amendment.lateWindow = .seconds(1800)
        #expect(amended(Webinar.flow(after: []), amendment).asked?.notAfter == Webinar.start.addingTimeInterval(1800))
    }

    // MARK: Between publication and the session

    @Test func aPublishedPlaybackIsRenamedAtOnce() {
        var flow = amended(Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)), renamed)
        #expect(flow.asked?.step == "renamePlayback")
        #expect(
            flow.asked?.call == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Иначе", recordId: "record1", isPublished: true))
        // Back to what is shown: nothing to send.
        #expect(amended(flow, Webinar.amendment()).state == .awaitFinalCheck)
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .awaitFinalCheck)
        #expect(amended(flow, Webinar.amendment()).asked?.step == "renamePlayback")
    }

    @Test func aRenamingThatFailedIsSeenByTheCheck() {
        var flow = amended(
            Webinar.flow(Webinar.early(freezesRecord: true), after: Webinar.story().prefix(6)), Webinar.amendment(title: "Иначе", freezesRecord: true)
        )
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        #expect(flow.shownTitle == "Демо" && flow.facts.revision == 0)
        flow.receive(.elapsed, at: Webinar.checkAt)
        var byHand = flow
        flow.receive(Webinar.shown(), at: Webinar.checkAt)
        #expect(flow.asked?.step == "publishAgain")
        var refused = flow
        flow.receive(Webinar.updated, at: Webinar.checkAt)
        byHand.receive(.answered(.playbackShown(name: "Иначе", recordId: "record1", isPublished: true), how: .performed), at: Webinar.checkAt)
        for flow in [flow, byHand] {
            #expect(flow.shownTitle == "Иначе" && flow.facts.revision == 1 && flow.state == .awaitSessionEnd)
        }
        refused.receive(.refused(Webinar.refusal), at: Webinar.checkAt)
        #expect(refused.shownTitle == "Демо" && refused.facts.revision == 0 && refused.state == .awaitSessionEnd)
    }

    @Test func aRenamingThatFailedIsTriedAgainWithTheNextTitle() {
        var flow = amended(Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)), renamed)
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        #expect(amended(flow, Webinar.amendment()).state == .awaitFinalCheck, "it is called so still")
        #expect(amended(flow, renamed).state == .awaitFinalCheck)
        #expect(amended(flow, Webinar.amendment(title: "Опять")).asked?.step == "renamePlayback")
    }

    @Test func anAmendedChoiceIsMadeUpToTheStart() {
        let flow = amended(Webinar.flow(after: Webinar.story().prefix(6)), chosenAnew)
        #expect(flow.asked?.step == "reselectRecord")
        #expect(flow.asked?.call == .selectRecord(spaceId: "space1", roomId: "room1", selector: .name("Демо, осень")))
        #expect(flow.asked?.notAfter == Webinar.start)
    }

    @Test func recordAndTitleAreSentTogether() {
        var both = chosenAnew
        both.title = "Иначе"
        var flow = amended(Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)), both)
        flow.receive(.answered(.record(Webinar.other), how: .performed), at: Webinar.now)
        #expect(
            flow.asked?.call == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Иначе", recordId: "record2", isPublished: true))
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .awaitFinalCheck)
        var same = amended(Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)), both)
        same.receive(.answered(.record(Webinar.record), how: .performed), at: Webinar.now)
        #expect(same.state == .renamePlayback)
    }

    @Test func whatIsNotPublishedStaysToBeSeenTo() {
        var flow = amended(Webinar.checked(Webinar.early(freezesRecord: true), Webinar.shown(isPublished: false)), chosenAnew)
        flow.receive(.answered(.record(Webinar.record), how: .performed), at: Webinar.checkAt)
        #expect(flow.state == .checkPlayback)
    }

    @Test func anAmendmentThatComesWithThePublicationFollowsTheInvitation() {
        var flow = amended(Webinar.flow(after: Webinar.story().prefix(5)), renamed)
        #expect(flow.state == .composeInvitation)
        flow.receive(.elapsed, at: Webinar.now)
        #expect(flow.state == .renamePlayback)
        flow.receive(Webinar.updated, at: Webinar.now)
        #expect(flow.state == .awaitSessionEnd)
        var permanent = amended(Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(5)), renamed)
        permanent.receive(.elapsed, at: Webinar.now)
        #expect(permanent.state == .renamePlayback)
        permanent.receive(Webinar.updated, at: Webinar.now)
        #expect(permanent.state == .completed)
    }

    // MARK: Once the session has begun

    @Test func onlyWhatComesAfterTheSessionChanges() {
        var amendment = Webinar.amendment(title: "Иначе", record: .id("x"), giveUpAfter: .seconds(1200), cleanup: nil)
        let before = Webinar.flow(after: Webinar.story().prefix(6))
        let waiting = amended(before, amendment, at: Webinar.start)
        #expect(waiting.state == .awaitSessionEnd)
        #expect(waiting.plan.title == "Демо")
        #expect(waiting.plan.record == before.plan.record)
        #expect(waiting.plan.analytics.giveUpAfter == .seconds(1200))
        let collecting = amended(Webinar.flow(after: Webinar.story().prefix(7)), amendment, at: Webinar.start)
        #expect(collecting.asked?.retries.readyBy == Webinar.start.addingTimeInterval(1800 + 1200))
        amendment.analytics = .init(formats: [])
        #expect(amended(Webinar.flow(after: Webinar.story().prefix(7)), amendment, at: Webinar.start).state == .completed)
        let cleaning = Webinar.flow(Webinar.plan(cleanupAfter: .seconds(60)), after: Webinar.story())
        #expect(amended(cleaning, amendment, at: Webinar.start).state == .completed)
        #expect(amended(cleaning, Webinar.amendment(), at: Webinar.start).state == .awaitCleanup)
    }
}
