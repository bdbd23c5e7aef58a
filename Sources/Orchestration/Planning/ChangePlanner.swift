import Crypto
import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI
package import Recurrence

/// Works out what job files would change in the stored jobs, and changes it.
package struct ChangePlanner: Sendable {
    private let zones: ZoneDatabase

    /// How many of the next dates a change shows.
    private static let shownDates = 3
    /// How many dates are looked at for that; those behind them are shown as the schedule says.
    private static let longestWalk = 1000

    package init(zones: ZoneDatabase) { self.zones = zones }

    /// From which the paths of files lead.
    private var folder: String { WorkingFolder.path() }

    /// The changes that make the stored jobs as the files say. Reads only.
    ///
    /// - Parameters:
    ///   - prune: also remove stored jobs that no file describes, but for those that a connection put over HTTP under a name of its own, and those
    ///     whose file is there and was not read.
    ///   - db: nil where there is no database yet.
    package func changes(_ files: [JobFile], prune: Bool, in db: Database?, now: Date) throws -> ChangeSet {
        let stored = try db.map { try JobTable.fetchSnapshots($0) } ?? []
        let known = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0) })
        var changes: [ChangeSet.Change] = []
        let folder = folder
        let files = files.sorted { $0.job.name < $1.job.name }
        let snapshots = files.map(\.job).mapOnAllCores { job in Result { try job.snapshot() } }
        for (file, snapshot) in zip(files, snapshots) {
            if let old = known[file.job.name] {
                // The same bytes are the same job; other bytes may be, too, where another version stored them.
                let isMoved = ReadFiles.isMoved(from: old.file, appliedIn: old.folder, to: file.file, in: folder)
                guard try isMoved || snapshot.get() != old.snapshot else { continue }
                let job = try Job(snapshot: old.snapshot)
                guard isMoved || job != file.job else { continue }
                var change = try job == file.job ? unchanged(file, db, now: now) : update(job, file, db, now: now)
                if isMoved {
                    let names = old.file == file.file ? (old.folder, folder) : (old.file, file.file)
                    change.differences.append(.file(from: names.0, to: names.1))
                }
                changes.append(change)
            } else {
                // It may have been run by hand already.
                let leaving = try sorted(upcoming(db, file.job.name, now), for: file.job, insteadOf: nil).leaving
                changes.append(
                    ChangeSet.Change(
                        kind: .create, name: file.job.name, file: file.file, folder: folder, job: file.job, differences: [],
                        cancelled: try runs(of: leaving, db), amended: [],
                        next: try next(file.job, now, decided: DecidedDates())))
            }
        }
        let described = Set(files.map(\.job.name))
        let read = prune ? ReadFiles(files, stored: stored.map { ($0.name, $0.file, $0.folder) }) : nil
        for old in stored where prune && !described.contains(old.name) && !JobName.isOwn(old.name) {
            guard read?.proveGone(old.file, appliedIn: old.folder) ?? false else { continue }
            changes.append(try removal(of: old.name, file: old.file, db, now: now))
        }
        let unchanged = files.count - changes.count { $0.kind != .remove }
        let base = try fingerprint(db, stored.map(\.snapshot), changing: changes.map(\.name), since: now)
        return ChangeSet(plannedAt: now, base: base, changes: changes, unchanged: unchanged)
    }

    /// The removal of one stored job by its connection, whatever files there are. Reads only.
    package func removal(of old: StoredJob, in db: Database, now: Date) throws -> ChangeSet {
        var change = try removal(of: old.job.name, file: old.file, db, now: now)
        change.cancelled = try runs(change.cancelled, in: old.job.connection, db)
        let snapshots = try JobTable.fetchSnapshots(db).map(\.snapshot)
        return ChangeSet(plannedAt: now, base: try fingerprint(db, snapshots, changing: [old.job.name], since: now), changes: [change], unchanged: 0)
    }

    private func removal(of name: String, file: String?, _ db: Database?, now: Date) throws -> ChangeSet.Change {
        ChangeSet.Change(
            kind: .remove, name: name, file: file, job: nil, differences: [],
            cancelled: try runs(of: upcoming(db, name, now), db) + permanent(db, name) + shared(db, name) + begun(db, name, now),
            amended: [], next: [])
    }

    private func unchanged(_ file: JobFile, _ db: Database?, now: Date) throws -> ChangeSet.Change {
        let decided = try db.map { try OccurrenceTable.decided($0, job: file.job.name, from: now) } ?? DecidedDates()
        return ChangeSet.Change(
            kind: .update, name: file.job.name, file: file.file, folder: folder, job: file.job, differences: [], cancelled: [], amended: [],
            next: try next(file.job, now, decided: decided))
    }

    private func update(_ old: Job, _ file: JobFile, _ db: Database?, now: Date) throws -> ChangeSet.Change {
        let (kept, leaving) = try sorted(upcoming(db, old.name, now), for: file.job, insteadOf: old)
        // A showing that stays where the job shows elsewhere now goes on as it was: the new record is not one of its room.
        let isAmended = try file.job.sharesPlace(with: old) && file.job.amendment(from: old) != nil
        let permanent = try permanent(db, old.name)
        var decided = try db.map { try OccurrenceTable.decided($0, job: old.name, from: now, isChanged: true) } ?? DecidedDates()
        if let db { decided.leftOut.formUnion(try skipped(by: file.job, without: leaving, leftOut: decided.leftOut, db, now: now)) }
        // What was taken down opens anew.
        decided.closing = nil
        let shared = try shared(db, old.name)
        let isElsewhere = !file.job.sharesRuns(with: old)
        let isPermanent = if case .always = file.job.schedule?.series, file.job.sharesRuns(with: old) { true } else { false }
        return ChangeSet.Change(
            kind: .update, name: old.name, file: file.file, folder: folder, job: file.job,
            differences: try ChangeSet.Difference.between(old, file.job),
            cancelled: try runs(of: leaving, db) + (isPermanent ? [] : permanent) + (isElsewhere ? shared : []),
            amended: isAmended
                ? try runs(runs(of: kept, db) + (isPermanent ? permanent : []) + (isElsewhere ? [] : shared), in: old.connection, db) : [],
            next: try next(file.job, now, decided: decided))
    }

    /// The upcoming occurrences: those that belong to the job as it shall be, and those that do not.
    ///
    /// - Parameters:
    ///   - job: nil for a removal.
    ///   - old: nil where the job is new.
    private func sorted(
        _ upcoming: [StoredOccurrence], for job: Job?, insteadOf old: Job?
    ) throws -> (kept: [StoredOccurrence], leaving: [StoredOccurrence]) {
        guard let job else { return ([], upcoming) }
        let kept = try belonging(upcoming, to: job, insteadOf: old)
        return (upcoming.filter { kept.contains($0.nominal) }, upcoming.filter { !kept.contains($0.nominal) })
    }

    /// The instants of the runs that stay: those that the new job still has, and those that no schedule has made, of which it says nothing. Of the
    /// former none where the job shows elsewhere, since an event cannot move to another room or account.
    ///
    /// - Parameter old: nil where the job is new.
    private func belonging(_ upcoming: [StoredOccurrence], to job: Job, insteadOf old: Job?) throws -> Set<Date> {
        let besides = Set(upcoming.filter { $0.isTriggered || old.map { $0.schedule == nil } ?? false }.map(\.nominal))
        guard job.sharesRuns(with: old ?? job) else { return besides }
        // A session that waits for the one before it is still ahead when its own instant has passed.
        return besides.union(try scheduled(by: job, among: Set(upcoming.map(\.nominal)).subtracting(besides)))
    }

    /// The instants among some that are dates of a job's schedule.
    private func scheduled(by job: Job, among instants: Set<Date>) throws -> Set<Date> {
        guard let schedule = job.schedule, let first = instants.min(), let last = instants.max() else { return [] }
        return Set(try schedule.occurrences(from: first, zones: zones).lazy.map(\.instant).prefix { $0 <= last }.filter(instants.contains))
    }

    /// The dates within the horizon of a job as it shall be that it skips: they overlap with a session that stays, or one that it will hold.
    /// As many as it takes to know the first that it holds.
    ///
    /// - Parameters:
    ///   - leaving: whose runs will not be held; where a date of them stays, it is decided anew.
    ///   - leftOut: the dates that see no session whatever the others are.
    private func skipped(
        by job: Job, without leaving: [StoredOccurrence], leftOut: Set<Date>, _ db: Database, now: Date
    ) throws -> Set<Date> {
        guard job.autowebinar?.overlap == .skip, let schedule = job.schedule, schedule.series != .always else { return [] }
        let gone = Set(leaving.compactMap(\.run))
        let end = now.later(by: job.leadTime)
        let dates = try schedule.occurrences(from: now, zones: zones).lazy.map(\.instant).prefix { $0 <= end }.prefix(Self.longestWalk)
        var skipped: Set<Date> = []
        var (held, shown) = (Date?.none, 0)
        for date in dates where !leftOut.contains(date) {
            guard shown < Self.shownDates else { break }
            if try OccurrenceTable.fetch(db, job: job.name, nominal: date)?.showing(db, without: gone)?.isHeld == true {
                shown += 1
            } else if try SessionBefore.find(db, job: job.name, date, without: gone, with: held).end(after: date) == nil,
                try SessionAfter.start(db, job: job.name, date, without: gone) == nil
            {
                held = date
                shown += 1
            } else {
                skipped.insert(date)
            }
        }
        return skipped
    }

    private func next(_ job: Job, _ now: Date, decided: DecidedDates) throws -> [Occurrence] {
        try job.next(Self.shownDates, from: now, decided: decided, zones: zones)
    }

    /// Stands for all stored jobs, the upcoming runs of those that change, and which of these there is something to change of. How far a run has come is
    /// no part of it.
    private func fingerprint(_ db: Database?, _ snapshots: [Data], changing names: [String], since: Date) throws -> String {
        var hash = SHA256()
        for snapshot in snapshots { hash.update(data: snapshot) }
        for name in names.sorted() {
            let upcoming = try upcoming(db, name, since)
            for run in try upcoming.map({ $0.run ?? "" }) + permanent(db, name) + shared(db, name) {
                hash.update(data: Data("\(name) \(run)\n".utf8))
            }
            for run in try runs(of: upcoming, db) { hash.update(data: Data("\(name) may change \(run)\n".utf8)) }
        }
        return hash.finalize().hexadecimal
    }

    /// Carries a change set out inside the caller's transaction.
    ///
    /// - Throws: an `OperatorError` where the stored state is not the one that the set was worked out for, or a session that the set would touch has
    ///   begun since; then nothing is changed.
    package func apply(_ set: ChangeSet, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> String {
        let snapshots = try JobTable.fetchSnapshots(db).map(\.snapshot)
        guard try fingerprint(db, snapshots, changing: set.changes.map(\.name), since: set.plannedAt) == set.base else {
            throw OperatorError("the stored jobs or their runs have changed since the plan was made; nothing was applied. Plan again")
        }
        try checkNoneHasBegun(set, db, now: now)
        for change in set.changes {
            if change.isOfFileAlone {
                try JobTable.putFile(db, change.name, change.file, in: change.folder)
                try journal.audit(db, nil, actor, "job \(change.name) has its file in another place", now: now)
                continue
            }
            try endSettled(change, db, now: now)
            for key in change.cancelled { try cancel(key, db, journal, actor: actor, now: now) }
            try journal.endPermanentCollection(db, of: change.name, actor: actor, now: now)
            switch change.kind {
            case .remove:
                try JobTable.remove(db, change.name)
            case .create, .update:
                guard let job = change.job else { continue }
                if change.kind == .create { try forgetCancelled(of: change.name, db, now: now) }
                var stored = try JobTable.fetch(db, change.name) ?? StoredJob(job: job, file: change.file, appliedAt: now)
                if let before = stored.openedJob, let after = job.opened(by: stored.opening), let amendment = try after.amendment(from: before) {
                    let keepsRecord = job.trigger != nil && job.schedule == nil
                    for key in change.amended { try amend(key, to: amendment, keepsRecord: keepsRecord, db, journal, actor: actor, now: now) }
                }
                stored.takeBack(to: now)
                // What has come and is not decided yet was due by the old dates, and is decided by them.
                if job.schedule != stored.job.schedule {
                    stored.leaveDates(now: now)
                    stored.cursor = now
                }
                if job.connection != stored.job.connection { try JobTable.forgetFailures(db, of: &stored) }
                (stored.job, stored.appliedAt, stored.nextPlanning) = (job, now, StoredJob.atOnce)
                (stored.file, stored.folder) = (change.file, change.file == nil ? nil : change.folder)
                // What was skipped ahead was so for what the job said then.
                try OccurrenceTable.forgetSkipped(db, job: change.name, from: now)
                try OccurrenceTable.reopenUnpublished(db, job: change.name, now: now)
                try JobTable.put(db, stored)
                try SharedPlaybacks.wake(db, journal, job: change.name, now: now)
            }
            try journal.audit(db, nil, actor, "job \(change.kind.rawValue) \(change.name)", now: now)
        }
        func count(_ kind: ChangeSet.Change.Kind) -> Int { set.changes.count { $0.kind == kind } }
        return "\(count(.create)) created, \(count(.update)) changed, \(count(.remove)) removed, \(set.unchanged) unchanged"
    }

    /// Refuses a set that cancels or changes what was ahead when it was worked out, and is a session that has begun by now.
    private func checkNoneHasBegun(_ set: ChangeSet, _ db: Database, now: Date) throws {
        for change in set.changes {
            let touched = Set(change.cancelled + change.amended)
            let ahead = Set(try upcoming(db, change.name, now).map(\.nominal))
            let begun = try upcoming(db, change.name, set.plannedAt).filter { !ahead.contains($0.nominal) }.compactMap(\.run)
            guard let run = begun.first(where: touched.contains) else { continue }
            throw OperatorError("the session of \(run) has begun since the plan was made; nothing was applied. Plan again")
        }
    }

    /// The dates that do not belong to the job any more, and whose runs there is nothing to change of, are not the job's either: one that comes back is
    /// decided anew.
    private func endSettled(_ change: ChangeSet.Change, _ db: Database, now: Date) throws {
        let old = change.kind == .create ? nil : try JobTable.fetch(db, change.name)?.job
        for occurrence in try sorted(upcoming(db, change.name, now), for: change.job, insteadOf: old).leaving {
            guard let run = occurrence.run, try runs(of: [occurrence], db).isEmpty else { continue }
            try OccurrenceTable.cancel(db, run: run, reason: Self.leaves, now: now)
        }
    }

    /// Why an occurrence is none any more.
    private static let leaves = "its date does not belong to the job any more"

    /// What was run by hand before the job was applied, and cancelled, is no reason to leave its date out.
    private func forgetCancelled(of name: String, _ db: Database, now: Date) throws {
        for run in try upcoming(db, name, now).compactMap(\.run) where try RunRecord.fetchState(db, key: run)?.state == .cancelled {
            try OccurrenceTable.cancel(db, run: run, reason: "its run was cancelled before the job was applied", now: now)
        }
    }

    /// Lets the run of an occurrence that stays take the changes over; one that has ended stays as it is.
    ///
    /// - Parameter keepsRecord: it shows a recording of its own, whatever the job showed last.
    private func amend(
        _ key: String, to amendment: Data, keepsRecord: Bool, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date
    ) throws {
        guard let record = try RunRecord.fetch(db, key: key), !record.state.isFinal || record.state == .completed else { return }
        var amendment = amendment
        if keepsRecord, let plan = try ServiceFlow(record).autowebinar?.plan {
            var own = try AutowebinarAmendment(encoded: amendment)
            own.record = plan.record
            amendment = try own.encoded()
        }
        guard record.state != .completed else { return try journal.amendCompleted(db, key: key, amendment: amendment, actor: actor, now: now) }
        try journal.amend(db, key: key, amendment: amendment, actor: actor, now: now)
    }

    /// Cancels the run of an occurrence that does not belong any more; one that has ended stays as it is.
    private func cancel(_ key: String, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws {
        guard let record = try RunRecord.fetch(db, key: key) else { return }
        if !record.state.isFinal || record.state == .completed && RunKey.occurrence(of: key) == RunKey.make(job: RunKey.job(of: key), startsAt: nil) {
            try journal.end(db, key: key, actor: actor, now: now)
        }
        try OccurrenceTable.cancel(db, run: key, reason: Self.leaves, now: now)
    }
}
