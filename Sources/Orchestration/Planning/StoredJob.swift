package import Foundation

/// A job as it was applied, with what became of it since.
package struct StoredJob: Sendable, Hashable {
    /// Whether occurrences become runs.
    package enum State: String, Sendable, Codable {
        case active, paused
    }

    package var job: Job
    /// The file that it was applied from, as the path was given.
    package var file: String?
    /// The folder in which it was applied, from which its path leads; nil where no file is known, or where an earlier version applied it.
    var folder: String?
    package var state: State
    /// Why it is paused, in the words of the person or the service that paused it.
    package var pausedReason: String?
    /// Who paused it: a person's `operator`, or `service`.
    package var pausedBy: String?
    package var pausedAt: Date?
    /// Failed runs in a row.
    package var failures: Int
    /// Occurrences before this instant are decided, or are among the former ones.
    package var cursor: Date
    /// What the job had come to when its dates were changed, and the planner has to decide yet.
    var former: [UndecidedDates] = []
    /// When the next occurrence comes within the horizon; nil where there is none.
    package var nextPlanning: Date?
    /// Due by any clock: one that is ahead must not make what is due now wait for it.
    static let atOnce = Date(wholeMilliseconds: 0)
    package var appliedAt: Date
    /// The recording that opened the series of a job that waits for one; nil before.
    package var opening: SeriesOpening?

    /// The job as it is carried out; nil while it waits for the event that opens its series.
    var openedJob: Job? { job.opened(by: opening) }

    package init(job: Job, file: String?, appliedAt: Date) {
        self.job = job
        self.file = file
        self.appliedAt = appliedAt
        state = .active
        failures = 0
        cursor = appliedAt
        nextPlanning = Self.atOnce
    }
}

/// What was decided of one occurrence of a job.
package struct StoredOccurrence: Sendable, Hashable {
    package enum Outcome: String, Sendable, Codable {
        /// It has a run.
        case run
        /// It has none, for a reason.
        case skipped
        /// It had a run or would have had one, and does not belong any more.
        case cancelled
        /// It has passed, and what becomes of it is decided once its job is planned again. Never stored.
        case undecided
    }

    package var job: String
    /// The instant that the schedule names.
    package var nominal: Date
    /// When its session begins: later than nominal where it waits for the one before.
    package var startsAt: Date
    package var outcome: Outcome
    /// The key of its run.
    package var run: String?
    package var reason: String?
    package var decidedAt: Date

    /// How the reason of one begins whose start passed while nothing was planned.
    static let missed = "missed"
    /// Whether it is one.
    var isMissed: Bool { outcome == .skipped && reason?.hasPrefix(Self.missed) == true }

    /// The reason of an occurrence that somebody asked for besides the schedule.
    package static let triggered = "triggered"
    /// Whether it is one.
    var isTriggered: Bool { reason == Self.triggered }
}
