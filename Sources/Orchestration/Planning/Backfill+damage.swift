import DurableFlow
import Foundation
import GRDB

/// Reports that were stored and whose files are gone or were changed since.
extension Backfill {
    /// What the runs of the span have stored.
    fileprivate func stored(_ db: Database) throws -> [(run: String, reports: [StoredReport])] {
        try runs(db).compactMap { record in
            guard let flow = try? ServiceFlow(record), let startsAt = flow.autowebinar?.plan.startsAt ?? flow.collection?.plan.startsAt,
                startsAt >= from, startsAt < to, !flow.storedReports.isEmpty
            else { return nil }
            return (record.key, flow.storedReports)
        }
    }

    /// Asks for the damaged reports of a run again, inside the caller's transaction. No file is touched: that is done before, by
    /// ``WorkspaceReader/setAside(_:for:dataFolder:)``.
    ///
    /// - Returns: false, with nothing changed, where there are none or they cannot be had any more.
    func collectAgain(_ run: String, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> Bool {
        guard let found = damaged[run], let flow = try RunRecord.fetch(db, key: run).flatMap({ try? ServiceFlow($0) }) else { return false }
        let damaged = flow.storedReports.filter(found.contains)
        guard !damaged.isEmpty,
            try journal.takeUp(
                db, key: run, actor: actor, "backfill of \(damaged.count) damaged reports", now: now, { $0.collectAgain(damaged, at: now) })
        else { return false }
        try JobTable.takeBackFailure(db, key: run)
        return true
    }
}

extension WorkspaceReader {
    /// The backfill with the reports that are damaged: every stored file of the span is read for it.
    package func checked(_ backfill: Backfill, dataFolder: String) async throws -> Backfill {
        var checked = backfill
        guard backfill.selection != .failed else { return checked }
        let stored = try await store.pool.read { try backfill.stored($0) }
        checked.damaged = await withCheckedContinuation { continuation in
            StoredReport.files.async {
                let damaged = stored.map { ($0.run, $0.reports.filter { $0.placed(inDataFolder: dataFolder).isDamaged }) }.filter { !$0.1.isEmpty }
                continuation.resume(returning: Dictionary(uniqueKeysWithValues: damaged))
            }
        }
        return checked
    }

    /// Sets the damaged files aside of what a checked backfill is about to ask for again: their names are free by then. What became whole meanwhile
    /// stays, and so does what another collection has stored anew in the same place, which is taken over. A crash before the backfill is carried out
    /// leaves reports without files, which the next one finds.
    ///
    /// - Throws: a `Failure` with the code `storage`; what was set aside by then stays so.
    package func setAside(_ backfill: Backfill, for items: [Backfill.Item], dataFolder: String) async throws {
        for report in items.filter(\.isRetried).flatMap({ backfill.damaged[$0.run] ?? [] }) {
            let file = report.placed(inDataFolder: dataFolder)
            guard let present = await file.digest(), present != report.sha256 else { continue }
            let isAnothers = try await store.pool.read { try SessionTable.isStored($0, path: report.path, sha256: present) }
            if !isAnothers { try await file.setAside(holding: present) }
        }
    }
}

extension ServiceFlow {
    /// The reports of sessions that it has stored.
    fileprivate var storedReports: [StoredReport] { autowebinar?.facts.reports ?? collection?.facts.calls.flatMap(\.reports) ?? [] }

    /// Forgets reports and asks for them anew. False, with nothing changed, where livedigital has them no more, or the flow is not at rest.
    mutating func collectAgain(_ damaged: [StoredReport], at now: Date) -> Bool {
        switch self {
        case .autowebinar(var flow):
            guard flow.collectAgain(damaged, at: now) else { return false }
            self = .autowebinar(flow)
        case .collection(var flow):
            guard flow.collectAgain(damaged, at: now) else { return false }
            self = .collection(flow)
        default: return false
        }
        return true
    }
}

extension AutowebinarFlow {
    fileprivate mutating func collectAgain(_ damaged: [StoredReport], at now: Date) -> Bool {
        guard facts.published, let endsAt else { return false }
        switch state {
        // With its playback removed, nobody has its report.
        case .completed where plan.cleanupAfter == nil, .awaitCleanup, .failed(_, _, left: nil): break
        default: return false
        }
        facts.reports.removeAll(where: damaged.contains)
        state = .collectAnalytics(Collecting(deadline: max(endsAt, now).later(by: plan.analytics.giveUpAfter)))
        return true
    }
}

extension CollectionFlow {
    fileprivate mutating func collectAgain(_ damaged: [StoredReport], at now: Date) -> Bool {
        switch state {
        case .completed: break
        case .failed: guard retry(at: now) else { return false }
        default: return false
        }
        facts.since = now
        for index in facts.calls.indices where facts.calls[index].reports.contains(where: damaged.contains) {
            facts.calls[index].reports.removeAll(where: damaged.contains)
            facts.calls[index].asksAt = nil
        }
        if facts.spaceId != nil { goOn(at: now) }
        return true
    }
}
