import DurableFlow
import Foundation
import GRDB

/// What binds the run of a shared playback (`job@shared`) and the runs of its events, one for each occurrence, together.
///
/// Neither sends the other anything: each looks in the database for what it waits for, and who changes something wakes the others in the same
/// transaction. So there is nothing that a crash could lose or do twice.
enum SharedPlaybacks {
    /// Looks for what a run watches; nil where nothing of it is new.
    static func look(
        _ db: Database, _ journal: ServiceJournal, key: String, flow: ServiceFlow, call: ServiceCall, now: Date
    ) throws -> Outcome<ServiceAnswer>? {
        switch (call, flow) {
        case (.autowebinar(.followPlayback(let run, let known)), .autowebinar(let event)):
            try follow(db, journal, key, event, run, known, now)
        case (.autowebinar(.followUse(let known)), .shared(let playback)):
            try use(db, journal, key, playback, known, now)
        default: nil
        }
    }

    /// What became of the playback of an event. The first run that asks begins it.
    private static func follow(
        _ db: Database, _ journal: ServiceJournal, _ key: String, _ event: AutowebinarFlow, _ run: String?, _ known: SharedPlayback?, _ now: Date
    ) throws -> Outcome<ServiceAnswer>? {
        let run = try run ?? begin(db, journal, job: RunKey.job(of: key), for: event, now: now)
        guard let record = try SharedRun.fetch(db, key: run), let playback = record.flow else {
            return event.facts.published
                ? nil : .refused(Failure(code: "no_playback", message: "the run \(run), which makes its playback, is not there"))
        }
        if record.state.isFinal, !event.facts.published {
            let reason = record.note.map { ": \($0)" } ?? ""
            return .refused(Failure(code: "no_playback", message: "the run \(run), which makes its playback, \(record.ending)\(reason)"))
        }
        // It may be what the playback waits for.
        if event.state == .awaitPublication { try journal.wake(db, key: run, now: now) }
        let shared = playback.shared(as: run)
        return shared == known ? nil : .answered(.autowebinar(.followed(shared)), how: .performed)
    }

    /// Who uses a playback. Those for whom something of it is new are woken.
    private static func use(
        _ db: Database, _ journal: ServiceJournal, _ key: String, _ playback: AutowebinarFlow, _ known: PlaybackUse?, _ now: Date
    ) throws -> Outcome<ServiceAnswer>? {
        let job = RunKey.job(of: key)
        let users = try SharedRun.users(db, of: key)
        var use = PlaybackUse(of: users.filter { $0.keepsEvent(at: now) }.compactMap(\.flow), playback, now: now)
        use.isUsed = !users.isEmpty
        use.isNeeded = try isNeeded(db, by: job)
        if !use.isUsed, playback.isEnding || !use.isNeeded {
            use.heldUntil = try SharedRun.heldUntil(db, of: key, now: now)
        }
        let shared = playback.shared(as: key)
        for user in users {
            guard case .watch(_, .followPlayback(_, let seen), _)? = user.flow?.effect, seen != shared else { continue }
            try journal.wake(db, key: user.key, now: now)
        }
        return use == known ? nil : .answered(.autowebinar(.used(use)), how: .performed)
    }

    /// The run that makes the playback for an event: the one that there is, or a new one where that has ended or shows elsewhere.
    private static func begin(
        _ db: Database, _ journal: ServiceJournal, job: String, for event: AutowebinarFlow, now: Date
    ) throws -> String {
        if let key = try run(of: job, in: db) {
            let plan = try SharedRun.fetch(db, key: key)?.flow?.plan
            if plan?.connection == event.plan.connection, plan?.place == event.plan.place { return key }
            try journal.cancel(db, key: key, actor: "service", now: now)
        }
        let generation = try lastRun(of: job, in: db).map { RunKey.generation(of: $0) + 1 } ?? 1
        let key = RunKey.shared(job: job, generation: generation)
        _ = try journal.submit(db, key: key, flow: .shared(AutowebinarFlow(plan: event.plan.ofSharedPlayback(createdAt: now))), now: now)
        return key
    }

    /// The run that makes the playback which a job's autowebinars share, or nil where there is none or it is ending.
    static func run(of job: String, in db: Database) throws -> String? {
        guard let last = try lastRun(of: job, in: db).flatMap({ try SharedRun.fetch(db, key: $0) }), !last.state.isFinal,
            !last.isCancelRequested, last.flow.map({ !$0.isEnding }) ?? true
        else { return nil }
        return last.key
    }

    /// The last of the runs that made the playback of a job, whatever became of it. Those before it may be forgotten already.
    private static func lastRun(of job: String, in db: Database) throws -> String? {
        let first = RunKey.shared(job: job)
        let statement = try db.cachedStatement(sql: "SELECT key FROM flow WHERE key >= ? AND key < ?")
        // The slash comes behind the point, which a later generation appends with its number.
        return try String.fetchAll(statement, arguments: [first, first + "/"]).max { RunKey.generation(of: $0) < RunKey.generation(of: $1) }
    }

    /// Whether a job may come to more occurrences that share a playback. One that is not stored is run by hand, and may be again.
    private static func isNeeded(_ db: Database, by job: String) throws -> Bool {
        guard let stored = try JobTable.fetch(db, job) else { return true }
        guard stored.job.autowebinar?.sharesPlayback == true else { return false }
        return stored.nextPlanning != nil || stored.state == .paused || stored.openedJob?.schedule == nil
    }

    /// Lets the playback of a job look at who uses it.
    static func wake(_ db: Database, _ journal: ServiceJournal, job: String, now: Date) throws {
        guard let key = try run(of: job, in: db) else { return }
        try journal.wake(db, key: key, now: now)
    }

    /// Lets the playback of a job take over what the job says now.
    static func amend(_ db: Database, _ journal: ServiceJournal, _ job: Job, actor: String, now: Date) throws {
        guard let webinar = job.autowebinar, let key = try run(of: job.name, in: db), let plan = try SharedRun.fetch(db, key: key)?.flow?.plan else {
            return
        }
        let amendment = AutowebinarAmendment(job, webinar)
        if amendment != plan.amendment(title: plan.title, recordId: nil) {
            try journal.amend(db, key: key, amendment: try amendment.encoded(), actor: actor, now: now)
        }
    }

    /// Wakes who waited for the end of a run, in the transaction that ends it.
    static func noteEnding(_ db: Database, _ journal: ServiceJournal, key: String, flow: ServiceFlow, now: Date) throws {
        switch flow {
        case .autowebinar(let event):
            if let run = event.facts.shared?.run { try journal.wake(db, key: run, now: now) }
        case .shared:
            for user in try SharedRun.users(db, of: key) { try journal.wake(db, key: user.key, now: now) }
        default: break
        }
    }

    /// - Throws: an ``OperatorError`` where a run makes a playback that others still use.
    static func checkUnused(_ db: Database, _ key: String) throws {
        guard RunKey.isShared(key), try SharedRun.fetch(db, key: key)?.state.isFinal == false else { return }
        let users = try SharedRun.users(db, of: key).map(\.key).sorted()
        guard !users.isEmpty else { return }
        throw OperatorError(
            "\(key) makes the playback that \(users.count.counted("run uses", "runs use")): \(users.few); cancel them first, or remove the job"
        )
    }
}
