package import Foundation
package import GRDB

extension Journal {
    /// Records what came of a piece of work: the outcome, the flow's new state and the next intent, in this one transaction.
    ///
    /// - Returns: what to do next for the same run; nil where it rests or has ended.
    /// - Throws: ``LostOwnership``, before anything is written, where a later owner has taken the run.
    package func record(_ db: Database, _ work: Work<F>, _ result: WorkResult<F.Answer>, now: Date) throws -> Work<F>? {
        var work = work
        let asked = try statements.first(
            db, "SELECT cancel, amendment FROM flow WHERE id = ? AND fence = ?", [.integer(work.row.id), .integer(work.row.fence)]
        ) { (cancel: $0.integer(0), amendment: $0.blob(1)) }
        guard let asked else { throw LostOwnership(runKey: work.row.key) }
        work.row.cancel = RunRow.CancelRequest(rawValue: Int(asked.cancel)) ?? .none
        work.row.amendment = asked.amendment
        switch result {
        case .performed(let performance): return try record(db, work, performance, now: now)
        case .lookedUp(let finding): return try record(db, work, finding, now: now)
        case .notBegun:
            if case .perform = work.mode {
                try closeAttempt(db, work.row, .deferred, error: "not begun: the process was ending", now: now)
                work.row.state = .ready
            } else {
                work.row.state = .ambiguous
            }
            return try rest(db, work, until: now, now: now)
        }
    }

    private func record(_ db: Database, _ work: Work<F>, _ performance: Performance<F.Answer>, now: Date) throws -> Work<F>? {
        switch performance {
        case .answered(let answer, let made):
            return try succeed(db, work, answer, made, how: work.row.doubts > 0 ? .repeated : .performed, now: now)
        case .refused(let failure):
            try closeAttempt(db, work.row, .failed, error: failure.message, now: now)
            return try refuse(db, work, failure, now: now)
        case .notReady(let reason, let retryAfter, let givenUp):
            return try postpone(db, work, reason: reason, retryAfter: retryAfter, givenUp: givenUp ?? reason, now: now)
        case .hindered(let hindrance):
            return try hinder(db, work, hindrance, now: now)
        }
    }

    private func record(_ db: Database, _ work: Work<F>, _ finding: Finding<F.Answer>, now: Date) throws -> Work<F>? {
        switch finding {
        case .found(let answer, let made):
            return try succeed(db, work, answer, made, how: .adopted, now: now)
        case .absent:
            return try retryUndone(db, work.row, work.flow, work.effect, error: "looked up after the settle window: not done", now: now)
        case .unproved(let question):
            return try hold(db, work, question: question, now: now)
        case .hindered(let hindrance):
            var work = work
            work.row.state = .ambiguous
            switch hindrance {
            case .mismatch(let question): return try hold(db, work, question: question, now: now)
            case .blocked(let failure):
                try pauseLane(db, work, reason: failure.message, now: now)
                return try rest(db, work, until: now, note: work.row.note(notTaking: failure.message), now: now)
            case .rateLimited(let retryAfter):
                work.row.failures += 1
                return try rest(db, work, until: now.adding(retryAfter ?? backOff(work)), now: now)
            case .notSent(let message), .unknown(let message):
                work.row.failures += 1
                return try rest(db, work, until: now.adding(backOff(work)), note: work.row.note(notTaking: message), now: now)
            }
        }
    }

    private func succeed(_ db: Database, _ work: Work<F>, _ answer: F.Answer, _ made: [RemoteObject], how: How, now: Date) throws -> Work<F>? {
        var (row, flow) = (work.row, work.flow)
        for object in made where try !own(db, object, row.id, how: how) {
            return try hold(
                db, work,
                question: "the remote side answered with \(object.kind) \(object.identifier), which belongs to another run; say which is ours",
                now: now)
        }
        try closeAttempt(db, row, how == .adopted ? .adopted : .succeeded, error: nil, now: now)
        // What a person says an unknown run made may have been used by it, too.
        if how == .adopted, row.origin == .afterRestore { row.origin = .backup }
        flow.receive(.answered(answer, how: how), at: now)
        row.beginNextStep()
        return try proceed(db, row, flow, now: now)
    }

