import DurableFlow
import Foundation
import GRDB

/// What a person asks of the webhooks of a connection.
package struct WebhookOrder: Codable, Sendable, Equatable {
    package var connection: String
    /// The ids of the spaces; nil means every space that has one of ours.
    package var spaces: [String]?
    package var goal: WebhookFlow.Goal
    /// Who asks, for the audit.
    package var actor: String

    package init(connection: String, spaces: [String]?, goal: WebhookFlow.Goal, actor: String) {
        (self.connection, self.spaces, self.goal, self.actor) = (connection, spaces, goal, actor)
    }

    /// Makes the runs that do it, inside the caller's transaction. Runs of the connection that wait for a token that works are tried again with it.
    ///
    /// - Returns: their keys. One that was under way already stands for its space, whatever it is after.
    func carryOut(_ db: Database, _ journal: ServiceJournal, publicURL: String?, now: Date) throws -> [String] {
        if publicURL == nil, goal == .own || goal == .takeOver {
            throw OperatorError("server.publicURL is not set, so livedigital cannot post to this service")
        }
        try journal.openLane(db, connection)
        let spaces =
            try spaces
            ?? WebhookTable.fetchAll(db, connection: connection).filter { $0.state != .foreign && $0.state != .declined }.map(\.spaceId)
        let planner = WebhookPlanner(publicURL: publicURL)
        return try spaces.map { space in
            let run = try planner.ask(db, journal, goal, connection: connection, space: space, now: now)
            try journal.audit(db, nil, actor, "webhook \(goal.rawValue) \(connection) \(space): \(run)", now: now)
            return run
        }
    }
}

/// How far a run that makes or removes a webhook has come.
package struct WebhookProgress: Sendable, Equatable {
    package var connection: String
    package var spaceId: String
    package var goal: WebhookFlow.Goal
    package var state: WebhookFlow.State
    /// It has ended, whatever came of it.
    package var isOver: Bool
    /// Why it has not ended; nil where all is well.
    package var hindrance: String?
    /// It waits for a token that works.
    package var isPaused: Bool
}

extension WorkspaceReader {
    /// How far a run of a webhook has come; nil where there is no such run.
    package func webhookProgress(_ run: String) async throws -> WebhookProgress? {
        guard let record = try await store.pool.read({ try RunRecord.fetch($0, key: run) }), case .webhook(let flow) = try ServiceFlow(record) else {
            return nil
        }
        let isOver = record.state.isFinal
        return WebhookProgress(
            connection: flow.connection, spaceId: flow.spaceId, goal: flow.goal, state: flow.state, isOver: isOver,
            hindrance: isOver ? nil : record.pausedReason ?? record.note, isPaused: !isOver && record.pausedReason != nil)
    }
}
