import DurableFlow
package import Foundation
import GRDB
import LivedigitalAPI
import Recurrence

/// Makes the runs of a job, or finds the one that is not finished.
package struct JobRunner: Sendable {
    package var workspace: Workspace

    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    /// What running a job now means.
    package enum Plan: Sendable {
        /// A run of the job has not ended: it goes on from what is stored, whatever clock and file say now.
        case resume(key: String)
        /// A new run, for this instant; nil is the permanent form.
        case begin(startsAt: Date?)
    }

    /// - Parameters:
    ///   - start: when a job without a schedule begins.
    ///   - reader: nil where there is no database yet.
    /// - Throws: ``DiagnosticList`` where no occurrence is left or a step names a start that has passed, an `OperatorError` where only an event begins a run. Nothing is written.
    package func plan(_ file: JobFile, start: Date, reader: WorkspaceReader?, now: Date) async throws -> Plan {
        if let unfinished = try await unfinished(file.job.name, start, reader) { return .resume(key: unfinished) }
        if let trigger = file.job.trigger {
            let wait = "store it with `autowebinar apply` and let `autowebinar serve` wait for it"
            throw OperatorError(
                file.job.autowebinar == nil
                    ? "\(file.job.name) is begun by \(trigger.event.rawValue), of which its steps are told; \(wait)"
                    : "\(file.job.name) waits for a recording that finishes, which supplies its record; \(wait). Once one has, `autowebinar job trigger "
                        + "\(file.job.name)` shows it by hand")
        }
        // A collection has nothing to be made ahead of its date: it is done now. Actions are done once for each date.
        if file.job.analytics != nil { return .begin(startsAt: file.job.schedule == nil ? start : now) }
        let zones = workspace.zones
        if let passed = file.passedStart(at: now) { throw DiagnosticList(passed) }
        switch try file.job.next(1, from: now, zones: zones) {
        case .occurrences(let occurrences): return .begin(startsAt: occurrences.first?.startsAt)
        case .noneLeft(let last): throw DiagnosticList(file.noOccurrenceLeft(last: last, zones: workspace.zones))
        case .unscheduled: return .begin(startsAt: start)
        }
    }

    /// The run of the job that has not ended and begins at that instant, else the oldest that has not ended.
    private func unfinished(_ job: String, _ start: Date, _ reader: WorkspaceReader?) async throws -> String? {
        let unfinished = try await reader?.runs(job: job).filter {
            !$0.state.isFinal && RunKey.whole($0.id) == $0.id && !RunKey.isShared($0.id)
        }
        return (unfinished?.last { $0.startsAt == WireDate.format(start) } ?? unfinished?.last)?.id
    }

    /// Makes the run of an occurrence, which is decided thereby, whether the job is applied or will be. Where that occurrence has a run that ended
    /// without being published, another generation is made; one that was published stands.
    ///
    /// - Returns: the key, and whether the run is new.
    package func begin(_ job: Job, startsAt: Date?, in owned: OwnedWorkspace, now: Date) async throws -> (key: String, isNew: Bool) {
        // The key says it to the millisecond, and the table has to say the same.
        let startsAt = startsAt?.cutToMilliseconds
        let flow = ServiceFlow(
            job, startsAt: startsAt, webURL: workspace.configuration.livedigital.webURL, beginsAtOnce: true, now: now)
        return try await owned.engine.change { journal, db, now in
            // The file may say something else than when the playback was made.
            try SharedPlaybacks.amend(db, journal, job, actor: "operator", now: now)
            for generation in 1...1000 {
                let key = RunKey.make(job: job.name, startsAt: startsAt, generation: generation)
                if try journal.submit(db, key: key, flow: flow, now: now) {
                    if let startsAt { try decide(db, job, startsAt, run: key, now: now) }
                    return (key, true)
                }
                let existing = try RunRecord.fetch(db, key: key).map(RunView.init)
                guard let existing, [.cancelled, .failed, .skipped].contains(existing.state), !existing.published else { return (key, false) }
            }
            throw OperatorError("\(job.name) was tried a thousand times for the same instant; look at: autowebinar run list")
        }
    }

    /// Without the row, what a later change of the job cancels and renames would leave the run out.
    private func decide(_ db: Database, _ job: Job, _ startsAt: Date, run: String, now: Date) throws {
        // A collection is done now, not at one of its dates.
        let isPlanned = job.schedule != nil && job.analytics == nil
        try OccurrenceTable.put(
            db,
            StoredOccurrence(
                job: job.name, nominal: startsAt, startsAt: startsAt, outcome: .run, run: run,
                reason: isPlanned ? nil : StoredOccurrence.triggered, decidedAt: now),
            alertAt: isPlanned ? job.alertMoment(startsAt: startsAt, now: now) : nil)
    }
}
