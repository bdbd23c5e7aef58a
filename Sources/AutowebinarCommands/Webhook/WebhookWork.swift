import ArgumentParser
import DurableFlow
import Foundation
import Orchestration

/// Has webhooks made or removed, by the owner of the database or by this process, until the runs rest.
struct WebhookWork {
    var workspace: Workspace
    var order: WebhookOrder
    var purpose: String
    var json: Bool

    /// How often the database is read.
    private static let interval = Duration.milliseconds(100)
    /// A run that was under way after something else, or was being ended, is waited for, and what was asked for begins behind it.
    private static let mostRounds = 3

    /// What a command has come to.
    enum Verdict {
        case done(String)
        /// Exit status 2.
        case attention(String)
    }

    /// Carries the order out for one space and shows what came of it.
    ///
    /// - Parameter judge: says what an end means; nil where the run failed or waits.
    func carryOut(_ judge: (WebhookProgress) -> Verdict?) async throws {
        let progress: WebhookProgress?
        do {
            progress = try await finished(within: nil).first
        } catch is Interrupted {
            throw Console.fail("Stopped in order; nothing is lost. The same command goes on.", status: .interrupted)
        }
        guard let progress else { throw OperatorError("the run of the webhook is gone") }
        let verdict = judge(progress)
        if json { Console.print(try Console.jsonText(Report(progress))) }
        switch verdict {
        case .done(let sentence): if !json { Console.print(sentence) }
        case .attention(let sentence): throw Console.fail(sentence, status: .attention)
        case nil: throw Console.fail(progress.trouble)
        }
    }

    /// The runs of the order once each has ended or waits for a token.
    ///
    /// - Parameter patience: after so long they are left as they are; nil waits for as long as it takes.
    func finished(within patience: Duration?) async throws -> [WebhookProgress] {
        let order = OwnerOrder.changeWebhooks(order)
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
            return try await untilInterrupted {
                try await owned.working(after: order) { answer in
                    try await follow(answer, owned.reader, within: patience) { try await owned.carryOut(order) }
                }
            }
        } catch is OwnerLock.Taken {
            let (answer, _) = try await order.give(in: workspace, purpose: purpose)
            guard let reader = try workspace.openForReading() else { throw OperatorError("the database is gone") }
            return try await untilInterrupted {
                try await follow(answer, reader, within: patience) { try await order.give(in: workspace, purpose: purpose).answer }
            }
        }
    }

    private func follow(
        _ answer: String, _ reader: WorkspaceReader, within patience: Duration?, again: @Sendable () async throws -> String
    ) async throws -> [WebhookProgress] {
        let deadline = patience.map { ContinuousClock.now + $0 }
        var answer = answer
        for round in 1... {
            let runs = try JSONDecoder().decode([String].self, from: Data(answer.utf8))
            let rested = try await rest(runs, reader, until: deadline)
            let isSettled = rested.allSatisfy { !$0.isOver || $0.goal == order.goal && $0.state != .cancelled }
            if isSettled || round == Self.mostRounds { return rested }
            answer = try await again()
        }
        return []
    }

    private func rest(_ runs: [String], _ reader: WorkspaceReader, until deadline: ContinuousClock.Instant?) async throws -> [WebhookProgress] {
        while true {
            var all: [WebhookProgress] = []
            for run in runs { if let progress = try await reader.webhookProgress(run) { all.append(progress) } }
            let isLate = deadline.map { ContinuousClock.now >= $0 } ?? false
            if isLate || all.allSatisfy({ $0.isOver || $0.isPaused }) { return all }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// The last line of the output with `--json`.
    private struct Report: Encodable {
        var connection: String
        var spaceId: String
        var state: String
        var error: String?

        init(_ progress: WebhookProgress) {
            (connection, spaceId) = (progress.connection, progress.spaceId)
            switch progress.state {
            case .active: state = "ours"
            case .removed: state = "none"
            case .foreign: state = "foreign"
            default:
                state = progress.isOver ? "failed" : "waiting"
                error = progress.trouble
            }
        }

        private enum CodingKeys: String, CodingKey { case connection, spaceId, state, error }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(connection, forKey: .connection)
            try container.encode(spaceId, forKey: .spaceId)
            try container.encode(state, forKey: .state)
            try container.encode(error, forKey: .error)
        }
    }
}

extension WebhookProgress {
    /// Why it has not come to what was asked for.
    var reason: String {
        switch state {
        case .failed(let failure): failure.message
        case .cancelled: "it was cancelled"
        default: hindrance ?? "livedigital did not answer in time"
        }
    }

    /// The same, with how it goes on.
    fileprivate var trouble: String { isOver ? reason : "\(reason); it goes on \(isPaused ? "once the token works" : "by itself")" }
}
