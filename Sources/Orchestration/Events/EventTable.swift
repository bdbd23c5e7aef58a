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

    /// What is recorded of a call event under an id that the id of the call did not make, since livedigital told of it without.
    enum Counterpart {
        /// It has the id of the call by now.
        case named
        /// It has none yet.
        case nameless(StoredEvent)
    }

    /// How much earlier than an event, by our clock, livedigital may have told of it.
    private static let clockSlack = Duration.seconds(120)

    /// The same call event of a room as it is recorded without the id of its call, or was at first; nil where there is none. Of several that lack the
    /// id it is the nearest that came when the event had happened.
    ///
    /// - Parameter tolerance: how far apart the two instants may lie.
    static func counterpart(_ db: Database, of event: Event, within tolerance: Duration) throws -> Counterpart? {
        guard let callId = event.subject.callId else { return nil }
        let known = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT * FROM event WHERE connection = ? AND room = ? AND type = ? AND type LIKE 'call.%' AND at_ms BETWEEN ? AND ?
                    """),
            arguments: [
                event.connection, event.subject.roomId, event.type.rawValue,
                WireDate.milliseconds(of: event.timestamp.later(by: .zero - tolerance)),
                WireDate.milliseconds(of: event.timestamp.later(by: tolerance)),
            ]
        ).map(StoredEvent.init)
        if known.contains(where: { $0.event.subject.callId == callId }) { return .named }
        let earliest = event.timestamp.later(by: .zero - clockSlack)
        return known.filter { $0.event.subject.callId == nil && $0.event.timestamp >= earliest }
            .min { abs($0.event.timestamp.timeIntervalSince(event.timestamp)) < abs($1.event.timestamp.timeIntervalSince(event.timestamp)) }
            .map(Counterpart.nameless)
    }

    /// Gives a recorded event the id of its call; its own id stays.
    static func name(_ db: Database, _ known: StoredEvent, callId: String?) throws {
        var event = known.event
        event.subject.callId = callId
        try db.cachedStatement(sql: "UPDATE event SET payload = ? WHERE number = ?").execute(arguments: [event.payload, known.number])
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
