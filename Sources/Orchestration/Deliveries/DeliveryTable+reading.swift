import DurableFlow
import Foundation
package import GRDB

/// A part of the list of a hook's deliveries, the latest event first.
package struct DeliveryPage: Sendable, Equatable {
    package var items: [Delivery]
    /// What to ask with for the next part; nil where there is none.
    package var nextCursor: String?
}

extension DeliveryTable {
    /// The deliveries of a hook, the latest event first.
    ///
    /// - Parameters:
    ///   - state: only those in this state; nil for all.
    ///   - cursor: where the page before ended, as it said; one that is none begins with the latest.
    ///   - limit: how many at most; held within 1 and 200.
    package static func fetch(
        _ db: Database, hook: String, state: Delivery.State? = nil, cursor: String? = nil, limit: Int = 50
    ) throws -> DeliveryPage {
        let limit = max(1, min(200, limit))
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT delivery.*, event.id AS event_id, event.type, flow.ctx, flow.due_ms
                FROM delivery JOIN event ON event.number = delivery.event
                LEFT JOIN flow ON flow.key = delivery.run AND delivery.state = 1
                WHERE hook = ? AND event < ? AND (?3 IS NULL OR delivery.state = ?3) ORDER BY event DESC LIMIT ?4
                """,
            arguments: [hook, cursor.flatMap(Int64.init) ?? .max, state?.rawValue, limit + 1])
        let last: Int64? = rows.prefix(limit).last?["event"]
        return DeliveryPage(items: rows.prefix(limit).map(Delivery.init), nextCursor: rows.count > limit ? last.map { "\($0)" } : nil)
    }
}

extension Delivery {
    fileprivate init(_ row: Row) {
        let type: String = row["type"]
        self.init(
            id: row["event_id"], hookId: row["hook"], type: EventType(rawValue: type) ?? .callStarted,
            state: State(rawValue: row["state"]) ?? .queued, attempts: row["attempts"], status: row["status"], reason: row["reason"],
            queuedAt: Date(wholeMilliseconds: row["queued_ms"]), nextAttemptAt: (row["due_ms"] as Int64?).map(Date.init(wholeMilliseconds:)),
            endedAt: (row["ended_ms"] as Int64?).map(Date.init(wholeMilliseconds:)))
        // What is under way is written down by its run alone.
        guard let stored: Data = row["ctx"], let flow = try? JSONDecoder().decode(DeliveryFlow.self, from: stored) else { return }
        (attempts, status, reason) = (flow.attempts, flow.lastStatus, flow.lastReason)
    }
}
