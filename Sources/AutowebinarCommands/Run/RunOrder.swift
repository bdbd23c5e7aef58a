import ArgumentParser
import DurableFlow
import Foundation
import Orchestration

/// Gives an order about a run and, where no other process owns the database, works until the run rests.
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
            throw Console.fail("Stopped in order; nothing is lost.", status: .interrupted)
        }
        if json { Console.print(try Console.jsonText(view)) } else { RunSummary(view).print() }
        if !isDone(view) { throw view.exitStatus(isEnoughPublished: false) ?? .failure }
    }

    private func carryOut(_ order: OwnerOrder, _ reader: WorkspaceReader) async throws -> RunView {
        let (id, json) = (id, json)
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
            return try await untilInterrupted {
                try await owned.working(after: order) {
                    try await RunWatch(reader: owned.reader, key: id, progress: json ? nil : StepProgress()).untilRest(stopWhenPublished: false)
                }
            }
        } catch is OwnerLock.Taken {
            let (answer, _) = try await order.give(in: workspace, purpose: purpose)
            if !json { Console.print("\(answer) (by the process that owns the database)") }
            guard let view = try await reader.run(id) else { throw OperatorError("there is no run \(id)") }
            return view
        }
    }
}

/// Who gives an order, for the audit.
var operatorName: String { "operator \(ProcessInfo.processInfo.userName)" }