    /// Gives the remote object to the run; false where it is another's.
    private func own(_ db: Database, _ object: RemoteObject, _ run: Int64, how: How) throws -> Bool {
        try statements.run(
            db, "INSERT INTO remote(kind, identifier, flow, how) VALUES(?, ?, ?, ?) ON CONFLICT(kind, identifier) DO NOTHING",
            [.text(object.kind), .text(object.identifier), .integer(run), .text(how.rawValue)])
        if db.changesCount == 1 { return true }
        let name: [Binding] = [.text(object.kind), .text(object.identifier)]
        return try statements.first(db, "SELECT flow FROM remote WHERE kind = ? AND identifier = ?", name) { $0.integer(0) } == run
    }

    private func refuse(_ db: Database, _ work: Work<F>, _ failure: Failure, now: Date) throws -> Work<F>? {
        var (row, flow) = (work.row, work.flow)
        flow.receive(.refused(failure), at: now)
        row.beginNextStep()
        row.note = failure.message
        if work.effect.isOptional { try onTurn(self, db, row.key, flow, .refused(step: work.effect.step, reason: failure.message), now) }
        return try proceed(db, row, flow, now: now)
    }

    private func postpone(
        _ db: Database, _ work: Work<F>, reason: String, retryAfter: Duration?, givenUp: String, now: Date
    ) throws -> Work<F>? {
        var work = work
        let policy = work.effect.retries
        let last = [policy.readyBy, policy.readyWithin.flatMap { tried(work)?.adding($0) }].compactMap(\.self).min()
        if let last, last.milliseconds <= now.milliseconds {
            try closeAttempt(db, work.row, .failed, error: reason, now: now)
            return try refuse(
                db, work, Failure(code: Failure.notReady, message: "\(work.effect.step): gave up waiting: \(givenUp)"), now: now)
        }
        try closeAttempt(db, work.row, .deferred, error: reason, now: now)
        var next = now.adding(retryAfter ?? policy.pollInterval)
        if let last { next = min(next, last) }
        work.row.state = .waiting
        work.row.failures = 0
        return try rest(db, work, until: next, note: reason, now: now)
    }

    private func hinder(_ db: Database, _ work: Work<F>, _ hindrance: Hindrance, now: Date) throws -> Work<F>? {
        var work = work
        switch hindrance {
        case .rateLimited(let retryAfter):
            try closeAttempt(db, work.row, .deferred, error: "asked to slow down", now: now)
            work.row.state = .ready
            work.row.failures += 1
            return try rest(db, work, until: now.adding(retryAfter ?? backOff(work)), note: "asked to slow down", now: now)
        case .blocked(let failure):
            try closeAttempt(db, work.row, .deferred, error: failure.message, now: now)
            try pauseLane(db, work, reason: failure.message, now: now)
            work.row.state = .ready
            return try rest(db, work, until: now, note: failure.message, now: now)
        case .mismatch(let question):
            if work.effect.isOptional { return try hold(db, work, question: question, now: now) }
            try closeAttempt(db, work.row, .failed, error: question, now: now)
            work.row.attempt += 1
            return try hold(db, work, question: question, now: now)
        case .notSent(let message):
            return try tryAgain(db, work, .failed, message, now: now)
        case .unknown(let message):
            switch work.effect.kind {
            case .repeatable:
                work.row.doubts += 1
                return try tryAgain(db, work, .superseded, message, now: now)
            case .adoptable, .overwriting:
                try noteAttempt(db, work.row, error: message)
                work.row.state = .ambiguous
                return try rest(db, work, until: now.adding(settle), note: message, now: now)
            case .askable:
                try noteAttempt(db, work.row, error: message)
                return try hold(db, work, question: "\(work.effect.step): \(message); was it done?", now: now)
            }
        }
    }

    /// Ends the attempt and makes another after a back-off, unless the step's time is over.
    private func tryAgain(_ db: Database, _ work: Work<F>, _ state: StepState, _ message: String, now: Date) throws -> Work<F>? {
        var work = work
        try closeAttempt(db, work.row, state, error: message, now: now)
        if isPastDeadline(work, now: now) { return try giveUp(db, work, message, now: now) }
        work.row.failures += 1
        work.row.attempt += 1
        work.row.state = .ready
        return try rest(db, work, until: now.adding(backOff(work)), note: message, now: now)
    }

