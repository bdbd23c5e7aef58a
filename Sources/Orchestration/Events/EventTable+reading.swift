package import Foundation
package import GRDB
import LivedigitalAPI

/// Which events are listed.
package struct EventSelection: Sendable, Equatable {
    /// Only those of this account.
    package var connection: String
    /// Only those of these types; none takes all.
    package var types: [EventType]
    /// Only those that were recorded at this instant or later.
    package var updatedFrom: Date?
    /// Only those that were recorded before this instant.
    package var updatedTo: Date?
    /// How many at most; held within 1 and 200.
    package var limit: Int
    /// Where the page before ended, as it said; nil begins with the newest.
    package var cursor: String?

    package init(
        connection: String, types: [EventType] = [], updatedFrom: Date? = nil, updatedTo: Date? = nil, limit: Int = 50, cursor: String? = nil
    ) {
        self.connection = connection
        self.types = types
        self.updatedFrom = updatedFrom
        self.updatedTo = updatedTo
        self.limit = limit
        self.cursor = cursor
    }
}

/// A part of a list of events, newest first.
package struct EventPage: Sendable, Equatable {
    package var items: [Event]
    /// What to ask with for the next part; nil where there is none.
    package var nextCursor: String?
}

extension EventTable {
    /// The polling twin: events as they were recorded, newest first, those that were made to try a hook left out.
    ///
    /// What is recorded while pages are read is on none of them. A cursor that is none begins with the newest.
    package static func fetch(_ db: Database, _ selection: EventSelection) throws -> EventPage {
        let limit = max(1, min(200, selection.limit))
        let position = selection.cursor.flatMap(position) ?? (.max, .max)
        let types = selection.types.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM event WHERE connection = ? AND test = 0 AND recorded_ms >= ? AND recorded_ms < ?
                  AND (recorded_ms, number) < (?, ?)\(types.isEmpty ? "" : " AND type IN (\(types))")
                ORDER BY recorded_ms DESC, number DESC LIMIT ?
                """,
            arguments: [
                selection.connection, selection.updatedFrom.map { WireDate.milliseconds(of: $0) } ?? .min,
                selection.updatedTo.map { WireDate.milliseconds(of: $0) } ?? .max, position.0, position.1, limit + 1,
            ])
        let stored = try rows.prefix(limit).map(StoredEvent.init)
        let cursor = stored.last.map { last in "\(last.event.recordedAt.map { WireDate.milliseconds(of: $0) } ?? 0).\(last.number)" }
        return EventPage(items: stored.map(\.event), nextCursor: rows.count > limit ? cursor : nil)
    }

    /// Whether a text is a cursor that ``fetch(_:_:)`` could have given.
    package static func isCursor(_ text: String) -> Bool { position(text) != nil }

    private static func position(_ cursor: String) -> (Int64, Int64)? {
        let parts = cursor.split(separator: ".").compactMap { Int64($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// One to three events of a type to show what they look like: the latest of the account, else made-up ones of the very same shape.
    package static func samples(_ db: Database, _ type: EventType, connection: String) throws -> [Event] {
        let latest = try fetch(db, EventSelection(connection: connection, types: [type], limit: 3)).items
        return latest.isEmpty ? [Event.sample(type)] : latest
    }
}
