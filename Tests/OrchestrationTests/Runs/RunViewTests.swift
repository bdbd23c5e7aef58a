import Foundation
import Testing

@testable import DurableFlow
@testable import Orchestration

/// A run as people see it.
@Suite(.timeLimit(.minutes(5))) struct RunViewTests {
    private func view(_ steps: [(StepName, StepState)], at stepName: StepName?, _ state: RunState) throws -> RunView {
        let flow = Webinar.flow(Webinar.early(), after: Webinar.story().prefix(6))
        let records = steps.map { name, state in
            StepRecord(
                name: name.rawValue, state: state, attempts: 1, how: state == .succeeded ? .performed : nil, startedAt: Webinar.now,
                endedAt: Webinar.now, error: nil, wasUnknown: false)
        }
        return RunView(
            RunRecord(
                key: "demo@x", kind: flow.kind, version: 1, lane: "default", state: state, stepName: stepName?.rawValue, due: nil, note: nil,
                pausedReason: nil, isCancelRequested: false, createdAt: Webinar.now, updatedAt: Webinar.now,
                context: try flow.stored(by: JSONEncoder()), steps: records))
    }

    @Test func `the step that it is at is behind one that failed before, and the last one where it has failed`() throws {
        let retried: [(StepName, StepState)] = [(.createPlayback, .failed), (.createPlayback, .succeeded), (.composeInvitation, .succeeded)]
        #expect(try view(retried, at: .awaitFinalCheck, .waiting).currentStep == "awaitFinalCheck")
        #expect(try view(retried + [(.renamePlayback, .failed)], at: .awaitFinalCheck, .waiting).currentStep == "awaitFinalCheck")
        #expect(try view(retried + [(.collectAnalytics, .failed)], at: nil, .failed).currentStep == "collectAnalytics")
        #expect(try view(retried, at: nil, .completed).currentStep == nil)
        #expect(try view([(.findRoom, .deferred)], at: .findRoom, .ready).currentStep == "findRoom")
        #expect(try view([], at: nil, .ready).currentStep == "awaitFinalCheck", "what comes first")
    }
}
