import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// What happens to a published playback before its session, and to one whose reports are stored.
@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowCheckTests {
    private let start = Webinar.now.addingTimeInterval(7200)

    @Test func theCheckComesAnHourBeforeTheStart() {
        guard case .wait("awaitFinalCheck", let until) = Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6)).effect else {
            Issue.record("it does not wait")
            return
        }
        #expect(until == Webinar.checkAt)
        var near = Webinar.flow(Webinar.early(), after: Webinar.story().prefix(5))
        near.receive(.elapsed, at: Webinar.checkAt)
        #expect(near.state == .awaitSessionEnd)
    }

    @Test func aRecordThatIsFixedOrFrozenIsNotChosenAgain() {
        #expect(
            Webinar.checked().asked?.call == .selectRecord(spaceId: "space1", roomId: "room1", selector: .latest(minDuration: nil, nameContains: nil))
        )
        for plan in [Webinar.early(record: .id("record1")), Webinar.early(record: .name("Демо")), Webinar.early(freezesRecord: true)] {
            #expect(Webinar.checked(plan).asked?.call == .readPlayback(spaceId: "space1", playbackId: "playback1"))
        }
    }

    @Test func theChoiceEndsShortlyBeforeTheStartAndTheRestAtIt() {
        for (name, flow) in Webinar.everyState {
            guard let call = flow.asked, ["reselectRecord", "replaceRecord", "renamePlayback", "checkPlayback", "publishAgain"].contains(name) else {
                continue
            }
            #expect(call.notAfter == start.addingTimeInterval(name == "reselectRecord" ? -300 : 0), "\(name)")
            #expect(call.isOptional, "\(name)")
            #expect(call.kind == (["reselectRecord", "checkPlayback"].contains(name) ? .repeatable : .adoptable), "\(name)")
        }
        #expect(Webinar.flow(after: []).asked?.isOptional == false)
    }

    @Test func anotherRecordIsShownInFullAndTheEndFollowsIt() {
        var flow = Webinar.checked(Webinar.early(), .answered(.record(Webinar.other), how: .performed))
        #expect(
            flow.asked?.call
                == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Демо", recordId: "record2", isPublished: true))
        #expect(flow.asked?.step == "replaceRecord")
        #expect(flow.facts.recordId == "record1")
        flow.receive(.answered(.updated, how: .adopted), at: Webinar.checkAt)
        #expect(flow.facts.recordId == "record2")
        #expect(flow.endsAt == start.addingTimeInterval(600))
        #expect(flow.state == .awaitSessionEnd)
    }

    @Test(arguments: [
        Webinar.shown(name: "чужое"), Webinar.shown(recordId: "record9"), Webinar.shown(recordId: nil), Webinar.shown(isPublished: false),
        Webinar.shown(isPublished: nil),
    ]) func whatIsNotAsItWasPublishedIsPublishedAgain(shown: Outcome<AutowebinarAnswer>) {
        let flow = Webinar.checked(Webinar.early(freezesRecord: true), shown)
        #expect(flow.asked?.step == "publishAgain")
        #expect(
            flow.asked?.call
                == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Демо", recordId: "record1", isPublished: true))
    }

    @Test func theStepsOfTheCheckAreAhead() {
        let base = AutowebinarFlow.steps(permanent: false)
        let cleanup = ["awaitCleanup", "deletePlaybackEvent", "deletePlayback"]
        let check = ["awaitFinalCheck", "reselectRecord", "checkPlayback"]
        #expect(Webinar.flow(Webinar.early(), after: []).stepsAhead == base.prefix(6) + check + base.suffix(2) + cleanup)
        #expect(Webinar.checked().stepsAhead == ["reselectRecord", "checkPlayback"] + base.suffix(2) + cleanup)
        let frozen = Webinar.early(freezesRecord: true)
        #expect(Webinar.flow(frozen, after: Webinar.story().prefix(6)).stepsAhead == ["awaitFinalCheck", "checkPlayback"] + base.suffix(2) + cleanup)
        let ahead = Dictionary(uniqueKeysWithValues: Webinar.everyState.map { ($0.name, $0.flow.stepsAhead) })
        #expect(ahead["replaceRecord"] == ["replaceRecord"] + base.suffix(2) + cleanup)
        #expect(ahead["renamePlayback"] == ["renamePlayback"] + check + base.suffix(2) + cleanup)
        #expect(ahead["cleaning up"] == ["deletePlaybackEvent", "deletePlayback"])
    }

    // MARK: Cleanup

    @Test func thePlaybackIsRemovedSomeTimeAfterItsReportsAreStored() {
        var flow = Webinar.flow(Webinar.plan(cleanupAfter: .seconds(86_400)), after: Webinar.story())
        guard case .wait("awaitCleanup", let until) = flow.effect else {
            Issue.record("it does not wait")
            return
        }
        #expect(until == Webinar.start.addingTimeInterval(1800 + 86_400))
        flow.receive(.elapsed, at: until)
        #expect(flow.asked?.call == .deletePlaybackEvent(spaceId: "space1", playbackId: "playback1", eventId: "event 1"))
        #expect(flow.asked?.notAfter == nil)
        flow.receive(.answered(.deleted, how: .performed), at: until)
        #expect(flow.asked?.call == .deletePlayback(spaceId: "space1", playbackId: "playback1"))
        flow.receive(.answered(.deleted, how: .performed), at: until)
        #expect(flow.state == .completed)
        #expect(flow.facts.published)
        #expect(flow.facts.inviteUrl != nil)
    }

    @Test func reportsThatWereNotStoredKeepThePlayback() {
        let flow = Webinar.flow(Webinar.plan(cleanupAfter: .seconds(60)), after: Webinar.story().prefix(7) + [.refused(Webinar.refusal)])
        #expect(flow.state == .failed(step: "collectAnalytics", reason: Webinar.refusal, left: nil))
    }

    @Test func aRemovalThatIsRefusedCanBeTriedAgain() {
        var flow = Webinar.flow(Webinar.plan(cleanupAfter: .seconds(60)), after: Webinar.story() + [.elapsed])
        flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        guard case .failed("deletePlayback", _, .some) = flow.state else {
            Issue.record("\(flow.state)")
            return
        }
        let goesOn = flow.retry(at: Webinar.now)
        #expect(goesOn)
        flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        #expect(flow.state == .completed)
    }
}
