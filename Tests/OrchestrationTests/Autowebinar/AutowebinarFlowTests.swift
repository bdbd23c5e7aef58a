import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct AutowebinarFlowTests {
    let publishBy = Webinar.start.addingTimeInterval(900)

    @Test func theStepsComeInTheirOrder() {
        let names: [String] = (0..<8).map { index in
            switch Webinar.flow(after: Webinar.story().prefix(index)).effect {
            case .call(let call): call.step
            case .wait(let step, _), .pass(let step), .watch(let step, _, _): step
            case .end: "end"
            }
        }
        #expect(names == AutowebinarFlow.steps(permanent: false))
        #expect(
            names == [
                "createPlayback", "selectRecord", "attachRecord", "createPlaybackEvent", "publish", "composeInvitation", "awaitSessionEnd",
                "collectAnalytics",
            ])
        #expect(AutowebinarFlow.steps(permanent: true) == Array(names.prefix(6)))
    }

    @Test func theStepsAheadShrink() {
        for index in 0..<8 {
            #expect(Webinar.flow(after: Webinar.story().prefix(index)).stepsAhead == Array(AutowebinarFlow.steps(permanent: false)[index...]))
        }
        #expect(Webinar.flow(after: Webinar.story()).stepsAhead == [])
        #expect(Webinar.flow(Webinar.plan(startsAt: nil), after: []).stepsAhead == AutowebinarFlow.steps(permanent: true))
    }

    @Test func theDraftCarriesTheMarker() throws {
        let effect = try #require(Webinar.flow(after: []).asked)
        #expect(
            effect.call
                == .createPlayback(
                    spaceId: "space1", name: "Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧", marker: "run-abcdefghijklmnopqrstuvwxyz", ignoring: [],
                    twin: Twin(title: "Демо", startsAt: 1_800_003_600_000)))
        #expect(effect.marker == "run-abcdefghijklmnopqrstuvwxyz")
        #expect(effect.kind == .adoptable)
    }

    @Test func bothUpdatesSendEverythingKnown() {
        let attach = Webinar.flow(after: Webinar.story().prefix(2)).asked
        #expect(
            attach?.call
                == .updatePlayback(
                    spaceId: "space1", playbackId: "playback1", name: "Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧", recordId: "record1",
                    isPublished: false))
        #expect(attach?.kind == .adoptable)
        let publish = Webinar.flow(after: Webinar.story().prefix(4)).asked
        #expect(
            publish?.call
                == .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Демо", recordId: "record1", isPublished: true))
        #expect(publish?.kind == .adoptable)
    }

    @Test func theEventIsMadeAtTheStart() {
        let event = Webinar.flow(after: Webinar.story().prefix(3)).asked
        #expect(
            event?.call
                == .createPlaybackEvent(
                    spaceId: "space1", playbackId: "playback1", name: "Демо", startsAt: 1_800_003_600_000, timezone: "Europe/Moscow"))
        #expect(event?.kind == .adoptable)
    }

    @Test func everyStepUpToPublicationMayBeLateByTheWindow() {
        for index in 0..<5 {
            let effect = Webinar.flow(after: Webinar.story().prefix(index)).asked
            #expect(effect?.notAfter == publishBy)
            #expect(effect?.retries.readyBy == publishBy)
            #expect(effect?.retries.deadline == .seconds(86_400))
        }
    }

    @Test func aRunMadeLongBeforeItsSessionIsTriedUntilThen() {
        let plan = Webinar.plan(startsAt: Webinar.now.addingTimeInterval(14 * 86_400))
        #expect(Webinar.flow(plan, after: []).asked?.retries.deadline == .seconds(14 * 86_400 + 900))
    }

    @Test func theInvitationIsComposedFromTheEvent() {
        let flow = Webinar.flow(after: Webinar.story().prefix(6))
        #expect(flow.facts.inviteUrl == "https://edu.livedigital.space/event/event%201")
        #expect(flow.facts.published)
    }

    @Test func theReportsAreAskedForAfterTheEnd() {
        let waiting = Webinar.flow(after: Webinar.story().prefix(6))
        let end = Webinar.start.addingTimeInterval(1800)
        #expect(waiting.endsAt == end)
        guard case .wait(_, let until) = waiting.effect else {
            Issue.record("it does not wait")
            return
        }
        #expect(until == end.addingTimeInterval(60))
        let collecting = Webinar.flow(after: Webinar.story().prefix(7)).asked
        #expect(collecting?.call == .collectReport(spaceId: "space1", playbackId: "playback1", eventId: "event 1", format: .xlsx))
        #expect(collecting?.kind == .repeatable)
        #expect(collecting?.retries.readyBy == end.addingTimeInterval(600))
        #expect(collecting?.notAfter == nil)
        #expect(Webinar.flow(after: Webinar.story()).facts.reports == [Webinar.report])
    }

    @Test func withoutFormatsNothingIsCollected() {
        #expect(Webinar.flow(Webinar.plan(formats: []), after: Webinar.story().prefix(7)).state == .completed)
    }

    @Test func thePermanentFormEndsWithItsInvitation() {
        let flow = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(6))
        #expect(flow.state == .completed)
        #expect(flow.facts.inviteUrl == "https://edu.livedigital.space/event/event%201")
        #expect(flow.endsAt == nil)
        let select = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(1)).asked
        #expect(select?.notAfter == nil)
        #expect(select?.retries.readyBy == Webinar.now.addingTimeInterval(86_400))
        guard
            case .createPlaybackEvent(_, _, _, nil, "Europe/Moscow", _) = Webinar.flow(Webinar.plan(startsAt: nil), after: Webinar.story().prefix(3))
                .asked?.call
        else {
            Issue.record("the permanent event has a start")
            return
        }
    }

    @Test func aPlaceGivenByNameIsFoundFirst() {
        var flow = Webinar.flow(Webinar.namedPlan(), after: [])
        #expect(flow.asked?.step == "findRoom")
        #expect(flow.asked?.call == .findRoom(space: "Маркетинг", room: "Демо-зал"))
        #expect(flow.asked?.kind == .repeatable)
        #expect(flow.asked?.notAfter == publishBy)
        #expect(flow.spaceId == nil)
        #expect(flow.stepsAhead == ["findRoom"] + AutowebinarFlow.steps(permanent: false))
        flow.receive(.answered(.room(spaceId: "space9", roomId: "room9"), how: .performed), at: Webinar.now)
        #expect(flow.spaceId == "space9")
        #expect(flow.roomId == "room9")
        guard case .createPlayback("space9", _, _, _, _) = flow.asked?.call else {
            Issue.record("the draft is not made in the space that was found")
            return
        }
        flow.receive(.answered(.playback(id: "playback1"), how: .performed), at: Webinar.now)
        guard case .selectRecord("space9", "room9", _) = flow.asked?.call else {
            Issue.record("the record is not chosen from the room that was found")
            return
        }
    }

    // MARK: Doubtful creates

    @Test(arguments: [How.adopted, .repeated]) func aDoubtfulDraftIsSweptBeforePublication(how: How) {
        var flow = Webinar.flow(after: Webinar.story(creating: how).prefix(4))
        #expect(
            flow.asked?.call
                == .listSurplus(
                    spaceId: "space1", marker: "run-abcdefghijklmnopqrstuvwxyz", playbackId: "playback1", eventId: "event 1",
                    startsAt: 1_800_003_600_000))
        #expect(flow.asked?.step == "listSurplus")
        let events = [Removal(playbackId: "playback1", eventId: "event2"), Removal(playbackId: "playback2")]
        flow.receive(.answered(.surplus(events), how: .performed), at: Webinar.now)
        #expect(flow.asked?.step == "deleteSurplusEvent")
        #expect(flow.asked?.call == .deletePlaybackEvent(spaceId: "space1", playbackId: "playback1", eventId: "event2"))
        #expect(flow.asked?.kind == .repeatable)
        flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        #expect(flow.asked?.step == "deleteSurplusPlayback")
        #expect(flow.asked?.call == .deletePlayback(spaceId: "space1", playbackId: "playback2"))
        flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        #expect(flow.state == .publish)
        #expect(flow.facts.playbackId == "playback1")
        #expect(flow.facts.eventId == "event 1")
    }

    @Test func aDoubtfulEventIsSweptToo() {
        var outcomes = Array(Webinar.story().prefix(3))
        outcomes.append(.answered(.event(id: "event 1"), how: .adopted))
        #expect(Webinar.flow(after: outcomes).state == .listSurplus)
    }

    @Test func aDoubtfulUpdateNeedsNoSweep() {
        var outcomes = Array(Webinar.story().prefix(2))
        outcomes += [.answered(.updated, how: .repeated), .answered(.event(id: "event 1"), how: .performed)]
        #expect(Webinar.flow(after: outcomes).state == .publish)
    }

    @Test func whatIsStoredIsTheSameJSONAsTheWholeValue() throws {
        let encoder = JSONEncoder()
        for flow in [AutowebinarFlow(plan: Webinar.plan()), AutowebinarFlow(plan: Webinar.namedPlan(startsAt: nil))] {
            let stored = try flow.stored(by: encoder)
            #expect(try JSONDecoder().decode(AutowebinarFlow.self, from: stored) == flow)
            let restored = try AutowebinarFlow.restore(kind: flow.kind, version: flow.version, from: stored)
            #expect(restored == flow)
            #expect(
                try JSONSerialization.jsonObject(with: restored.stored(by: encoder)) as? NSDictionary
                    == JSONSerialization.jsonObject(with: encoder.encode(flow)) as? NSDictionary)
        }
    }
}
