package import Foundation
package import GRDB

/// What an operator's command cannot do, and why.
package struct OperatorError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Journal {
    /// Asks for the end of a run. What is open is reconciled first. Asking twice changes nothing, but that one that is held looks again. A completed
    /// run is taken up again where its flow has something to undo.
    package func cancel(_ db: Database, key: String, actor: String, now: Date) throws {
        let row = try find(db, key)
        if row.state == .completed,
            try reopen(
                db, row, now: now,
                {
                    $0.cancel(at: now)
                    return true
                })
        {
            try db.execute(sql: "UPDATE flow SET cancel = \(RunRow.CancelRequest.received.rawValue) WHERE id = ?", arguments: [row.id])
            return try audit(db, row.id, actor, "cancel", now: now)
        }
        guard !row.state.isFinal else {
            let isStuck = row.state == .failed && row.cancel != .none
            throw OperatorError("\(key) has ended already: \(row.state)\(isStuck ? "; try its end again with: autowebinar run retry \(key)" : "")")
        }
        guard row.cancel == .none else {
            if row.state == .held { try retry(db, key: key, actor: actor, now: now) }
            return
        }
        let open = try hasOpenIntent(db, row)
        switch row.state {
        case .running: try update(db, row, "cancel = 1", now: now)
        // The settle window of an unknown outcome is kept.
        case .ambiguous: try update(db, row, "cancel = 1", now: now)
        default: try update(db, row, "cancel = 1, state = \(open ? RunState.ambiguous.rawValue : RunState.ready.rawValue), due_ms = :now", now: now)
        }
        try audit(db, row.id, actor, "cancel", now: now)
    }

    /// Takes a run back whose lane is paused, before its lane is open again: one that has nothing to undo ends here and now; any other undoes what it
    /// made, or may have made, as soon as the lane is open, and nothing else.
    ///
    /// - Returns: false, with nothing changed, where the run goes on: its lane is open, its call is under way, a person is asked, it is
    ///   undoing what it made already, or it has ended.
    package func withdraw(_ db: Database, key: String, actor: String, now: Date) throws -> Bool {
        let row = try find(db, key)
        let reason = try String.fetchOne(db, sql: "SELECT paused_reason FROM lane WHERE name = ? AND paused_ms IS NOT NULL", arguments: [row.lane])
        guard let reason, [.ready, .waiting, .ambiguous].contains(row.state), row.cancel != .received else { return false }
        guard row.state != .ambiguous, !row.isRestored, try !hasOpenIntent(db, row),
            let stored = try Row.fetchOne(db, sql: "SELECT kind, version, ctx FROM flow WHERE id = ?", arguments: [row.id])
        else {
            try cancel(db, key: key, actor: actor, now: now)
            return true
        }
        var flow = try F.restore(kind: stored["kind"], version: stored["version"], from: stored["ctx"])
        flow.cancel(at: now)
        guard case .end(let ending) = flow.effect else {
            try cancel(db, key: key, actor: actor, now: now)
            return true
        }
        var ended = row
        ended.finish(ending)
        ended.note = reason
        try park(db, ended, flow: flow, now: now)
        try onEnding(self, db, key, flow, ending, now)
        try audit(db, row.id, actor, "withdrawn: \(reason)", now: now)
        return true
    }

    /// Gives a run a changed description of what it is to bring about: received as soon as no outcome is open, after a cancellation. A later one
    /// takes the place of one that was not received yet.
    ///
    /// - Throws: ``OperatorError`` where there is no such run or it has ended.
    package func amend(_ db: Database, key: String, amendment: Data, actor: String, now: Date) throws {
        let row = try find(db, key)
        guard !row.state.isFinal else { throw OperatorError("\(key) has ended already: \(row.state)") }
        try db.execute(sql: "UPDATE flow SET amendment = ? WHERE id = ?", arguments: [amendment, row.id])
        switch row.state {
        case .ready, .waiting: try update(db, row, "state = \(RunState.ready.rawValue), due_ms = :now", now: now)
        default: break
        }
        try audit(db, row.id, actor, "amend", now: now)
    }

    /// Makes a run that waits or is held go on now, or takes a failed one up again where its flow can.
    package func retry(_ db: Database, key: String, actor: String, now: Date) throws {
        let row = try find(db, key)
        switch row.state {
        case .running: throw OperatorError("\(key) is being worked on")
        case .completed, .cancelled, .skipped: throw OperatorError("\(key) has ended already: \(row.state)")
        case .failed:
            let stored = try Row.fetchOne(db, sql: "SELECT kind, version, ctx FROM flow WHERE id = ?", arguments: [row.id])
            guard let stored else { throw OperatorError("there is no run \(key)") }
            var flow = try F.restore(kind: stored["kind"], version: stored["version"], from: stored["ctx"])
            guard flow.retry(at: now) else {
                throw OperatorError("\(key) cannot go on: \(row.note ?? "it failed"); run its job again to make a new one")
            }
            var next = row
            next.state = .ready
            next.beginNextStep()
            next.due = now.milliseconds
            try save(db, next, flow: flow, now: now)
            marks.add(row.lane)
        case .ready, .waiting, .ambiguous, .paused, .held:
            let open = try hasOpenIntent(db, row)
            // An unknown outcome keeps its settle window; everything else is due now.
            if row.state != .ambiguous {
                let state: RunState = open ? .ambiguous : .ready
                try update(db, row, "state = \(state.rawValue), due_ms = :now, failures = 0, since_ms = NULL, note = NULL", now: now)
            }
        }
        try audit(db, row.id, actor, "retry", now: now)
    }

    /// Lets a run that waits look again now; any other is left as it is.
    package func wake(_ db: Database, key: String, now: Date) throws {
        let row = try find(db, key)
        guard row.state == .waiting else { return }
        try update(db, row, "state = \(RunState.ready.rawValue), due_ms = :now", now: now)
    }

    /// Tells a run that waits for something which is not there that it will never be: its call counts as refused. Any other run is left as it is.
    package func refuse(_ db: Database, key: String, failure: Failure, actor: String, now: Date) throws {
        let row = try find(db, key)
        guard row.state == .waiting, let stored = try Row.fetchOne(db, sql: "SELECT kind, version, ctx FROM flow WHERE id = ?", arguments: [row.id])
        else { return }
        var flow = try F.restore(kind: stored["kind"], version: stored["version"], from: stored["ctx"])
        guard case .call = flow.effect else { return }
        flow.receive(.refused(failure), at: now)
        var next = row
        next.state = .ready
        next.beginNextStep()
        next.note = failure.message
        next.due = now.milliseconds
        try save(db, next, flow: flow, now: now)
        marks.add(row.lane)
        try audit(db, row.id, actor, "refused: \(failure.message)", now: now)
    }

    /// Answers the question that holds a run: what its open intent made, or that it made nothing.
    package func resolve(_ db: Database, key: String, as resolution: Resolution, actor: String, now: Date) throws {
        let row = try find(db, key)
        guard row.state == .held || row.state == .ambiguous, try hasOpenIntent(db, row) else {
            throw OperatorError(
                "\(key) has no question to answer; "
                    + (row.state == .held ? "mend what it is held for, then: autowebinar run retry \(key)" : "its state is \(row.state)"))
        }
        try db.execute(
            sql: "UPDATE flow SET state = 3, due_ms = :now, resolution = :resolution, updated_ms = :now WHERE id = :id",
            arguments: ["now": now.milliseconds, "resolution": resolution.text, "id": row.id])
        marks.add(row.lane)
        try audit(db, row.id, actor, "resolve \(resolution.text)", now: now)
    }

    /// Lets the runs of a lane go on. Opening an open lane changes nothing.
    package func openLane(_ db: Database, _ lane: String) throws {
        try db.execute(sql: "UPDATE lane SET paused_reason = NULL, paused_ms = NULL WHERE name = ?", arguments: [lane])
        marks.add(lane)
    }

    /// Notes what somebody did or what the engine saw.
    package func audit(_ db: Database, _ run: Int64?, _ actor: String, _ what: String, now: Date) throws {
        try db.execute(
            sql: "INSERT INTO audit(flow, at_ms, actor, what) VALUES(?, ?, ?, ?)", arguments: [run, now.milliseconds, actor, what])
    }

    /// Takes a run up that has ended, or waits, with another thing to do.
    ///
    /// - Parameters:
    ///   - what: for the audit.
    ///   - change: turns its flow to that; false where it cannot.
    /// - Returns: false, with nothing changed, where the run is worked on, is to be cancelled, or has nothing to do.
    package func takeUp(
        _ db: Database, key: String, actor: String, _ what: String, now: Date, _ change: (inout F) -> Bool
    ) throws -> Bool {
        let row = try find(db, key)
        guard row.state.isFinal || row.state == .waiting, row.cancel == .none, try !hasOpenIntent(db, row),
            try reopen(db, row, now: now, change)
        else { return false }
        try audit(db, row.id, actor, what, now: now)
        return true
    }

    /// Changes the flow of a run that rests.
    ///
    /// - Parameter change: false where there is nothing to change.
    /// - Returns: whether it has something to do now; else nothing is written.
    func reopen(_ db: Database, _ row: RunRow, now: Date, _ change: (inout F) -> Bool) throws -> Bool {
        guard let stored = try Row.fetchOne(db, sql: "SELECT kind, version, ctx FROM flow WHERE id = ?", arguments: [row.id]) else { return false }
        var flow = try F.restore(kind: stored["kind"], version: stored["version"], from: stored["ctx"])
        guard change(&flow) else { return false }
        if case .end = flow.effect { return false }
        var next = row
        next.beginNextStep()
        next.state = .ready
        next.due = now.milliseconds
        try save(db, next, flow: flow, now: now)
        marks.add(row.lane)
        return true
    }

    private func find(_ db: Database, _ key: String) throws -> RunRow {
        guard let row = try db.first("SELECT \(RunRow.columns) FROM flow WHERE key = ?", [.text(key)], RunRow.init) else {
            throw OperatorError("there is no run \(key); `autowebinar run list` shows them all")
        }
        return row
    }

    private func hasOpenIntent(_ db: Database, _ row: RunRow) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM step WHERE flow = ? AND state = 0", arguments: [row.id]) != nil
    }

    private func update(_ db: Database, _ row: RunRow, _ assignments: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE flow SET \(assignments), updated_ms = :now WHERE id = :id", arguments: ["now": now.milliseconds, "id": row.id])
        marks.add(row.lane)
    }
}
