import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct RemovalFlowTests {
    private let draft = RemovalFlow.Target(spaceId: "space1", removal: Removal(playbackId: "draft1"))
    private let event = RemovalFlow.Target(spaceId: "space1", removal: Removal(playbackId: "playback1", eventId: "event 2"))
    private let deleted = Outcome<AutowebinarAnswer>.answered(.deleted, how: .performed)

    private func step(_ flow: RemovalFlow) -> String? { if case .call(let call) = flow.effect { call.step } else { nil } }

    private func ending(_ flow: RemovalFlow) -> Ending? { if case .end(let ending) = flow.effect { ending } else { nil } }

    @Test func eachTargetIsOneStepThatMayBeRepeated() {
        var flow = RemovalFlow(connection: "school", targets: [draft, event])
        #expect(flow.lane == "school")
        guard case .call(let first) = flow.effect else {
            Issue.record("no call")
            return
        }
        #expect(first.call == .deletePlayback(spaceId: "space1", playbackId: "draft1"))
        #expect(first.kind == .repeatable)
        flow.receive(deleted, at: Webinar.now)
        #expect(step(flow) == "deletePlaybackEvent")
        flow.receive(deleted, at: Webinar.now)
        #expect(ending(flow) == .completed)
        flow.receive(deleted, at: Webinar.now)
        #expect(ending(flow) == .completed)
    }

    @Test func whatIsRefusedIsNamedAndTheRestGoes() {
        var flow = RemovalFlow(connection: "default", targets: [draft, event])
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        flow.receive(deleted, at: Webinar.now)
        guard case .failed(let failure)? = ending(flow) else {
            Issue.record("not failed")
            return
        }
        #expect(failure.message == "Left on livedigital: playback draft1, which could not be removed: 422")
        let isTakenUp = flow.retry(at: Webinar.now)
        #expect(isTakenUp)
        #expect(step(flow) == "deletePlayback")
        let isTakenUpAgain = flow.retry(at: Webinar.now)
        #expect(!isTakenUpAgain)
    }

    @Test func itSurvivesTheJournalAndCanBeCancelled() throws {
        var flow = RemovalFlow(connection: "default", targets: [draft, event])
        flow.receive(.refused(Webinar.refusal), at: Webinar.now)
        let stored = try ServiceFlow.removal(flow).stored(by: JSONEncoder())
        #expect(try ServiceFlow.restore(kind: "removal", version: 1, from: stored) == .removal(flow))
        #expect(throws: Failure.self) { try ServiceFlow.restore(kind: "removal", version: 2, from: stored) }
        flow.cancel(at: Webinar.now)
        #expect(ending(flow) == .cancelled)
    }
}
