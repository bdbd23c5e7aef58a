import Crypto
import DurableFlow
package import Foundation
package import GRDB
package import Recurrence

/// Works out what job files would change in the stored jobs, and changes it.
package struct ChangePlanner: Sendable {
    private let zones: ZoneDatabase

    package init(zones: ZoneDatabase) {
        self.zones = zones
    }

    /// The changes that make the stored jobs as the files say. Reads only.
    ///
    /// - Parameters:
    ///   - prune: also remove stored jobs that no file describes.
    ///   - db: nil where there is no database yet.
    package func changes(_ files: [JobFile], prune: Bool, in db: Database?, now: Date) throws -> ChangeSet {
        let stored = try db.map { try JobTable.fetchAll($0) } ?? []
        let known = Dictionary(uniqueKeysWithValues: stored.map { ($0.job.name, $0) })
        var changes: [ChangeSet.Change] = []
        for file in files.sorted(by: { $0.job.name < $1.job.name }) {
            if let old = known[file.job.name] {
                if old.job != file.job { changes.append(try update(old.job, file, db, now: now)) }
            } else {
                changes.append(
                    ChangeSet.Change(
                        kind: .create, name: file.job.name, file: file.file, job: file.job, differences: [], cancelled: [], amended: [],
                        next: try next(file.job, now)))
            }
        }
        let described = Set(files.map(\.job.name))
        for old in stored where prune && !described.contains(old.job.name) {
            changes.append(
                ChangeSet.Change(
                    kind: .remove, name: old.job.name, file: old.file, job: nil, differences: [],
                    cancelled: try upcoming(db, old.job.name, now).compactMap(\.run), amended: [], next: []))
        }
        let unchanged = files.count - changes.count { $0.kind != .remove }
        let base = try fingerprint(db, changing: changes.map(\.name), since: now)
        return ChangeSet(plannedAt: now, base: base, changes: changes, unchanged: unchanged)
    }

    private func update(_ old: Job, _ file: JobFile, _ db: Database?, now: Date) throws -> ChangeSet.Change {
        let upcoming = try upcoming(db, old.name, now)
        let kept = try belonging(upcoming, to: file.job, insteadOf: old, now: now)
        let isAmended = try file.job.amendment(from: old) != nil
        return ChangeSet.Change(
            kind: .update, name: old.name, file: file.file, job: file.job, differences: try ChangeSet.Difference.between(old, file.job),
            cancelled: upcoming.filter { !kept.contains($0.nominal) }.compactMap(\.run),
            amended: isAmended ? upcoming.filter { kept.contains($0.nominal) }.compactMap(\.run) : [], next: try next(file.job, now))
    }

    /// The instants that the new job still has. None where it shows elsewhere, since an event cannot move to another room or account.
    private func belonging(_ upcoming: [StoredOccurrence], to job: Job, insteadOf old: Job, now: Date) throws -> Set<Date> {
        guard job.sharesRuns(with: old), let schedule = job.schedule, let last = upcoming.map(\.nominal).max() else { return [] }
        let wanted = Set(upcoming.map(\.nominal))
        return Set(try schedule.occurrences(from: now, zones: zones).lazy.map(\.instant).prefix { $0 <= last }.filter(wanted.contains))
    }

    private func upcoming(_ db: Database?, _ job: String, _ now: Date) throws -> [StoredOccurrence] {
        guard let db else { return [] }
        return try OccurrenceTable.fetch(db, job: job, from: now).filter { $0.outcome == .run }
    }

    private func next(_ job: Job, _ now: Date) throws -> [Occurrence] {
        guard case .occurrences(let occurrences) = try job.next(3, from: now, zones: zones) else { return [] }
        return occurrences
    }

    /// Stands for all stored jobs and the upcoming runs of those that change.
    private func fingerprint(_ db: Database?, changing names: [String], since: Date) throws -> String {
        var hash = SHA256()
        guard let db else { return "empty" }
        let jobs = try JobTable.fetchAll(db)
        guard !jobs.isEmpty else { return "empty" }
        for stored in jobs { hash.update(data: try stored.job.snapshot()) }
        for name in names.sorted() {
            for occurrence in try upcoming(db, name, since) { hash.update(data: Data("\(name) \(occurrence.run ?? "")\n".utf8)) }
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }

    /// Carries a change set out inside the caller's transaction.
    ///
    /// - Throws: an `OperatorError` where the stored state is not the one that the set was worked out for; then nothing is changed.
    package func apply(_ set: ChangeSet, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> String {
        guard try fingerprint(db, changing: set.changes.map(\.name), since: set.plannedAt) == set.base else {
            throw OperatorError("the stored jobs have changed since the plan was made; nothing was applied. Plan again")
        }
        for change in set.changes {
            for key in change.cancelled { try cancel(key, db, journal, actor: actor, now: now) }
            switch change.kind {
            case .remove:
                try JobTable.remove(db, change.name)
            case .create, .update:
                guard let job = change.job else { continue }
                var stored = try JobTable.fetch(db, change.name) ?? StoredJob(job: job, file: change.file, appliedAt: now)
                if let amendment = try job.amendment(from: stored.job) {
                    for key in change.amended { try amend(key, to: amendment, db, journal, actor: actor, now: now) }
                }
                (stored.job, stored.file, stored.appliedAt, stored.cursor, stored.nextPlanning) = (job, change.file, now, now, now)
                try JobTable.put(db, stored)
            }
            try journal.audit(db, nil, actor, "job \(change.kind.rawValue) \(change.name)", now: now)
        }
        func count(_ kind: ChangeSet.Change.Kind) -> Int { set.changes.count { $0.kind == kind } }
        return "\(count(.create)) created, \(count(.update)) changed, \(count(.remove)) removed, \(set.unchanged) unchanged"
    }

    /// Lets the run of an occurrence that stays take the changes over; one that has ended stays as it is.
    private func amend(_ key: String, to amendment: Data, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws {
        guard let record = try RunRecord.fetch(db, key: key), !record.state.isFinal else { return }
        try journal.amend(db, key: key, amendment: amendment, actor: actor, now: now)
    }

    /// Cancels the run of an occurrence that does not belong any more; one that has ended stays as it is.
    private func cancel(_ key: String, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws {
        guard let record = try RunRecord.fetch(db, key: key) else { return }
        if !record.state.isFinal { try journal.cancel(db, key: key, actor: actor, now: now) }
        try OccurrenceTable.cancel(db, run: key, reason: "its date does not belong to the job any more", now: now)
    }
}
