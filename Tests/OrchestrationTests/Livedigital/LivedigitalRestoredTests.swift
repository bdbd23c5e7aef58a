import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// What a run from a backup looks for before it makes anything.
@Suite(.timeLimit(.minutes(5))) struct LivedigitalRestoredTests {
    private let list = "GET /spaces/space1/playbacks"
    private let create = LivedigitalPerformerTests.create
    private let token = "⟦run-abcdefghijklmnopqrstuvwxyz⟧"

    private func lookUp(_ playbacks: String, events: String = "[]", of id: String = "p7", ownedByOthers: Set<String> = []) async throws -> Finding<
        AutowebinarAnswer
    > {
        let remote = ScriptedRemote().on(list, 200, playbacks).on("GET /spaces/space1/playbacks/\(id)/events", 200, events)
        var context = CallContext.run(ownedByOthers: ownedByOthers)
        context.isRestored = true
        return try await remote.performer().lookUp(create, adopting: nil, context)
    }

    private let twin = #"[{"id":"x","name":"Другое"},{"id":"p7","name":"Демо"}]"#
    private let atOurInstant = #"[{"id":"e0","startDate":"2027-01-14T09:00:00Z"},{"id":"e7","startDate":"2027-01-15T09:00:00Z"}]"#

    @Test func aPlaybackOfOurTitleWithAnEventAtOurInstantIsAQuestionThatNamesBothAndTheAnswers() async throws {
        let finding = try await lookUp(twin, events: atOurInstant)
        #expect(finding.brief == "unproved")
        for part in [
            "“Демо” (p7)", "2027-01-15T09:00:00.000Z (e7)", "autowebinar run resolve demo@2027-01-15T09:00:00.000Z --adopt p7",
            "autowebinar run resolve demo@2027-01-15T09:00:00.000Z --not-done",
        ] { #expect(finding.question.contains(part), "\(part)") }
    }

    @Test func anotherInstantAnotherTitleOrAnotherRunsPlaybackIsNone() async throws {
        #expect(try await lookUp(twin, events: #"[{"id":"e0","startDate":"2027-01-14T09:00:00Z"},{"id":"e1"}]"#).brief == "absent")
        #expect(try await lookUp(#"[{"id":"p7","name":"Демо 2"}]"#, events: atOurInstant).brief == "absent")
        #expect(try await lookUp(twin, events: atOurInstant, ownedByOthers: ["p7"]).brief == "absent")
    }

    @Test func ourDraftIsAdoptedAsUsual() async throws {
        let both = #"[{"id":"p7","name":"Демо"},{"id":"p1","name":"Демо \#(token)"}]"#
        #expect(try await lookUp(both, events: atOurInstant).answer == .playback(id: "p1"))
    }

    @Test func aPublishedPlaybackThatAPersonNamesIsAdopted() async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks/p7", 200, #"{"id":"p7","name":"Демо","isPublished":true}"#)
        var context = CallContext.run()
        context.isRestored = true
        #expect(try await remote.performer().lookUp(create, adopting: "p7", context).answer == .playback(id: "p7"))
    }

    @Test func aPartialListOfEventsProvesNothing() async throws {
        let finding = try await lookUp(twin, events: #"{"items":[],"total":3}"#)
        #expect(finding.brief == "unproved")
        #expect(finding.question.contains("p7"))
    }

    @Test func onlyARunThatWasRestoredAsks() async throws {
        let remote = ScriptedRemote().on(list, 200, twin)
        #expect(try await remote.performer().lookUp(create, adopting: nil, .run()).brief == "absent")
        #expect(remote.asked == [list])
    }

    @Test func whatIsPublishedAlreadyIsNotMadeADraftAgain() async throws {
        let one = "GET /spaces/space1/playbacks/p1"
        let remote = ScriptedRemote().on(one, 200, #"{"id":"p1","name":"Демо","recordId":"record2","isPublished":true}"#)
        let performer = try remote.performer()
        var context = CallContext.run()
        #expect(await performer.lookUp(LivedigitalPerformerTests.attach, adopting: nil, context).brief == "absent")
        context.isRestored = true
        #expect(await performer.lookUp(LivedigitalPerformerTests.attach, adopting: nil, context).brief == "found")
        #expect(await performer.lookUp(LivedigitalPerformerTests.publish, adopting: nil, context).brief == "absent", "its record is another")
    }

    // MARK: The flow

    private func restored(after steps: Int) -> AutowebinarFlow {
        var flow = Webinar.flow(after: Webinar.story().prefix(steps))
        flow.becomeRestored()
        return flow
    }

    @Test(arguments: 1...4) func aFailureOrALateStartRemovesNothingAndNamesWhatIsLeft(steps: Int) {
        var late = restored(after: steps)
        late.receive(.expired, at: Webinar.start + 1000)
        guard case .skipped(let reason) = late.state else {
            Issue.record("\(late.state)")
            return
        }
        #expect(reason.contains("late: ") && reason.contains("playback playback1"))
        var refused = restored(after: steps)
        refused.receive(.refused(Webinar.refusal), at: Webinar.now)
        guard case .failed(_, let failure, nil) = refused.state else {
            Issue.record("\(refused.state)")
            return
        }
        #expect(failure.message.contains("422 The run comes from a backup"))
    }

    @Test func aPersonsCancelRemovesUntilTheSessionBegins() {
        var early = restored(after: 4)
        early.cancel(at: Webinar.now)
        #expect(early.state.name == "cancelling")
        var late = restored(after: 4)
        late.cancel(at: Webinar.start)
        #expect(late.state == .cancelled)
    }

    @Test func whatWasMadeAfterTheRestorationIsRemovedAsUsual() {
        for (how, expected) in [(How.performed, "cancelling"), (.repeated, "cancelling"), (.adopted, "failed")] {
            var flow = restored(after: 0)
            flow.receive(.answered(.playback(id: "p1"), how: how), at: Webinar.now)
            flow.receive(.refused(Webinar.refusal), at: Webinar.now)
            #expect(flow.state.name == expected)
        }
    }

    @Test func theMarkOfARestoredRunIsStored() throws {
        let flow = restored(after: 3)
        let stored = try flow.stored(by: JSONEncoder())
        #expect(try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: stored).facts.isRestored)
    }
}
