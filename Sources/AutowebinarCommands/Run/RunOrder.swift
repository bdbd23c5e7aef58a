import ArgumentParser
import DurableFlow
import Foundation
import Orchestration

/// Gives an order about a run, and sees to it that somebody works on it until the run rests or waits: this process, or another that owns the database.
/// The service is left alone with it at once. What waits has done what was asked.
struct RunOrder {
    var workspace: Workspace
    var id: String
    var purpose: String
    var json: Bool

    /// - Parameter isDone: whether an end in this state is what the order was for.
    func give(_ order: OwnerOrder, isDone: @escaping @Sendable (RunView) -> Bool) async throws {
        guard let reader = try workspace.openForReading() else { throw Console.fail("There is no run \(id): there is no database yet.") }
        let view: RunView
        do {
            view = try await carryOut(order, reader)
        } catch is Interrupted {
            if json, let view = try await reader.run(id) { Console.print(try Console.jsonText(view)) }
            throw Console.fail(
                "Stopped in order; nothing is lost. Go on with: autowebinar run retry \(id), or autowebinar serve", status: .interrupted)
        }
        if json { Console.print(try Console.jsonText(view)) } else { RunSummary(view).print() }
        if !isDone(view) { throw view.exitStatus(isEnoughPublished: false) ?? .failure }
    }

    private func carryOut(_ order: OwnerOrder, _ reader: WorkspaceReader) async throws -> RunView {
        let (id, json) = (id, json)
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
            return try await untilInterrupted {
                let view = try await owned.working(after: order) { answer in
                    if !json {
                        Console.print(
                            "\(answer). Nobody else works on the database, so this command does until the run rests or waits; Ctrl-C leaves it as it is then."
                        )
                    }
                    return try await RunWatch(reader: owned.reader, key: id, progress: json ? nil : StepProgress())
                        .untilRest(stopWhenPublished: false, stopWhenWaiting: true)
                }
                if view.state == .waiting, view.pausedReason == nil { RunWatch.tellUnattended(id) }
                return view
            }
        } catch is OwnerLock.Taken {
            return try await handOver(order, reader)
        }
    }

    private func handOver(_ order: OwnerOrder, _ reader: WorkspaceReader) async throws -> RunView {
        let (answer, owner) = try await order.hand(in: workspace, purpose: purpose)
        if !json, let owner { Console.print("\(answer) (by \(owner.owner), which owns the database)") }
        if owner?.isService == true {
            guard let view = try await reader.run(id) else { throw OperatorError("there is no run \(id)") }
            return view
        }
        // Any other owner ends with its own run, and would leave this one where it is.
        let (workspace, id, purpose, json) = (workspace, id, purpose, json)
        let view = try await untilInterrupted {
            try await workspace.attending(purpose: purpose, faults: FaultInjection.current) {
                try await RunWatch(reader: reader, key: id, progress: json ? nil : StepProgress())
                    .untilRest(stopWhenPublished: false, stopWhenWaiting: true)
            }
        }
        if view.state == .waiting, !workspace.isOwned { RunWatch.tellUnattended(id) }
        return view
    }
}

/// Who gives an order, for the audit.
var operatorName: String { "operator \(ProcessInfo.processInfo.userName)" }
