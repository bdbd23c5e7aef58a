import Crypto
import Foundation
import GRDB

extension Journal {
    /// Goes on from a state without an open intent: through what needs no call, to the next intent, to a wait or to the end.
    func proceed(_ db: Database, _ row: RunRow, _ flow: F, now: Date) throws -> Work<F>? {
        var row = row
        var flow = flow
        while true {
            if row.cancel == .asked, !mustLookFirst(row, flow, now: now) {
                flow.cancel(at: now)
                row.cancel = .received
                row.beginNextStep()
            }
            if let amendment = row.amendment {
                try receive(amendment, db, &row, &flow, now: now)
            }
            switch flow.effect {
            case .end(let ending):
                row.finish(ending)
                try park(db, row, flow: flow, now: now)
                try onEnding(self, db, row.key, flow, ending, now)
                return nil
            case .pass(let name):
                try insertPassed(db, row, name: name, started: now, now: now)
                flow.receive(.elapsed, at: now)
                row.beginNextStep()
                try onTurn(self, db, row.key, flow, .passed(step: name), now)
            case .wait(let name, let until):
                row.stepName = name
                let started = row.since.map(Date.init(milliseconds:)) ?? now
                guard until.milliseconds <= now.milliseconds else {
                    row.state = .waiting
                    row.since = started.milliseconds
                    row.due = until.milliseconds
                    try save(db, row, flow: flow, now: now)
                    return nil
                }
                try insertPassed(db, row, name: name, started: started, now: now)
                flow.receive(.elapsed, at: now)
                row.beginNextStep()
            case .watch(let name, let call, let until):
                let started = row.since.map(Date.init(milliseconds:)) ?? now
                let isOver = until.map { $0.milliseconds <= now.milliseconds } ?? false
                guard let outcome = try onWatch(self, db, row.key, flow, call, now) ?? (isOver ? .elapsed : nil) else {
                    row.state = .waiting
                    row.stepName = name
                    row.since = started.milliseconds
                    row.due = until?.milliseconds
                    try save(db, row, flow: flow, now: now)
                    return nil
                }
                flow.receive(outcome, at: now)
                // What only changed what is watched for is no step.
                if flow.effect.step == name { continue }
                var failure: Failure?
                if case .refused(let reason) = outcome { failure = reason }
                try insertPassed(db, row, name: name, started: started, failure: failure, now: now)
                row.beginNextStep()
                row.note = failure?.message
            case .call(let effect):
                if let last = effect.notAfter, last.milliseconds < now.milliseconds {
                    flow.receive(.expired, at: now)
                    row.beginNextStep()
                    continue
                }
                let work = try intend(db, row, flow, effect, now: now)
                guard row.isRestored, effect.kind.isLookedUp else { return work }
                try settleRestored(db, work, now: now)
                return nil
            }
        }
    }

    /// Whether a run from a backup may have made something that ending it must not overlook.
    private func mustLookFirst(_ row: RunRow, _ flow: F, now: Date) -> Bool {
        guard row.origin == .backup, row.doubts == 0, case .call(let effect) = flow.effect else { return false }
        return effect.kind.isLookedUp && effect.notAfter.map { $0.milliseconds >= now.milliseconds } ?? true
    }

    /// Treats an intent as sent long ago: it is looked up before anything is.
    private func settleRestored(_ db: Database, _ work: Work<F>, now: Date) throws {
        var row = work.row
        row.state = .ambiguous
        row.due = now.milliseconds
        row.note = "the database was restored from a backup: looking first whether this was done already"
        try save(db, row, flow: nil, now: now)
    }

    private func receive(_ amendment: Data, _ db: Database, _ row: inout RunRow, _ flow: inout F, now: Date) throws {
        let step = flow.effect.step
        flow.amend(amendment, at: now)
        row.amendment = nil
        try db.execute(sql: "UPDATE flow SET amendment = NULL WHERE id = ?", arguments: [row.id])
        // The same step goes on with its attempts: what was doubtful about them stays doubtful.
        if flow.effect.step != step { row.beginNextStep() }
    }

