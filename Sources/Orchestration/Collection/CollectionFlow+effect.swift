package import DurableFlow
import Foundation
import LivedigitalAPI

extension CollectionFlow {
    /// The steps as users see them.
    enum StepName: String {
        case awaitStart, findRooms, listCalls, collectReports, awaitReports
    }

    package var effect: Effect<CollectionCall> {
        switch state {
        case .awaitStart: return .wait(step: StepName.awaitStart.rawValue, until: plan.startsAt)
        case .findRooms: return ask(.findRooms, .findRooms(space: plan.space, room: plan.room))
        case .listCalls(let lists): return ask(.listCalls, .listCalls(spaceId: facts.spaceId ?? "", lists: lists))
        case .collectReports(let reports): return ask(.collectReports, .collectReports(spaceId: facts.spaceId ?? "", reports: reports))
        case .awaitReports(let until): return .wait(step: StepName.awaitReports.rawValue, until: WireDate.date(milliseconds: until))
        case .completed: return .end(.completed)
        case .failed(let reason): return .end(.failed(reason))
        case .cancelled: return .end(.cancelled)
        }
    }

    /// The names of the steps that are still ahead.
    package var stepsAhead: [String] {
        switch state {
        case .awaitStart: [StepName.findRooms, .listCalls, .collectReports].map(\.rawValue)
        case .findRooms: [StepName.listCalls, .collectReports].map(\.rawValue)
        case .listCalls, .awaitReports: [StepName.collectReports.rawValue]
        case .collectReports, .completed, .failed, .cancelled: []
        }
    }

    private func ask(_ step: StepName, _ call: CollectionCall) -> Effect<CollectionCall> {
        .call(
            CallEffect(
                step: step.rawValue, call: call, kind: .repeatable, retries: RetryPolicy(deadline: max(.seconds(86_400), plan.giveUpAfter)),
                requests: call.requests))
    }
}
