import DurableFlow
package import Foundation
import GRDB
package import LivedigitalAPI

/// A collection that a person asks for, without a job.
package struct CollectionRequest: Codable, Sendable, Equatable {
    package var connection: String
    /// An id or an exact name.
    package var space: String
    /// The same; nil takes every room of the space.
    package var room: String?
    package var from: Date
    package var to: Date
    /// Not empty, each once.
    package var formats: [ReportFormat]
    /// How long what is not there is waited for.
    package var giveUpAfter: JobDuration

    package init(
        connection: String, space: String, room: String?, from: Date, to: Date, formats: [ReportFormat], giveUpAfter: JobDuration
    ) {
        (self.connection, self.space, self.room, self.from, self.to) = (connection, space, room, from, to)
        (self.formats, self.giveUpAfter) = (formats, giveUpAfter)
    }

    /// Makes the run inside the caller's transaction, or finds the one that gathers the same and has not ended, or failed: that one goes on.
    ///
    /// - Returns: the key of the run.
    func carryOut(_ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> String {
        for record in try RunRecord.fetch(db, prefix: RunKey.prefix(of: RunKey.commandName), limit: 1000) {
            guard let flow = try? ServiceFlow(record).collection, isSame(as: flow.plan) else { continue }
            switch record.state {
            case .failed: try journal.retry(db, key: record.key, actor: actor, now: now)
            case .completed, .cancelled, .skipped: continue
            default: break
            }
            return record.key
        }
        var random = SystemRandomNumberGenerator()
        let key = RunKey.command(at: now, using: &random)
        let plan = CollectionPlan(
            connection: connection, space: space, room: room, from: from, to: to, startsAt: now, after: .zero,
            giveUpAfter: giveUpAfter.value, formats: formats)
        _ = try journal.submit(db, key: key, flow: .collection(CollectionFlow(plan: plan, now: now)), now: now)
        try journal.audit(db, nil, actor, "analytics collect \(key)", now: now)
        return key
    }

    private func isSame(as plan: CollectionPlan) -> Bool {
        plan.connection == connection && plan.space == space && plan.room == room && plan.formats == formats
            && WireDate.milliseconds(of: plan.from) == WireDate.milliseconds(of: from)
            && WireDate.milliseconds(of: plan.to) == WireDate.milliseconds(of: to)
    }
}
