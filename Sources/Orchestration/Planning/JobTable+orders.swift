package import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI
import Recurrence

/// What people ask of stored jobs. Each runs inside the caller's transaction and leaves a note in the audit.
extension JobTable {
    /// Occurrences become no runs until the job is resumed; runs that exist go on.
    static func pause(_ db: Database, _ journal: ServiceJournal, name: String, note: String?, actor: String, now: Date) throws -> String {
        var stored = try existing(db, name)
        guard stored.state == .active else {
            guard let note else { return "\(name) is paused already" }
            stored.pausedReason = note
            try put(db, stored)
            try journal.audit(db, nil, actor, "job pause \(name): \(note)", now: now)
            return "\(name) is paused already; its note now says: \(note)"
        }
        (stored.state, stored.pausedReason, stored.pausedBy, stored.pausedAt) = (.paused, note, actor, now)
        try put(db, stored)
        try journal.announce(.paused(stored.job, at: now), db, now: now)
        try journal.audit(db, nil, actor, "job pause \(name)\(note.map { ": \($0)" } ?? "")", now: now)
        return "\(name) is paused; what is published already stays"
    }

    /// Occurrences become runs again; those whose start passed meanwhile are recorded as missed, those whose showing failed ahead of its start are
    /// tried again.
    static func resume(_ db: Database, _ journal: ServiceJournal, name: String, actor: String, now: Date) throws -> String {
        var stored = try existing(db, name)
        guard stored.state == .paused else { return "\(name) is not paused" }
        try forgetFailures(db, of: &stored)
        (stored.state, stored.pausedReason, stored.pausedBy, stored.pausedAt) = (.active, nil, nil, nil)
        stored.takeBack(to: now)
        stored.nextPlanning = StoredJob.atOnce
        try OccurrenceTable.reopenUnpublished(db, job: name, now: now)
        try put(db, stored)
        try journal.audit(db, nil, actor, "job resume \(name)", now: now)
        return "\(name) goes on"
    }

