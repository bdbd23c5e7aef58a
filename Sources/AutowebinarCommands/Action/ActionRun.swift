import ArgumentParser
import DurableFlow
import Foundation
import Orchestration

/// Has one action carried out, by the owner of the database or by this process until its run rests, and shows what it brought.
struct ActionRun {
    var workspace: Workspace
    var order: ActionOrder
    var json: Bool

    private var purpose: String { "autowebinar \(ActionCatalog.named(order.arguments.action)?.command.joined(separator: " ") ?? "")" }

    func carryOut() async throws {
        let view: RunView
        let outcomes: [ActionOutcome]
        do {
            (view, outcomes) = try await finished()
        } catch is Interrupted {
            throw Console.fail(
                "Stopped in order; nothing is lost. It goes on with `autowebinar serve`; `autowebinar run list` shows it.", status: .interrupted)
        }
        try show(view, outcomes.last)
        if let status = view.exitStatus(isEnoughPublished: true) { throw status }
    }

    private func finished() async throws -> (RunView, [ActionOutcome]) {
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
            return try await untilInterrupted {
                try await owned.working(after: .act(order)) { key in
                    try await follow(key, owned.reader) { actor in
                        try await owned.engine.change { journal, db, now in try journal.cancel(db, key: key, actor: actor, now: now) }
                    }
                }
            }
        } catch is OwnerLock.Taken {
            let (key, _) = try await OwnerOrder.act(order).give(in: workspace, purpose: purpose)
            guard let reader = try workspace.openForReading() else { throw OperatorError("the database is gone") }
            return try await untilInterrupted {
                try await workspace.attending(purpose: purpose, faults: FaultInjection.current) {
                    try await follow(key, reader) { actor in
                        _ = try await OwnerOrder.cancel(run: key, actor: actor).give(in: workspace, purpose: purpose)
                    }
                }
            }
        }
    }

    /// Follows the run until it rests. One that would wait for another token is ended instead: whoever asks again must not have it done twice.
    private func follow(
        _ key: String, _ reader: WorkspaceReader, cancel: @Sendable (_ actor: String) async throws -> Void
    ) async throws -> (RunView, [ActionOutcome]) {
        let watch = RunWatch(reader: reader, key: key, progress: json ? nil : StepProgress())
        let view = try await watch.untilRest(stopWhenPublished: true)
        if view.pausedReason != nil, !view.state.isFinal {
            // The end is received before anything else once the connection works again, so nothing is sent for this run any more.
            try await cancel(operatorName)
        }
        let outcomes = try await reader.actionOutcomes(key, opening: view.hasSealedLinks ? try workspace.masterKey() : nil) ?? []
        return (view, outcomes)
    }

    /// The last line of the output with `--json`.
    private struct Report: Encodable {
        var run: String
        var state: String
        var action: String
        var result: [String: JSONValue]?
        var error: String?

        private enum CodingKeys: String, CodingKey { case run, state, action, result, error }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(run, forKey: .run)
            try container.encode(state, forKey: .state)
            try container.encode(action, forKey: .action)
            try container.encode(result, forKey: .result)
            try container.encode(error, forKey: .error)
        }
    }

    private func show(_ view: RunView, _ outcome: ActionOutcome?) throws {
        if json {
            let report = Report(
                run: view.id, state: view.state.rawValue, action: order.arguments.action, result: outcome?.result, error: view.error)
            return Console.print(try Console.jsonText(report))
        }
        guard let outcome, let definition = ActionCatalog.named(outcome.action) else { return RunSummary(view).print() }
        let members = definition.results.filter { (outcome.result[$0.name] ?? .null) != .null && $0.name != "id" }
        let width = members.map(\.name.count).max() ?? 0
        for member in members {
            Console.print(
                "\(member.name): \(String(repeating: " ", count: width - member.name.count))\(outcome.result[member.name]?.plainText ?? "")")
        }
    }
}