    /// Ends an attempt that is known to have been undone, or that may be made again, and, unless the run is to end, makes another at once.
    func retryUndone(
        _ db: Database, _ row: RunRow, _ flow: F, _ effect: CallEffect<F.Call>, error: String, now: Date
    ) throws -> Work<F>? {
        var row = row
        if row.origin == .afterRestore, effect.kind.isLookedUp {
            // Nothing was sent yet, and from here on everything is journalled.
            try closeAttempt(db, row, .deferred, error: error, now: now)
            row.origin = .here
            row.note = nil
            return try proceed(db, row, flow, now: now)
        }
        try closeAttempt(db, row, .superseded, error: error, now: now)
        row.doubts += 1
        row.failures = 0
        let work = Work(row: row, flow: flow, effect: effect, mode: .perform, notBefore: now)
        if row.cancel != .asked, isPastDeadline(work, now: now) { return try giveUp(db, work, error, now: now) }
        row.attempt += 1
        return try proceed(db, row, flow, now: now)
    }

    /// Not where the call may not be sent any more: then it is too late for it, which is no failure of it.
    private func isPastDeadline(_ work: Work<F>, now: Date) -> Bool {
        guard let tried = tried(work), work.effect.notAfter.map({ $0.milliseconds >= now.milliseconds }) ?? true else { return false }
        return tried.adding(work.effect.retries.deadline) <= now
    }

    /// Since when this process has tried the step; nil where it has not.
    private func tried(_ work: Work<F>) -> Date? { work.row.since.map { max(Date(milliseconds: $0), startedAt) } }

    private func giveUp(_ db: Database, _ work: Work<F>, _ message: String, now: Date) throws -> Work<F>? {
        let reason = "\(work.effect.step): gave up after \(work.row.attempt) attempts: \(message)"
        return try refuse(db, work, Failure(code: "gave_up", message: reason), now: now)
    }

    private func backOff(_ work: Work<F>) -> Duration {
        work.effect.retries.backOff(failures: max(work.row.failures, 1), random: random())
    }

    private func hold(_ db: Database, _ work: Work<F>, question: String, now: Date) throws -> Work<F>? {
        if work.effect.isOptional {
            try closeAttempt(db, work.row, .failed, error: question, now: now)
            return try refuse(db, work, Failure(code: "unanswered", message: question), now: now)
        }
        var row = work.row
        let question = row.note(notTaking: question)
        row.state = .held
        row.note = question
        row.resolution = nil
        try park(db, row, now: now)
        try onTurn(self, db, row.key, work.flow, .held(question: question), now)
        return nil
    }

    private func rest(_ db: Database, _ work: Work<F>, until: Date, note: String? = nil, now: Date) throws -> Work<F>? {
        var row = work.row
        row.due = until.milliseconds
        row.note = note ?? row.note
        try save(db, row, flow: nil, now: now)
        return nil
    }

    private func closeAttempt(_ db: Database, _ row: RunRow, _ state: StepState, error: String?, now: Date) throws {
        try statements.run(
            db, "UPDATE step SET state = ?, done_ms = ?, error = coalesce(?, error) WHERE flow = ? AND n = ? AND attempt = ?",
            [.integer(state.rawValue), .integer(now.milliseconds), .text(error), .integer(row.id), .integer(row.step), .integer(row.attempt)])
    }

    private func noteAttempt(_ db: Database, _ row: RunRow, error: String) throws {
        try db.cachedStatement(sql: "UPDATE step SET error = ? WHERE flow = ? AND n = ? AND attempt = ?")
            .execute(arguments: [error, row.id, row.step, row.attempt])
    }

    private func pauseLane(_ db: Database, _ work: Work<F>, reason: String, now: Date) throws {
        let lane = work.row.lane
        let isPaused = try Bool.fetchOne(db, sql: "SELECT paused_ms IS NOT NULL FROM lane WHERE name = ?", arguments: [lane]) ?? false
        try db.cachedStatement(
            sql: """
                INSERT INTO lane(name, paused_reason, paused_ms) VALUES(?, ?, ?)
                ON CONFLICT(name) DO UPDATE SET paused_reason = excluded.paused_reason, paused_ms = excluded.paused_ms
                """
        ).execute(arguments: [lane, reason, now.milliseconds])
        if !isPaused { try onTurn(self, db, work.row.key, work.flow, .pausedLane(lane, reason: reason), now) }
    }
}
