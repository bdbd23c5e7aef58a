package import Foundation
package import GRDB

/// What the engine does to the database, one mutation a method: synchronous, without a clock, a thread or randomness of its own.
///
/// Every method runs inside a write transaction that the caller opens and commits. None of them performs an effect: they return the
/// ``Work`` to be done after the commit. So the whole engine can be driven in virtual time, and there is one recovery path.
package struct Journal<F: Flow>: Sendable {
    /// How long after its end an attempt of unknown outcome may still take effect on the remote side.
    package var settle: Duration
    /// Names this owner in the database.
    package var boot: String
    /// When this owner began: that nobody tried before does not count against the deadline of a step.
    package var startedAt: Date
    /// A number from 0 up to, not including, 1, for the jitter of back-offs.
    package var random: @Sendable () -> Double
    /// Called when a run ends, in the transaction that ends it: once an ending, and again where a run that was taken up ends anew. What it
    /// throws undoes the ending and stops the engine, so it throws only what makes the database unusable.
    package var onEnding: @Sendable (Journal<F>, Database, _ key: String, F, Ending, Date) throws -> Void
    /// Called when a run has passed a step that needed no call, goes on without one that was refused, is held, or has its lane paused, in the transaction
    /// that records it, under the same rule.
    package var onTurn: @Sendable (Journal<F>, Database, _ key: String, F, RunTurn, Date) throws -> Void
    /// Looks in the database for what a run watches (``Effect/watch(step:call:until:)``), in the transaction of its step. Nil where nothing is there
    /// that the run does not know: an outcome must bring the run further, or it is looked for again at once.
    package var onWatch: @Sendable (Journal<F>, Database, _ key: String, F, F.Call, Date) throws -> Outcome<F.Answer>?
    /// Called with each call that is about to be sent, in the transaction of its intent, under the rule of ``onEnding``.
    package var onIntent: @Sendable (Database, Work<F>) throws -> Void
    /// Where something may have become due since the engine looked last.
    let marks = LaneMarks()

    let encoder = StreamingJSONEncoder()
    let statements = Statements()
    private let recent = RecentFlows<F>()

    package init(
        settle: Duration, boot: String, startedAt: Date = .distantPast, random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        onEnding: @escaping @Sendable (Journal<F>, Database, _ key: String, F, Ending, Date) throws -> Void = { _, _, _, _, _, _ in },
        onTurn: @escaping @Sendable (Journal<F>, Database, _ key: String, F, RunTurn, Date) throws -> Void = { _, _, _, _, _, _ in },
        onWatch: @escaping @Sendable (Journal<F>, Database, _ key: String, F, F.Call, Date) throws -> Outcome<F.Answer>? = { _, _, _, _, _, _ in
            nil
        },
        onIntent: @escaping @Sendable (Database, Work<F>) throws -> Void = { _, _ in }
    ) {
        self.settle = settle
        self.boot = boot
        self.startedAt = startedAt
        self.random = random
        self.onEnding = onEnding
        self.onTurn = onTurn
        self.onWatch = onWatch
        self.onIntent = onIntent
    }

    /// Creates the tables.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        JournalSchema.register(in: &migrator)
    }

    /// Makes a run, exactly once by its key.
    ///
    /// - Returns: false, changing nothing, where a run of that key exists already.
    package func submit(_ db: Database, key: String, flow: F, now: Date) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO flow(key, kind, version, lane, state, due_ms, ctx, origin, created_ms, updated_ms)
                VALUES(?, ?, ?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT(key) DO NOTHING
                """)
        var flow = flow
        let at = now.milliseconds
        let restored = try settledAfterRestoration(db)
        if restored != nil { flow.becomeRestored() }
        let origin: RunRow.Origin = restored == nil ? .here : .afterRestore
        try statement.execute(arguments: [
            key, flow.kind, flow.version, flow.lane, max(at, restored ?? at), try stored(flow, key: key), origin.rawValue, at, at,
        ])
        guard db.changesCount == 1 else { return false }
        marks.add(flow.lane)
        return true
    }

    /// Takes over everything that an earlier owner left, with no lease and no wait.
    ///
    /// An open intent may have been sent up to the moment the earlier owner died, which is not known but lies before now: it settles from
    /// now. What may be repeated is simply due again. A run that nobody worked on is left as it is: there is no outcome that could come late.
    package func takeOver(_ db: Database, now: Date) throws {
        let at = now.milliseconds
        try db.execute(
            sql: """
                UPDATE flow SET owner = :boot, fence = fence + 1 WHERE state = 1;
                UPDATE step SET state = 4, done_ms = :now, error = 'the process ended before the outcome was recorded'
                  WHERE state = 0 AND kind = 0 AND flow IN (SELECT id FROM flow WHERE state = 1);
                UPDATE flow SET state = 3, due_ms = :settled, updated_ms = :now, note = 'the process ended before the outcome was recorded'
                  WHERE state = 1 AND EXISTS (SELECT 1 FROM step WHERE flow = flow.id AND state = 0);
                UPDATE flow SET attempt = attempt + 1, doubts = doubts + 1
                  WHERE state = 1 AND EXISTS (SELECT 1 FROM step WHERE flow = flow.id AND n = flow.step AND attempt = flow.attempt AND state = 4);
                UPDATE flow SET state = 0, due_ms = :now, updated_ms = :now WHERE state = 1;
                """,
            arguments: ["boot": boot, "now": at, "settled": now.adding(settle).milliseconds])
    }

    /// Takes up to `vacancies` due runs, `total` in all, and commits their first intents with the claim.
    ///
    /// Lanes are served in the order given; runs of a paused lane are left alone.
    package func claim(_ db: Database, _ vacancies: [Vacancy], atMost total: Int = .max, now: Date) throws -> Claim<F> {
        var claim = Claim<F>()
        for vacancy in vacancies {
            guard try !isPaused(db, lane: vacancy.lane) else {
                claim.resting[vacancy.lane] = .distantFuture
                continue
            }
            var places = min(vacancy.places, total - claim.work.count)
            while places > 0, let run = try nextDue(db, lane: vacancy.lane, now: now) {
                if let work = try begin(db, run, now: now) {
                    claim.work.append(work)
                    places -= 1
                }
            }
            guard places > 0 else { continue }
            let due = try earliestDue(db, lane: vacancy.lane)
            claim.resting[vacancy.lane] = due ?? .distantFuture
            if let due, claim.nextDue.map({ due < $0 }) ?? true { claim.nextDue = due }
        }
        return claim
    }

    /// The lanes of the runs that may be claimed now or later. One look into the index for each, however many runs wait.
    func lanesInUse(_ db: Database) throws -> [String] {
        try String.fetchAll(try db.cachedStatement(sql: Self.lanesInUse))
    }

    /// DISTINCT would go through all runs of a lane to come to the next one.
    static var lanesInUse: String {
        """
        WITH RECURSIVE known(lane) AS (
          SELECT min(lane) FROM flow WHERE due_ms IS NOT NULL
          UNION ALL
          SELECT (SELECT min(lane) FROM flow WHERE due_ms IS NOT NULL AND lane > known.lane) FROM known WHERE known.lane IS NOT NULL)
        SELECT lane FROM known WHERE lane IS NOT NULL
        """
    }

    /// Whether a run waits to be claimed, now or later.
    func isDue(_ db: Database, _ run: Int64) throws -> Bool {
        try statements.first(db, "SELECT due_ms IS NOT NULL FROM flow WHERE id = ?", [.integer(run)]) { $0.integer(0) != 0 } ?? false
    }

    private func isPaused(_ db: Database, lane: String) throws -> Bool {
        try statements.first(db, "SELECT 1 FROM lane WHERE name = ? AND paused_ms IS NOT NULL", [.text(lane)]) { _ in true } ?? false
    }

    private func earliestDue(_ db: Database, lane: String) throws -> Date? {
        try statements.first(db, "SELECT min(due_ms) FROM flow WHERE lane = ? AND due_ms IS NOT NULL", [.text(lane)]) { $0.optionalInteger(0) }?
            .map(Date.init(milliseconds:))
    }

    private func nextDue(_ db: Database, lane: String, now: Date) throws -> StoredRun? {
        try db.first(
            "SELECT \(StoredRun.columns) FROM flow WHERE lane = ? AND due_ms <= ? ORDER BY due_ms, id LIMIT 1",
            [.text(lane), .integer(now.milliseconds)], StoredRun.init)
    }

    /// Brings one due run to its next piece of work, or to rest.
    private func begin(_ db: Database, _ run: StoredRun, now: Date) throws -> Work<F>? {
        var row = run.row
        row.fence += 1
        try statements.run(db, "UPDATE flow SET fence = ?, owner = ? WHERE id = ?", [.integer(row.fence), .text(boot), .integer(row.id)])
        let flow: F
        do {
            flow = try restored(key: run.row.key, kind: run.kind, version: run.version, from: run.context)
        } catch {
            row.state = .held
            row.note = "this program does not know \(run.kind) version \(run.version): \(error)"
            try park(db, row, now: now)
            return nil
        }
        if run.row.state == .ambiguous { return try beginLookUp(db, row, flow, now: now) }
        return try proceed(db, row, flow, now: now)
    }

    /// The form in which the flow of a run is stored.
    func stored(_ flow: F, key: String) throws -> Data {
        let stored = try flow.stored(by: encoder)
        recent.note(flow, stored: stored, key: key)
        return stored
    }

    private func restored(key: String, kind: String, version: Int, from stored: Data) throws -> F {
        try recent.flow(stored: stored, key: key, kind: kind, version: version) ?? F.restore(kind: kind, version: version, from: stored)
    }

    /// The flow of a run as the journal shows it.
    ///
    /// - Throws: where this program does not know its kind or version.
    package func flow(of record: RunRecord) throws -> F {
        try restored(key: record.key, kind: record.kind, version: record.version, from: record.context)
    }

    private func beginLookUp(_ db: Database, _ row: RunRow, _ flow: F, now: Date) throws -> Work<F>? {
        guard case .call(let effect) = flow.effect else { return try proceed(db, row, flow, now: now) }
        var row = row
        switch row.resolution.flatMap(Resolution.init(text:)) {
        case .undone:
            row.resolution = nil
            return try retryUndone(db, row, flow, effect, error: "an operator says that it was not done", now: now)
        case .adopt(let identifier):
            row.state = .running
            try save(db, row, flow: nil, now: now)
            return Work(row: row, flow: flow, effect: effect, mode: .lookUp(adopting: identifier), notBefore: now)
        case nil where effect.kind == .askable:
            row.state = .held
            let question = "\(effect.step): its outcome is not known; was it done?"
            row.note = question
            try park(db, row, now: now)
            try onTurn(self, db, row.key, flow, .held(question: question), now)
            return nil
        case nil where effect.kind == .overwriting:
            return try retryUndone(db, row, flow, effect, error: "it may have been done; sent again after the settle window", now: now)
        case nil:
            row.state = .running
            try save(db, row, flow: nil, now: now)
            return Work(row: row, flow: flow, effect: effect, mode: .lookUp(adopting: nil), notBefore: now)
        }
    }
}
