import DurableFlow
import Foundation
import GRDB

/// Takes up the reports of autowebinars that were given up, where a collection covers their space and start: they may be there by now.
struct OverdueReports {
    var collection: CollectionFlow

    /// Lets the runs go on that lack a report, inside the caller's transaction. Those that have all, or are on their way, stay as they are.
    ///
    /// - Returns: the keys of the runs that go on.
    @discardableResult
    func takeUp(_ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> [String] {
        guard collection.facts.spaceId != nil else { return [] }
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT key, kind, version, ctx FROM flow INDEXED BY flow_session WHERE \(SessionSource.condition) AND state = ? ORDER BY id",
            arguments: [RunState.failed.rawValue])
        var keys: [String] = []
        while let row = try rows.next() {
            let flow = try? ServiceFlow.restore(kind: row["kind"], version: row["version"], from: row["ctx"])
            if let flow = flow?.autowebinar, isMeant(flow, now: now) { keys.append(row["key"]) }
        }
        for key in keys { try journal.retry(db, key: key, actor: actor, now: now) }
        return keys
    }

    /// Whether a run is one of an autowebinar of the collection's place and span that lacks a report.
    func isMeant(_ flow: AutowebinarFlow, now: Date) -> Bool {
        guard flow.plan.connection == collection.plan.connection, flow.spaceId == collection.facts.spaceId, flow.facts.published,
            flow.missingFormat != nil, let startsAt = flow.plan.startsAt, let endsAt = flow.endsAt, endsAt <= now
        else { return false }
        let rooms = collection.facts.rooms.map(\.id)
        return startsAt >= collection.plan.from && startsAt < collection.plan.to && flow.roomId.map(rooms.contains) ?? false
    }
}