    /// Makes a run besides the schedule; a date whose run was cancelled, skipped or failed before it was published gets another.
    ///
    /// - Parameter startsAt: nil is ten minutes from now for a showing, which has to be made and published before, and now for anything else.
    /// - Returns: the key of the run.
    static func trigger(
        _ db: Database, _ journal: ServiceJournal, name: String, startsAt: Date?, webURL: String, actor: String, now: Date
    ) throws -> String {
        let stored = try existing(db, name)
        guard let job = stored.openedJob else {
            throw OperatorError("\(name) waits for a recording that finishes, which supplies its record; it cannot be triggered before")
        }
        if job.autowebinar == nil, let trigger = job.trigger {
            throw OperatorError("\(name) is begun by \(trigger.event.rawValue), of which its steps are told; it cannot be triggered by hand")
        }
        if case .always = job.schedule?.series {
            guard let closing = try OccurrenceTable.decided(db, job: name, from: now).closing else {
                throw OperatorError("\(name) is permanent: it is always open and needs no trigger")
            }
            throw OperatorError("\(name) is permanent and \(closing.reason); \(closing.remedy)")
        }
        // Whole seconds: livedigital may cut the rest.
        let soon = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + 600).rounded(.up))
        let wanted = startsAt ?? (job.autowebinar == nil ? now : soon)
        guard job.mayStart(at: wanted, now: now) else { throw OperatorError("\(WireDate.format(wanted)) has passed") }
        // The key says it to the millisecond, and the table has to say the same.
        let startsAt = max(wanted, now).cutToMilliseconds
        if let known = try OccurrenceTable.fetch(db, job: name, nominal: startsAt), known.outcome == .run, let run = known.run,
            try RunRecord.fetch(db, key: run)?.leavesDateFree != true
        {
            throw OperatorError("\(run) exists for that instant; look at it with: autowebinar run show \(run)")
        }
        let flow = ServiceFlow(job, startsAt: startsAt, webURL: webURL, now: now)
        for generation in 1...1000 {
            let key = RunKey.make(job: name, startsAt: startsAt, generation: generation)
            guard try journal.submit(db, key: key, flow: flow, now: now) else { continue }
            try OccurrenceTable.put(
                db,
                StoredOccurrence(
                    job: name, nominal: startsAt, startsAt: startsAt, outcome: .run, run: key, reason: StoredOccurrence.triggered, decidedAt: now))
            try journal.audit(db, nil, actor, "job trigger \(key)", now: now)
            return key
        }
        throw OperatorError("\(name) was tried a thousand times for the same instant; look at: autowebinar run list")
    }

    /// A job begins anew with no failures; one that is paused stays so. Why is told on only where whoever runs the service said it: anything else may
    /// name what is in an account that the job has left.
    static func forgetFailures(_ db: Database, of stored: inout StoredJob) throws {
        try db.execute(sql: "DELETE FROM job_failure WHERE job = ?", arguments: [stored.job.name])
        stored.failures = 0
        if stored.pausedBy?.hasPrefix("operator") == false { stored.pausedReason = nil }
    }

    /// Tries a run again. Its failure is taken back where it counts: it does so once, however often the run is tried.
    static func retry(_ db: Database, _ journal: ServiceJournal, key: String, actor: String, now: Date) throws {
        try journal.retry(db, key: key, actor: actor, now: now)
        try takeBackFailure(db, key: key)
    }

    /// The failure of a run that goes on counts no more, where it did.
    static func takeBackFailure(_ db: Database, key: String) throws {
        let job = RunKey.job(of: key)
        try db.execute(sql: "DELETE FROM job_failure WHERE job = ? AND run = ?", arguments: [job, key])
        guard db.changesCount > 0 else { return }
        try db.execute(sql: "UPDATE job SET failures = failures - 1 WHERE name = ? AND failures > 0", arguments: [job])
    }

    /// Counts a run that has ended, and pauses its job after as many failures in a row as it allows. Only runs that ended before their publication
    /// count: a report that cannot be had is no reason to hold no more sessions. Nor do those of a connection that the job has left.
    ///
    /// - Returns: why the job is paused from now on; nil where it is not.
    @discardableResult
    package static func noteEnding(
        _ db: Database, _ journal: ServiceJournal, key: String, flow: ServiceFlow, ending: Ending, now: Date
    ) throws -> String? {
        guard !flow.isInternal else { return nil }
        switch ending {
        case .failed(let failure) where flow.countsAsFailure:
            guard var stored = try fetch(db, RunKey.job(of: key)), stored.job.connection == flow.lane else { return nil }
            try db.execute(sql: "INSERT OR IGNORE INTO job_failure(job, run) VALUES(?, ?)", arguments: [stored.job.name, key])
            guard db.changesCount > 0 else { return nil }
            stored.failures += 1
            let limit = stored.job.pauseAfter
            let isTooMany = limit > 0 && stored.failures >= limit && stored.state == .active
            if isTooMany {
                (stored.state, stored.pausedBy, stored.pausedAt) = (.paused, "service", now)
                stored.pausedReason = "failed runs in a row: \(stored.failures), the last with: \(failure.message)"
                try journal.announce(.paused(stored.job, at: now), db, now: now)
            }
            try putProgress(db, stored)
            return isTooMany ? stored.pausedReason : nil
        case .completed:
            try endFailures(db, key: key)
            // What a permanent autowebinar is collected by comes next.
            if flow.permanentCollection != nil || flow.autowebinar?.isOpen == true {
                try db.cachedStatement(sql: "UPDATE job SET next_ms = ? WHERE name = ?").execute(arguments: [
                    StoredJob.atOnce.wholeMilliseconds, RunKey.job(of: key),
                ])
            }
        case .failed, .cancelled, .skipped: break
        }
        return nil
    }

    /// A showing is published, or a run is completed, which ends a row of failures. Those of later runs go on: what is made up for by hand says nothing
    /// of them.
    static func endFailures(_ db: Database, key: String) throws {
        let job = RunKey.job(of: key)
        let hasFailures = try db.cachedStatement(sql: "SELECT 1 FROM job WHERE name = ? AND failures > 0")
        guard try Int.fetchOne(hasFailures, arguments: [job]) != nil else { return }
        try db.execute(
            sql: """
                DELETE FROM job_failure WHERE job = :job AND NOT EXISTS (
                  SELECT 1 FROM flow JOIN flow AS success ON success.key = :key WHERE flow.key = job_failure.run AND flow.id > success.id);
                UPDATE job SET failures = (SELECT count(*) FROM job_failure WHERE job = :job) WHERE name = :job;
                """, arguments: ["job": job, "key": key])
    }

    private static func existing(_ db: Database, _ name: String) throws -> StoredJob {
        guard let stored = try fetch(db, name) else { throw OperatorError("there is no job \(name); `autowebinar job list` shows them all") }
        return stored
    }
}

extension Job {
    /// Whether a run that is triggered may begin at an instant: a showing has to lie ahead; of anything else, "now" has passed by a moment once it
    /// arrives here.
    package func mayStart(at instant: Date, now: Date) -> Bool {
        instant >= (autowebinar == nil ? now.later(by: .zero - Job.promptness) : now)
    }
}
