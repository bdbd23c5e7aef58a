import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// Lateness, refusals, cancelling and trying again.
@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowUndoTests {
    let deleted = Outcome<AutowebinarAnswer>.answered(.deleted, how: .performed)

    /// The steps that a run still takes when every removal succeeds.
    private func removals(_ flow: inout AutowebinarFlow) -> [String] {
        var steps: [String] = []
        while case .cancelling = flow.state, let call = flow.asked, steps.count < 10 {
            steps.append(call.step)
            flow.receive(deleted, at: Webinar.now)
        }
        return steps
    }

    // MARK: Late

    @Test func aRunMadeAfterItsStartIsSkipped() {
        let flow = AutowebinarFlow(plan: Webinar.plan(startsAt: Webinar.now.addingTimeInterval(-0.001)))
        guard case .end(.skipped(let reason)) = flow.effect else {
            Issue.record("it goes on")
            return
        }
        #expect(reason == "late: the start, 2027-01-15T07:59:59.999Z, had passed before the run began")
        #expect(AutowebinarFlow(plan: Webinar.plan(startsAt: Webinar.now)).state == .createPlayback)
    }

    @Test func aRunThatNeverSentAnythingIsSkippedWithoutATrace() {
        let flow = Webinar.flow(after: [.expired])
        #expect(flow.state == .skipped(reason: "late: not published within 15 min after its start, 2027-01-15T09:00:00.000Z"))
    }

    @Test(arguments: [(1, ["deletePlayback"]), (3, ["deletePlayback"]), (4, ["deletePlaybackEvent", "deletePlayback"])])
    func aRunThatIsTooLateRemovesWhatItMade(progress: Int, expected: [String]) {
        var flow = Webinar.flow(after: Webinar.story().prefix(progress) + [.expired])
        #expect(flow.asked?.notAfter == nil)
        #expect(removals(&flow) == expected)
        #expect(flow.state.name == "skipped")
        #expect(flow.facts.playbackId == nil)
        #expect(flow.facts.eventId == nil)
    }

    @Test("a recording that is not finished while the session can still be held makes the run late, not wrong")
    func lateRecording() {
        let reason = Failure(code: Failure.notReady, message: "selectRecord: gave up waiting: the record is not finished yet")
        var flow = Webinar.flow(after: Webinar.story().prefix(1))
        var early = flow
        flow.receive(.refused(reason), at: flow.plan.publishBy ?? .distantPast)
        #expect(removals(&flow) == ["deletePlayback"])
        #expect(
            flow.state
                == .skipped(
                    reason: "late: not published within 15 min after its start, 2027-01-15T09:00:00.000Z (selectRecord: gave up waiting: the record "
                        + "is not finished yet)"))
        early.receive(.refused(reason), at: Webinar.now)
        #expect(removals(&early) == ["deletePlayback"])
        #expect(early.state.name == "failed")
    }

    // MARK: Refused

    @Test func aRefusalBeforePublicationLeavesNothingBehind() {
        for progress in 1..<5 {
            var flow = Webinar.flow(after: Webinar.story().prefix(progress) + [.refused(Webinar.refusal)])
            #expect(removals(&flow).last == "deletePlayback")
            #expect(flow.state == .failed(step: AutowebinarFlow.steps(permanent: false)[progress], reason: Webinar.refusal, left: nil))
        }
    }

    @Test func aRefusalDuringTheSweepRemovesTheRestOfItToo() {
        let outcomes = Webinar.story(creating: .adopted).prefix(4) + [.answered(.surplus([Webinar.surplus]), how: .performed)]
        var flow = Webinar.flow(after: outcomes + [.refused(Webinar.refusal)])
        #expect(flow.asked?.call == .deletePlayback(spaceId: "space1", playbackId: "playback2"))
        #expect(removals(&flow) == ["deletePlayback", "deletePlaybackEvent", "deletePlayback"])
        #expect(flow.state == .failed(step: "deleteSurplusPlayback", reason: Webinar.refusal, left: nil))
    }

    @Test func whatCannotBeRemovedIsNamedInTheFailure() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4) + [.refused(Webinar.refusal)])
        flow.receive(.refused(Failure(code: "forbidden", message: "403 event")), at: Webinar.now)
        flow.receive(.refused(Failure(code: "forbidden", message: "403 playback")), at: Webinar.now)
        let message = "422 Left on livedigital: event event 1, playback playback1, which could not be removed: 403 event"
        #expect(flow.state == .failed(step: "publish", reason: Failure(code: "invalid_request", message: message), left: nil))
        #expect(flow.facts.playbackId == "playback1")
    }

    @Test func anEventThatWillNotGoIsGoneWithItsPlayback() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4))
        flow.cancel(at: Webinar.now)
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        flow.receive(deleted, at: Webinar.now)
        #expect(flow.state == .cancelled)
        #expect(flow.facts.eventId == nil)
    }

    @Test func aRefusedReportDeletesNothing() {
        let flow = Webinar.flow(after: Webinar.story().prefix(7) + [.refused(Webinar.refusal)])
        #expect(flow.state == .failed(step: "collectAnalytics", reason: Webinar.refusal, left: nil))
        #expect(flow.facts.eventId == "event 1")
        #expect(flow.facts.published)
    }

    // MARK: Cancelled

    @Test func cancellingBeforeTheSessionRemovesWhatIsThere() {
        let expected: [String: [String]] = [
            "findRoom": [], "createPlayback": [], "selectRecord": ["deletePlayback"], "attachRecord": ["deletePlayback"],
            "createPlaybackEvent": ["deletePlayback"], "publish": ["deletePlaybackEvent", "deletePlayback"],
            "composeInvitation": ["deletePlaybackEvent", "deletePlayback"], "awaitSessionEnd": ["deletePlaybackEvent", "deletePlayback"],
            "collectAnalytics": ["deletePlaybackEvent", "deletePlayback"], "listSurplus": ["deletePlaybackEvent", "deletePlayback"],
            "deleteSurplus": ["deletePlayback", "deletePlaybackEvent", "deletePlayback"],
            "awaitFinalCheck": ["deletePlaybackEvent", "deletePlayback"],
            "reselectRecord": ["deletePlaybackEvent", "deletePlayback"], "replaceRecord": ["deletePlaybackEvent", "deletePlayback"],
            "renamePlayback": ["deletePlaybackEvent", "deletePlayback"], "checkPlayback": ["deletePlaybackEvent", "deletePlayback"],
            "publishAgain": ["deletePlaybackEvent", "deletePlayback"], "awaitCleanup": ["deletePlaybackEvent", "deletePlayback"],
            "cleaning up": ["deletePlaybackEvent", "deletePlayback"], "cancelling": ["deletePlayback"],
            "cancelling published": ["deletePlaybackEvent", "deletePlayback"], "cancelled": [],
        ]
        for (name, flow) in Webinar.everyState {
            var flow = flow
            let before = flow
            flow.cancel(at: Webinar.start.addingTimeInterval(-1))
            guard let steps = expected[name] else {
                #expect(flow == before, "\(name) is over")
                continue
            }
            #expect(removals(&flow) == steps, "\(name)")
            #expect(flow.state == .cancelled, "\(name)")
            #expect(!flow.facts.published, "\(name)")
        }
    }

    @Test func aSessionThatHasBegunIsLeftAlone() {
        for progress in 5..<8 {
            var flow = Webinar.flow(after: Webinar.story().prefix(progress))
            flow.cancel(at: Webinar.start)
            #expect(flow.state == .cancelled)
            #expect(flow.facts.eventId == "event 1")
        }
    }

    @Test func anUnpublishedDraftIsRemovedAfterTheStartToo() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4))
        flow.cancel(at: Webinar.start.addingTimeInterval(60))
        #expect(removals(&flow) == ["deletePlaybackEvent", "deletePlayback"])
        #expect(flow.state == .cancelled)
    }

    @Test func aPublishedEventIsNotRemovedOnceItsSessionBegan() {
        var flow = Webinar.flow(after: Webinar.story().prefix(6))
        flow.cancel(at: Webinar.now)
        #expect(flow.asked?.notAfter == Webinar.start)
        flow.receive(.expired, at: Webinar.start)
        #expect(flow.state == .cancelled)
        var second = Webinar.flow(after: Webinar.story().prefix(6))
        second.cancel(at: Webinar.now)
        second.receive(deleted, at: Webinar.now)
        #expect(second.asked?.notAfter == nil)
    }

    @Test func cancellingWhileALateRunRemovesItsDraftEndsCancelled() {
        var flow = Webinar.flow(after: Webinar.story().prefix(1) + [.expired])
        flow.cancel(at: Webinar.now)
        #expect(removals(&flow) == ["deletePlayback"])
        #expect(flow.state == .cancelled)
    }

    @Test func aPublishedPermanentRunCanBeCancelledAtAnyTime() {
        var flow = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(5))
        flow.cancel(at: Webinar.now.addingTimeInterval(1e9))
        // Who watched it last is collected first.
        guard case .watch("awaitLastReport", .followCollection, nil) = flow.effect else { return #expect(Bool(false)) }
        flow.receive(.elapsed, at: Webinar.now)
        #expect(flow.asked?.notAfter == nil)
        #expect(removals(&flow) == ["deletePlaybackEvent", "deletePlayback"])
    }

    // MARK: Tried again

    @Test func aFailedRunBeginsAnewAndIgnoresItsOldDraft() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4) + [.refused(Webinar.refusal)])
        _ = removals(&flow)
        let goesOn1 = flow.retry(at: Webinar.now)
        #expect(goesOn1)
        guard case .createPlayback(_, _, _, let ignoring, _) = flow.asked?.call else {
            Issue.record("it does not begin anew")
            return
        }
        #expect(ignoring == ["playback1"])
        for outcome in Webinar.story().prefix(3) { flow.receive(outcome, at: Webinar.now) }
        #expect(flow.state == .createPlaybackEvent)
    }

    @Test func aDraftThatCouldNotBeRemovedIsUsedAgain() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4) + [.refused(Webinar.refusal)])
        for _ in 0..<2 { flow.receive(.refused(Webinar.refusal), at: Webinar.now) }
        let goesOn2 = flow.retry(at: Webinar.now)
        #expect(goesOn2)
        #expect(flow.state == .selectRecord)
        for outcome in Webinar.story()[1..<3] { flow.receive(outcome, at: Webinar.now) }
        #expect(flow.state == .publish)
    }

    @Test func itIsTooLateToTryAgainAfterTheWindow() {
        var flow = Webinar.flow(after: [.refused(Webinar.refusal)])
        let before = flow
        let goesOn3 = flow.retry(at: Webinar.start.addingTimeInterval(901))
        #expect(!goesOn3)
        #expect(flow == before)
        let goesOn4 = flow.retry(at: Webinar.start.addingTimeInterval(900))
        #expect(goesOn4)
        #expect(flow.state == .createPlayback)
    }

    @Test func aPlaceThatWasNotFoundIsLookedForAgain() {
        var flow = Webinar.flow(Webinar.namedPlan(), after: [.refused(Webinar.refusal)])
        #expect(flow.state == .failed(step: "findRoom", reason: Webinar.refusal, left: nil))
        let goesOn = flow.retry(at: Webinar.now)
        #expect(goesOn)
        #expect(flow.state == .findRoom)
    }

    @Test func reportsThatWereGivenUpAreAskedForAgain() {
        var flow = Webinar.flow(after: Webinar.story().prefix(7) + [.refused(Webinar.refusal)])
        let later = Webinar.start.addingTimeInterval(1_000_000)
        let goesOn5 = flow.retry(at: later)
        #expect(goesOn5)
        #expect(flow.asked?.retries.readyBy == later.addingTimeInterval(600))
    }

    @Test func aRemovalThatWasRefusedIsTriedAgain() {
        var flow = Webinar.flow(after: Webinar.story().prefix(4))
        flow.cancel(at: Webinar.now)
        flow.receive(deleted, at: Webinar.now)
        flow.receive(.refused(Failure(code: "forbidden", message: "403")), at: Webinar.now)
        guard case .end(.failed(let failure)) = flow.effect else {
            Issue.record("it does not fail")
            return
        }
        #expect(failure == Failure(code: "forbidden", message: "Left on livedigital: playback playback1, which could not be removed: 403"))
        let goesOn6 = flow.retry(at: Webinar.now)
        #expect(goesOn6)
        #expect(removals(&flow) == ["deletePlayback"])
        #expect(flow.state == .cancelled)
    }

    @Test func onlyAFailedRunIsTriedAgain() {
        for (name, flow) in Webinar.everyState where name != "failed" {
            var copy = flow
            let goesOn = copy.retry(at: Webinar.now)
            #expect(!goesOn, "\(name)")
            #expect(copy == flow)
        }
    }
}