    /// Commits the intent of a call together with the state that asks for it.
    private func intend(_ db: Database, _ row: RunRow, _ flow: F, _ effect: CallEffect<F.Call>, now: Date) throws -> Work<F> {
        var row = row
        let wasRunning = row.state == .running
        row.state = .running
        row.stepName = effect.step
        row.since = row.since ?? now.milliseconds
        row.due = nil
        let request = try encoder.encode(effect.call)
        try statements.run(
            db,
            """
            INSERT INTO step(flow, n, attempt, name, state, kind, marker, fingerprint, request, started_ms)
            VALUES(?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
            ON CONFLICT(flow, n, attempt) DO UPDATE SET
              state = 0, marker = excluded.marker, fingerprint = excluded.fingerprint, request = excluded.request, done_ms = NULL, error = NULL
            """,
            [
                .integer(row.id), .integer(row.step), .integer(row.attempt), .text(effect.step), .integer(effect.kind.rawValue),
                .text(effect.marker), .blob(SHA256.hash(data: request).withUnsafeBytes { Data($0) }), .blob(request), .integer(now.milliseconds),
            ])
        if wasRunning {
            try saveRunning(db, row, flow: flow, now: now)
        } else {
            try save(db, row, flow: flow, now: now)
        }
        let work = Work(row: row, flow: flow, effect: effect, mode: .perform, notBefore: now)
        try onIntent(db, work)
        return work
    }

    /// Journals a step that needed no call.
    private func insertPassed(_ db: Database, _ row: RunRow, name: String, started: Date, failure: Failure? = nil, now: Date) throws {
        let state: StepState = failure == nil ? .succeeded : .failed
        try statements.run(
            db, "INSERT INTO step(flow, n, attempt, name, state, kind, started_ms, done_ms, error) VALUES(?, ?, 1, ?, ?, 0, ?, ?, ?)",
            [
                .integer(row.id), .integer(row.step), .text(name), .integer(state.rawValue), .integer(started.milliseconds),
                .integer(now.milliseconds), .text(failure?.message),
            ])
    }

    /// Writes a run that nothing is to be done for until somebody asks.
    func park(_ db: Database, _ row: RunRow, flow: F? = nil, now: Date) throws {
        var row = row
        row.due = nil
        try save(db, row, flow: flow, now: now)
    }

    /// Writes the run, if it is still ours.
    func save(_ db: Database, _ row: RunRow, flow: F?, now: Date) throws {
        let due = row.state == .running ? nil : row.due
        let values = [.integer(row.state.rawValue), .integer(due)] + Self.progress(row, now: now)
        let owned: [Binding] = [.integer(row.id), .integer(row.fence)]
        if let flow {
            try statements.run(
                db,
                """
                UPDATE flow SET state = ?, due_ms = ?, step = ?, step_name = ?, attempt = ?, failures = ?, doubts = ?, since_ms = ?, cancel = ?,
                  resolution = ?, note = ?, origin = ?, updated_ms = ?, ctx = ? WHERE id = ? AND fence = ?
                """, values + [.blob(try stored(flow, key: row.key))] + owned)
        } else {
            try statements.run(
                db,
                """
                UPDATE flow SET state = ?, due_ms = ?, step = ?, step_name = ?, attempt = ?, failures = ?, doubts = ?, since_ms = ?, cancel = ?,
                  resolution = ?, note = ?, origin = ?, updated_ms = ? WHERE id = ? AND fence = ?
                """, values + owned)
        }
        guard db.changesCount == 1 else { throw LostOwnership(runKey: row.key) }
    }

    /// Writes a run that is running in the journal already and goes on, if it is still ours: it names neither `state` nor `due_ms`, so no page
    /// of an index is written with the row.
    private func saveRunning(_ db: Database, _ row: RunRow, flow: F, now: Date) throws {
        try statements.run(
            db,
            """
            UPDATE flow SET step = ?, step_name = ?, attempt = ?, failures = ?, doubts = ?, since_ms = ?, cancel = ?, resolution = ?, note = ?,
              origin = ?, updated_ms = ?, ctx = ? WHERE id = ? AND fence = ?
            """,
            Self.progress(row, now: now) + [.blob(try stored(flow, key: row.key)), .integer(row.id), .integer(row.fence)])
        guard db.changesCount == 1 else { throw LostOwnership(runKey: row.key) }
    }

    /// The columns of a run from `step` to `updated_ms`, without its state and when it is due.
    private static func progress(_ row: RunRow, now: Date) -> [Binding] {
        [
            .integer(row.step), .text(row.stepName), .integer(row.attempt), .integer(row.failures), .integer(row.doubts), .integer(row.since),
            .integer(row.cancel.rawValue), .text(row.resolution), .text(row.note), .integer(row.origin.rawValue), .integer(now.milliseconds),
        ]
    }
}

extension RunRow {
    mutating func finish(_ ending: Ending) {
        stepName = nil
        resolution = nil
        switch ending {
        case .completed:
            state = .completed
            note = nil
        case .failed(let failure):
            state = .failed
            note = failure.message
        case .cancelled:
            state = .cancelled
            note = nil
        case .skipped(let reason):
            state = .skipped
            note = reason
        }
    }
}

extension Effect {
    /// The name of the step; nil at the end.
    fileprivate var step: String? {
        switch self {
        case .call(let call): call.step
        case .wait(let step, _), .pass(let step), .watch(let step, _, _): step
        case .end: nil
        }
    }
}
