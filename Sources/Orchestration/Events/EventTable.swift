package import Foundation
package import GRDB
import LivedigitalAPI

/// The SQL of the table `event`. Every function runs inside the caller's transaction.
package enum EventTable {
    /// Creates the table.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("events-1") { db in
            try db.execute(
                sql: """
                    -- One row an event; the id stands for its natural key, so that the same event is never there twice.
                    CREATE TABLE event(
                      number INTEGER PRIMARY KEY,             -- the order in which they were recorded
                      id TEXT NOT NULL UNIQUE,
                      connection TEXT NOT NULL,
                      type TEXT NOT NULL,
                      at_ms INTEGER NOT NULL,
                      recorded_ms INTEGER NOT NULL,
                      room TEXT,
                      payload BLOB NOT NULL,                  -- the flat JSON object, as it is delivered
                      test INTEGER NOT NULL DEFAULT 0) STRICT;
                    CREATE INDEX event_recorded ON event(connection, recorded_ms, number) WHERE test = 0;
                    -- Calls that livedigital told of without their id, to recognise them when their id is known.
                    CREATE INDEX event_nameless ON event(connection, room, type, at_ms) WHERE type LIKE 'call.%';
                    -- What places were called when livedigital was asked last.
                    CREATE TABLE place(
                      connection TEXT NOT NULL,
                      space TEXT NOT NULL,
                      room TEXT NOT NULL DEFAULT '',          -- empty for the space itself
                      name TEXT,
                      since_ms INTEGER NOT NULL,              -- when it was first seen
                      PRIMARY KEY(connection, space, room)) STRICT, WITHOUT ROWID;
                    """)
        }
    }

    /// Writes an event down, unless it is there already.
    ///
    /// - Returns: the event as it is stored, names of space and room filled in where they are known; nil, changing nothing, where it was there.
    package static func insert(_ db: Database, _ event: Event, now: Date) throws -> StoredEvent? {
        var event = event
        try PlaceTable.fillNames(db, &event.subject, connection: event.connection)
        try db.cachedStatement(
            sql: """
                INSERT INTO event(id, connection, type, at_ms, recorded_ms, room, payload, test) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(id) DO NOTHING
                """
        ).execute(arguments: [
            event.id, event.connection, event.type.rawValue, WireDate.milliseconds(of: event.timestamp), WireDate.milliseconds(of: now),
            event.subject.roomId, event.payload, event.isTest,
        ])
        guard db.changesCount == 1 else { return nil }
        event.recordedAt = now
        return StoredEvent(number: db.lastInsertedRowID, event: event)
    }

    /// The event of that id and connection, or nil.
    package static func fetch(_ db: Database, id: String, connection: String) throws -> Event? {
        try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT * FROM event WHERE id = ? AND connection = ?"), arguments: [id, connection]
        ).map { try StoredEvent($0).event }
    }

    /// The event of that number, or nil.
    static func fetch(_ db: Database, number: Int64) throws -> Event? {
        try Row.fetchOne(try db.cachedStatement(sql: "SELECT * FROM event WHERE number = ?"), arguments: [number]).map { try StoredEvent($0).event }
    }

    /// The number of the last of the next few events behind one; nil where none of those was recorded before an instant.
    static func last(_ db: Database, after number: Int64, limit: Int, recordedBefore instant: Date) throws -> Int64? {
        let window = try Row.fetchOne(
            try db.cachedStatement(
                sql: "SELECT max(number), min(recorded_ms) FROM (SELECT number, recorded_ms FROM event WHERE number > ? ORDER BY number LIMIT ?)"),
            arguments: [number, limit])
        guard let last = window?[0] as Int64?, let first = window?[1] as Int64?, first < WireDate.milliseconds(of: instant) else { return nil }
        return last
    }

    /// Forgets events of a range of numbers that were recorded before an instant and that nobody refers to: no delivery, no job, and no run, whose
    /// events would happen once more if they were not known. The newest event of all stays, so that no number is given twice.
    static func removeUnneeded(_ db: Database, _ numbers: ClosedRange<Int64>, recordedBefore instant: Date) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM event WHERE number BETWEEN ? AND ? AND recorded_ms < ? AND number < (SELECT max(number) FROM event)
                  AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event = event.number)
                  AND NOT EXISTS (SELECT 1 FROM job_event WHERE job_event.event = event.number)
                  AND NOT EXISTS (SELECT 1 FROM flow WHERE flow.key = json_extract(CAST(event.payload AS TEXT), '$.runId'))
                """
        ).execute(arguments: [numbers.lowerBound, numbers.upperBound, WireDate.milliseconds(of: instant)])
    }

    /// Whether a call event of a room was recorded without a call id at about an instant: then the same event with its id is no other.
    ///
    /// - Parameter tolerance: how far apart the two instants may lie.
    static func hasNameless(_ db: Database, _ event: Event, within tolerance: Duration) throws -> Bool {
        let at = WireDate.milliseconds(of: event.timestamp)
        let spread = Int64(tolerance.components.seconds) * 1000
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT * FROM event WHERE connection = ? AND room = ? AND type = ? AND type LIKE 'call.%' AND at_ms BETWEEN ? AND ?
                    """),
            arguments: [event.connection, event.subject.roomId, event.type.rawValue, at - spread, at + spread])
        return try rows.contains { try StoredEvent($0).event.subject.callId == nil }
    }
}

/// An event with its place in the order of recording.
package struct StoredEvent: Sendable, Equatable {
    package var number: Int64
    package var event: Event

    init(number: Int64, event: Event) {
        self.number = number
        self.event = event
    }

    init(_ row: Row) throws {
        number = row["number"]
        event = try JSONDecoder().decode(Event.self, from: row["payload"] as Data)
        event.connection = row["connection"]
        event.recordedAt = WireDate.date(milliseconds: row["recorded_ms"])
    }
}
