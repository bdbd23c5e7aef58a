package import Foundation
package import GRDB

extension Journal {
    /// Gives a run a description of what was changed behind its back, as ``amend(_:key:amendment:actor:now:)`` does a changed one. A completed run is
    /// taken up again for it.
    ///
    /// - Throws: ``OperatorError``, changing nothing, where there is no such run, it has ended otherwise, its flow has nothing to do about it, or it
    ///   has not received an earlier description yet, which must not be lost.
    package func mend(_ db: Database, key: String, amendment: Data, actor: String, now: Date) throws {
        let statement = try db.cachedStatement(sql: "SELECT id, kind, version, ctx, amendment, state FROM flow WHERE key = ?")
        guard let stored = try Row.fetchOne(statement, arguments: [key]) else { throw OperatorError("there is no run \(key)") }
        guard (stored["amendment"] as Data?) == nil else { throw OperatorError("\(key) is taking a change over just now; try again in a moment") }
        var flow = try F.restore(kind: stored["kind"], version: stored["version"], from: stored["ctx"])
        let before = try flow.stored(by: encoder)
        flow.amend(amendment, at: now)
        guard try flow.stored(by: encoder) != before else { throw OperatorError("\(key) has gone on meanwhile; nothing is to be mended") }
        guard stored["state"] == RunState.completed.rawValue else { return try amend(db, key: key, amendment: amendment, actor: actor, now: now) }
        try amendCompleted(db, key: key, amendment: amendment, actor: actor, now: now)
    }

    /// Gives a completed run a changed description. It is taken up again where its flow has something to do about it; where it only notes it, the note
    /// is kept; one that does not change is left alone.
    package func amendCompleted(_ db: Database, key: String, amendment: Data, actor: String, now: Date) throws {
        guard let found = try db.first("SELECT \(StoredRun.columns) FROM flow WHERE key = ?", [.text(key)], StoredRun.init) else { return }
        var (row, flow) = (found.row, try F.restore(kind: found.kind, version: found.version, from: found.context))
        let before = try flow.stored(by: encoder)
        flow.amend(amendment, at: now)
        guard row.state == .completed, try flow.stored(by: encoder) != before else { return }
        if case .end = flow.effect {
        } else {
            row.beginNextStep()
            (row.state, row.due) = (.ready, now.milliseconds)
            marks.add(row.lane)
        }
        try save(db, row, flow: flow, now: now)
        try audit(db, row.id, actor, "amend", now: now)
    }

    /// Gives an object that is there already to a run, so that no other one takes it for its own.
    ///
    /// - Returns: false, changing nothing, where another run has it.
    package func give(_ db: Database, _ object: RemoteObject, to key: String) throws -> Bool {
        try db.execute(
            sql: """
                INSERT INTO remote(kind, identifier, flow, how) SELECT ?, ?, id, 'adopted' FROM flow WHERE key = ?
                ON CONFLICT(kind, identifier) DO NOTHING
                """,
            arguments: [object.kind, object.identifier, key])
        return try Self.owner(db, of: object) == key
    }

    /// The key of the run that an object belongs to, or nil.
    package static func owner(_ db: Database, of object: RemoteObject) throws -> String? {
        let statement = try db.cachedStatement(
            sql: "SELECT flow.key FROM remote JOIN flow ON flow.id = remote.flow WHERE remote.kind = ? AND remote.identifier = ?")
        return try String.fetchOne(statement, arguments: [object.kind, object.identifier])
    }

    /// Whether it is not known yet what became of the last thing that a run asked for.
    package static func hasOpenIntent(_ db: Database, key: String) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM step JOIN flow ON flow.id = step.flow WHERE flow.key = ? AND step.state = 0", arguments: [key])
            != nil
    }
}
