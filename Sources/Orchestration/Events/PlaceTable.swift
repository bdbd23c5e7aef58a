import Foundation
import GRDB
import LivedigitalAPI

/// The spaces and rooms of an account as livedigital listed them last; the names in events come from here. Every function runs inside the caller's
/// transaction.
enum PlaceTable {
    /// Fills in the names that are known and not given.
    static func fillNames(_ db: Database, _ subject: inout Event.Subject, connection: String) throws {
        guard let space = subject.spaceId else { return }
        subject.spaceName = try subject.spaceName ?? name(db, connection: connection, space: space)
        if let room = subject.roomId { subject.roomName = try subject.roomName ?? name(db, connection: connection, space: space, room: room) }
    }

    /// What a space or a room of it is called; nil where that is not known.
    static func name(_ db: Database, connection: String, space: String, room: String = "") throws -> String? {
        try String.fetchOne(
            try db.cachedStatement(sql: "SELECT name FROM place WHERE connection = ? AND space = ? AND room = ?"),
            arguments: [connection, space, room])
    }

    /// Whether livedigital has listed the room, with a name or without.
    static func isKnown(_ db: Database, connection: String, space: String, room: String) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM place WHERE connection = ? AND space = ? AND room = ?)"),
            arguments: [connection, space, room]) == true
    }

    /// Takes a list of livedigital over: new places are added, names brought up to date, and what is gone is removed.
    ///
    /// - Parameters:
    ///   - space: the space whose rooms are listed; nil lists the spaces themselves.
    ///   - names: by id.
    ///   - isComplete: whether livedigital listed all there are; otherwise nothing is removed.
    static func put(_ db: Database, connection: String, roomsOf space: String?, names: [String: String?], isComplete: Bool, now: Date) throws {
        for (id, name) in names {
            try db.cachedStatement(
                sql: """
                    INSERT INTO place(connection, space, room, name, since_ms) VALUES(?, ?, ?, ?, ?)
                    ON CONFLICT(connection, space, room) DO UPDATE SET name = excluded.name WHERE name IS NOT excluded.name
                    """
            ).execute(arguments: [connection, space ?? id, space == nil ? "" : id, name, now.wholeMilliseconds])
        }
        guard isComplete else { return }
        for known in try space.map({ try rooms(db, connection: connection, space: $0) }) ?? spaces(db, connection: connection)
        where names[known.id] == nil {
            try db.execute(
                sql: space == nil
                    ? "DELETE FROM place WHERE connection = ? AND space = ?" : "DELETE FROM place WHERE connection = ? AND space = ? AND room = ?",
                arguments: space.map { [connection, $0, known.id] } ?? [connection, known.id])
        }
    }

    /// The known spaces of an account.
    static func spaces(_ db: Database, connection: String) throws -> [Place] {
        try Row.fetchAll(
            db, sql: "SELECT space AS id, name, since_ms FROM place WHERE connection = ? AND room = '' ORDER BY space", arguments: [connection]
        ).map(Place.init)
    }

    /// The known rooms of a space.
    static func rooms(_ db: Database, connection: String, space: String) throws -> [Place] {
        try Row.fetchAll(
            db, sql: "SELECT room AS id, name, since_ms FROM place WHERE connection = ? AND space = ? AND room <> '' ORDER BY room",
            arguments: [connection, space]
        ).map(Place.init)
    }
}

/// A space or a room as it is known.
struct Place: Sendable, Equatable {
    var id: String
    var name: String?
    /// When it was first seen: what happened there before is no news.
    var since: Date

    /// Whether people mean it by that id or exact name.
    func isCalled(_ text: String) -> Bool { id == text || name == text }
}

extension Place {
    fileprivate init(_ row: Row) { self.init(id: row["id"], name: row["name"], since: Date(wholeMilliseconds: row["since_ms"])) }
}
