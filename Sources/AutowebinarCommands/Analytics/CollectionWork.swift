import DurableFlow
import Foundation
import Orchestration

/// Has a collection carried out and follows it: by this process, else by the one that owns the database.
struct CollectionWork: Sendable {
    var workspace: Workspace
    var request: CollectionRequest
    /// Nothing is shown on the way.
    var isSilent: Bool

    /// How often the database is read.
    private static let interval = Duration.milliseconds(150)

    /// - Returns: the run when it has ended or waits for a token.
    func run() async throws -> RunView {
        let purpose = "autowebinar analytics collect"
        let order = OwnerOrder.collect(request, actor: operatorName)
        let owned: OwnedWorkspace
        do {
            owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
        } catch is OwnerLock.Taken {
            let (key, _) = try await order.give(in: workspace, purpose: purpose)
            guard let reader = try workspace.openForReading() else { throw OperatorError("there is no database any more") }
            return try await workspace.attending(purpose: purpose, faults: FaultInjection.current) { try await follow(key, reader) }
        }
        // Runs that wait for a token are tried again, as by `job run`.
        return try await owned.working(after: .openConnection(name: request.connection)) {
            try await follow(try await owned.carryOut(order), owned.reader)
        }
    }

    private func follow(_ key: String, _ reader: WorkspaceReader) async throws -> RunView {
        let bar = ProgressLine("reports stored")
        if !isSilent { Console.error("Run \(key)") }
        var hasToldOfWaiting = false
        var shown: (calls: Int, stored: Int)?
        var told: String?
        while true {
            guard let view = try await reader.run(key) else { throw OperatorError("there is no run \(key); `autowebinar run list` shows them all") }
            if !isSilent, let progress = view.collection, progress.calls > 0 {
                bar.show(progress.stored, of: progress.expected)
                if progress.underWay > 0, !hasToldOfWaiting {
                    hasToldOfWaiting = true
                    bar.clear()
                    let calls = progress.underWay.counted("call goes on, and its end is", "calls go on, and their end is")
                    Console.error("\(calls) waited for. Ctrl-C stops in order; the same command goes on.")
                }
                // For a log: each tenth, not each report.
                let step = max(1, progress.expected / 10)
                if !ProgressLine.isTerminal, shown.map({ $0.calls != progress.calls || progress.stored >= $0.stored + step }) ?? true {
                    Console.error(progress.words)
                    shown = (progress.calls, progress.stored)
                }
            }
            let ends = view.state.isFinal || view.state == .held || view.pausedReason != nil
            // Why it waits: one line, however often the same is met.
            if !isSilent, !ends, let reason = view.error, reason != told {
                bar.clear()
                Console.error("  … \(reason)")
                told = reason
            }
            if ends {
                bar.clear()
                if view.state.isFinal { try await followOverdue(key, reader) }
                return view
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Waits until every report of an autowebinar that was taken up is stored or known not to be there.
    private func followOverdue(_ key: String, _ reader: WorkspaceReader) async throws {
        var known: Set<String> = []
        while true {
            let runs = try await reader.overdueRuns(of: key, now: Date())
            for run in runs where known.insert(run.id).inserted && !isSilent { Console.error("\(run.id): its report is asked for again") }
            if runs.allSatisfy({ $0.state == .waiting || $0.state == .held || $0.pausedReason != nil }) { return }
            try await Task.sleep(for: Self.interval)
        }
    }
}
