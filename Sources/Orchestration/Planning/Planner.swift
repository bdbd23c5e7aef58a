import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI
package import Recurrence

/// Makes runs of the occurrences that have come within their job's horizon, exactly one each, and reports the ones that are late.
///
/// Everything happens inside the caller's transaction and by the instant that is passed in, so a crash at any moment leaves each occurrence either
/// undecided or decided once.
package struct Planner: Sendable {
    private let zones: ZoneDatabase
    private let webURL: String

    /// Occurrences of one job that are decided in one transaction, so that other writers get their turn.
    private static let batch = 200
    /// So long before its start an occurrence is decided, also where it is not known how long the session before it lasts.
    private static let latestDecision: TimeInterval = 30
    /// How far the clock may stand before the last planning without being called wrong.
    private static let tolerance: TimeInterval = 1

    /// - Parameter webURL: where invitations lead.
    package init(zones: ZoneDatabase, webURL: String) {
        self.zones = zones
        self.webURL = webURL
    }

    /// What one transaction did.
    package struct Progress: Sendable, Equatable {
        /// Runs that were made.
        package var planned = 0
        /// What a person should know: occurrences that were skipped or are late, with the reason.
        package var notices: [String] = []
        /// When there is something to do next; nil where nothing is known. Not after now where a batch was full.
        package var next: Date?
        /// Set, and nothing was done, where the clock stands before the last planning and nobody confirms it.
        package var clockProblem: String?
    }

    /// Plans what is due, one batch of it.
    ///
    /// - Parameter isConfirmed: whether livedigital's clock agrees with `now`. Then a last planning that lies ahead was made with a wrong clock, and
    ///   is taken back; what was decided by it stays.
    package func advance(_ db: Database, _ journal: ServiceJournal, now: Date, isConfirmed: Bool = false) throws -> Progress {
        var progress = Progress()
        let until = Date(wholeMilliseconds: try Int64.fetchOne(db.cachedStatement(sql: "SELECT at_ms FROM planned_until")) ?? 0)
        if until.timeIntervalSince(now) > Self.tolerance {
            guard isConfirmed else {
                progress.clockProblem =
                    "the clock stands at \(WireDate.format(now)), before the last planning at \(WireDate.format(until)); set it right"
                return progress
            }
            try JobTable.takeBackPlanning(db, now: now)
            progress.notices.append(
                "the last planning, at \(WireDate.format(until)), was made with a wrong clock; planning goes on from \(WireDate.format(now)), "
                    + "which livedigital confirms, and what was decided by then stays: autowebinar job show NAME")
        }
        try JobTable.takeBack(db, now: now)
        let jobs = try JobTable.due(db, now: now, limit: 20)
        for job in jobs { try plan(db, journal, job, now: now, &progress) }
        try alert(db, journal, now: now, &progress)
        if !jobs.isEmpty {
            try db.cachedStatement(sql: "UPDATE planned_until SET at_ms = ? WHERE at_ms < ?1").execute(arguments: [now.wholeMilliseconds])
        }
        progress.next = [try JobTable.earliestPlanning(db), try OccurrenceTable.earliestAlert(db)].compactMap(\.self).min()
        return progress
    }

    private func plan(_ db: Database, _ journal: ServiceJournal, _ stored: StoredJob, now: Date, _ progress: inout Progress) throws {
        var stored = stored
        for dates in stored.former { try settle(db, journal, dates, now: now, &progress) }
        stored.former = []
        // A job that waits for an event has nothing to plan before it.
        guard let job = stored.openedJob, let schedule = job.schedule else {
            stored.nextPlanning = try planEvents(db, journal, stored.job, now: now, &progress)
            return try JobTable.putProgress(db, stored)
        }
        if case .always = schedule.series {
            stored.nextPlanning = try planPermanent(db, journal, job, now: now, &progress)
            return try JobTable.putProgress(db, stored)
        }
        let horizon = job.leadTime
        let end = now.later(by: horizon)
        let dates = UndecidedDates(job: job, from: stored.cursor, to: end)
        var decided = 0
        stored.nextPlanning = nil
        do {
            var occurrences = try schedule.occurrences(from: dates.from, leftOut: .all, zones: zones).makeIterator()
            var next = occurrences.next()
            while let occurrence = next {
                guard occurrence.instant <= end, decided < Self.batch else {
                    // A full batch goes on at once; else the next one is planned when it comes within the horizon.
                    stored.nextPlanning = max(now, occurrence.instant.later(by: .zero - horizon))
                    break
                }
                if !occurrence.isLeftOut, let later = try postponement(db, job, occurrence.instant, now: now) {
                    stored.nextPlanning = later
                    break
                }
                next = occurrences.next()
                if let reason = occurrence.reasonToLeaveOut {
                    try OccurrenceTable.leaveOut(db, job: job.name, occurrence, reason: reason, now: now)
                } else {
                    let isLatest = !Self.hasCome(next, before: occurrences, now: now)
                    try decide(db, journal, dates, occurrence.instant, isLatest: isLatest, now: now, &progress)
                }
                // One that is left out may have the instant of the next.
                let isBeside = next?.instant == occurrence.instant
                stored.cursor = isBeside ? occurrence.instant : Date(wholeMilliseconds: occurrence.instant.wholeMilliseconds + 1)
                decided += 1
            }
        } catch let failure as ScheduleFailure {
            (stored.state, stored.pausedBy, stored.pausedAt) = (.paused, "service", now)
            stored.pausedReason = "the schedule cannot be worked out: \(failure.message); \(failure.hint)"
            progress.notices.append("\(stored.job.name) is paused: \(stored.pausedReason ?? "")")
            try journal.announce(.paused(stored.job, at: now), db, now: now)
        }
        try JobTable.putProgress(db, stored)
        // A playback that its job has no more occurrences for ends with the last one.
        if stored.nextPlanning == nil { try SharedPlaybacks.wake(db, journal, job: job.name, now: now) }
    }

    /// Decides what had come of a job before its dates were changed.
    private func settle(_ db: Database, _ journal: ServiceJournal, _ dates: UndecidedDates, now: Date, _ progress: inout Progress) throws {
        // Dates that cannot be worked out are what the change was to mend.
        guard let schedule = dates.job.schedule, schedule.series != .always,
            var occurrences = try? schedule.occurrences(from: dates.from, leftOut: .all, zones: zones).makeIterator()
        else { return }
        let end = min(dates.to, now)
        var next = occurrences.next()
        while let occurrence = next, occurrence.instant < end {
            next = occurrences.next()
            if let reason = occurrence.reasonToLeaveOut {
                try OccurrenceTable.leaveOut(db, job: dates.job.name, occurrence, reason: reason, now: now)
            } else {
                let isLatest = !Self.hasCome(next, before: occurrences, now: end)
                try decide(db, journal, dates, occurrence.instant, isLatest: isLatest, now: now, &progress)
            }
        }
    }

    /// Whether the next one that is not left out has come.
    private static func hasCome(_ next: ZonedInstant?, before others: ScheduleOccurrences, now: Date) -> Bool {
        guard let next, next.instant <= now else { return false }
        guard next.isLeftOut else { return true }
        return others.lazy.prefix { $0.instant <= now }.contains { !$0.isLeftOut }
    }

    /// Makes the runs that events began, one for each.
    ///
    /// - Returns: when to look again; nil where another event says so.
    private func planEvents(_ db: Database, _ journal: ServiceJournal, _ job: Job, now: Date, _ progress: inout Progress) throws -> Date? {
        guard let trigger = job.trigger else { return nil }
        let events = try JobTable.plannedEvents(db, job: job.name, limit: Self.batch)
        for known in events {
            let due = max((known.event.recordedAt ?? now).later(by: trigger.after.value), now)
            if case .actions = job.content {
                try begin(db, journal, job, known.event, at: due.cutToMilliseconds, now: now, &progress)
            } else if let shown = job.opened(by: SeriesOpening(known.event)) {
                try show(db, journal, shown, at: due, now: now, &progress)
            }
            try JobTable.settle(db, job: job.name, event: known)
        }
        return events.count == Self.batch ? now : nil
    }

    /// Makes the run of actions of an event.
    private func begin(
        _ db: Database, _ journal: ServiceJournal, _ job: Job, _ event: Event, at due: Date, now: Date, _ progress: inout Progress
    ) throws {
        // Behind what began at the same instant.
        var start = due
        while try OccurrenceTable.fetch(db, job: job.name, nominal: start) != nil { start = start.later(by: .milliseconds(1)) }
        let key = RunKey.make(job: job.name, event: event)
        guard try journal.submit(db, key: key, flow: ServiceFlow(job, startsAt: start, webURL: webURL, event: event, now: now), now: now) else {
            return
        }
        progress.planned += 1
        try OccurrenceTable.put(
            db,
            StoredOccurrence(
                job: job.name, nominal: start, startsAt: start, outcome: .run, run: key, reason: "\(event.type.rawValue)", decidedAt: now))
    }

    /// Makes the showing that a recording asks of a job without a schedule.
    private func show(_ db: Database, _ journal: ServiceJournal, _ job: Job, at due: Date, now: Date, _ progress: inout Progress) throws {
        // A whole minute is easier to read, and to announce; behind the showing that another event has made for the same one.
        var start = Date(timeIntervalSince1970: (due.timeIntervalSince1970 / 60).rounded(.up) * 60)
        while try OccurrenceTable.fetch(db, job: job.name, nominal: start) != nil { start = start.addingTimeInterval(60) }
        try decide(db, journal, UndecidedDates(job: job, from: start, to: start), start, isLatest: true, now: now, &progress)
    }

    /// Makes the one run of the permanent form, and once that is published the run that collects its analytics from where the last one ended.
    ///
    /// - Returns: when to look again; nil where the end of a run says so.
    private func planPermanent(_ db: Database, _ journal: ServiceJournal, _ job: Job, now: Date, _ progress: inout Progress) throws -> Date? {
        let (key, isNew) = try submit(db, journal, job, nominal: nil, startsAt: nil, now: now)
        if isNew { progress.planned += 1 }
        guard let webinar = job.autowebinar, let flow = try RunRecord.fetch(db, key: key).flatMap({ try? ServiceFlow($0).autowebinar }),
            flow.isOpen
        else { return nil }
        let last = try RunRecord.fetch(db, prefix: RunKey.parts(of: key), limit: 1).first
        let former = last.flatMap { try? ServiceFlow($0).permanentCollection }
        guard let plan = PermanentCollectionPlan(flow, webinar.analytics, after: former, now: now) else { return nil }
        if let last, !last.state.isFinal {
            if last.isCancelRequested { return now.addingTimeInterval(1) }
            // What it asks for is gone where the playback or the event was made again.
            guard let former, former.plan.event != plan.event else { return nil }
            try journal.end(db, key: last.key, actor: "service", now: now)
            return now
        }
        for generation in 1...1000 {
            // One that was cancelled in its first interval began at the same instant.
            let part = RunKey.part(of: key, from: plan.from) + (generation == 1 ? "" : ".\(generation)")
            guard try journal.submit(db, key: part, flow: .permanentCollection(PermanentCollectionFlow(plan: plan)), now: now) else { continue }
            progress.planned += 1
            return nil
        }
        return nil
    }

    /// Decides one occurrence; one that is decided stays as it is, unless it was cancelled or left out and belongs again.
    ///
    /// - Parameter isLatest: no later occurrence has come yet.
    private func decide(
        _ db: Database, _ journal: ServiceJournal, _ dates: UndecidedDates, _ nominal: Date, isLatest: Bool, now: Date,
        _ progress: inout Progress
    ) throws {
        let job = dates.job
        if let known = try OccurrenceTable.fetch(db, job: job.name, nominal: nominal), known.outcome != .cancelled, !known.isLeftOut { return }
        var occurrence = StoredOccurrence(
            job: job.name, nominal: nominal, startsAt: nominal, outcome: .skipped, run: nil, reason: nil, decidedAt: now)
        var alertAt: Date?
        if let reason = dates.reasonToMiss(nominal, isLatest: isLatest, now: now) {
            occurrence.reason = reason
        } else if job.autowebinar?.overlap == .skip, let conflict = try SessionBefore.find(db, job: job.name, nominal).end(after: nominal) {
            occurrence.reason = "overlap: the session before it ends at \(WireDate.format(conflict))"
        } else if job.autowebinar?.overlap == .skip, let conflict = try SessionAfter.start(db, job: job.name, nominal) {
            occurrence.reason = "overlap: the session after it begins at \(WireDate.format(conflict))"
        } else {
            if job.autowebinar?.overlap == .queue, let conflict = try SessionBefore.find(db, job: job.name, nominal).end(after: nominal) {
                occurrence.startsAt = conflict
            }
            let (key, isNew) = try submit(db, journal, job, nominal: nominal, startsAt: occurrence.startsAt, now: now)
            (occurrence.outcome, occurrence.run) = (.run, key)
            if isNew { progress.planned += 1 }
            alertAt = job.alertMoment(startsAt: occurrence.startsAt, now: now)
        }
        if let reason = occurrence.reason { progress.notices.append("\(job.name) at \(WireDate.format(nominal)) is skipped: \(reason)") }
        try OccurrenceTable.put(db, occurrence, alertAt: alertAt)
    }

    /// When to look again for how long the session before an occurrence lasts, where it depends on that; nil where it can be decided.
    private func postponement(_ db: Database, _ job: Job, _ nominal: Date, now: Date) throws -> Date? {
        guard let overlap = job.autowebinar?.overlap, overlap != .allow, nominal.timeIntervalSince(now) > Self.latestDecision,
            case .unknown(let since) = try SessionBefore.find(db, job: job.name, nominal)
        else { return nil }
        // A record is chosen within moments, or not for long: it is looked at ever more rarely.
        let pause = min(60, max(1, now.timeIntervalSince(since)))
        return min(now.addingTimeInterval(pause), nominal.addingTimeInterval(-Self.latestDecision))
    }

    /// Makes the run of an occurrence, in a new generation where an earlier one was cancelled or skipped, or failed and was never published.
    private func submit(
        _ db: Database, _ journal: ServiceJournal, _ job: Job, nominal: Date?, startsAt: Date?, now: Date
    ) throws -> (key: String, isNew: Bool) {
        let flow = ServiceFlow(job, startsAt: startsAt, webURL: webURL, now: now)
        for generation in 1...1000 {
            let key = RunKey.make(job: job.name, startsAt: nominal, generation: generation)
            if try journal.submit(db, key: key, flow: flow, now: now) { return (key, true) }
            // One that is being cancelled takes nothing up again: the next one may begin beside it.
            guard try RunRecord.hasNothingToChange(db, key: key) else { return (key, false) }
        }
        throw OperatorError("\(job.name) was cancelled a thousand times for the same instant; look at: autowebinar run list")
    }

    private func alert(_ db: Database, _ journal: ServiceJournal, now: Date, _ progress: inout Progress) throws {
        for occurrence in try OccurrenceTable.alertsDue(db, now: now, limit: Self.batch) {
            let record = try occurrence.run.flatMap { try RunRecord.fetch(db, key: $0) }
            let flow = record.flatMap { try? journal.flow(of: $0) }
            var reason: String?
            if let record, let flow, flow.autowebinar?.facts.published == false, record.state != .cancelled {
                let step = record.stepName.map { ", it is at \($0)" } ?? ""
                reason = "late: not published at \(WireDate.format(now)), its start is \(WireDate.format(occurrence.startsAt))\(step)"
                progress.notices.append("\(record.key) is \(reason ?? "")\(record.note.map { " (\($0))" } ?? "")")
                try journal.announce(Event(.runLate, run: record.key, flow: flow, at: now), db, now: now)
            }
            try OccurrenceTable.settleAlert(db, occurrence, reason: reason)
        }
    }
}
