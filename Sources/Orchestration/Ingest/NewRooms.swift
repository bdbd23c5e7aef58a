import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging

/// Learns what a room is called that an event tells of and that no list had: a job or a hook may wait for it by its name.
///
/// The lists are read again every few minutes anyway; this is for a room that was made since.
actor NewRooms {
    private let writer: Writer
    private let pool: any DatabaseReader
    private let accounts: Accounts
    private let logger: Logger
    /// When the rooms of a space were asked for last.
    private var asked: [String: Date] = [:]

    /// How often the rooms of one space are asked for at most.
    private static let pause: TimeInterval = 10
    /// How often an event that a job waits for is kept back until the next time: a list may lag.
    private static let patience = 2
    /// How long an answer is waited for; the events of the room wait with it.
    private static let longestAnswer = Duration.seconds(5)

    init(writer: Writer, pool: any DatabaseReader, accounts: Accounts, logger: Logger) {
        (self.writer, self.pool, self.accounts, self.logger) = (writer, pool, accounts, logger)
    }

    /// Whether a message comes from a room that no list had and a job waits for such an event, so that the name may matter: hooks go by ids.
    static func isAwaited(_ message: IngestedEvent, _ db: Database) throws -> Bool {
        guard let space = message.spaceId, let room = message.roomId, message.lookUps <= patience, let type = EventType(name: message.eventName),
            type.isFromLivedigital, try JobTable.isAwaited(db, type, connection: message.connection)
        else { return false }
        return try !PlaceTable.isKnown(db, connection: message.connection, space: space, room: room)
    }

    /// How long a message that is awaited waits until its room is asked for again; nil where the room is known by now, or is not going to be.
    ///
    /// - Throws: what made the database unusable.
    func wait(of message: IngestedEvent, now: Date) async throws -> Duration? {
        guard let space = message.spaceId, let room = message.roomId else { return nil }
        let (pool, connection) = (pool, message.connection)
        func isKnown() async throws -> Bool { try await pool.read { try PlaceTable.isKnown($0, connection: connection, space: space, room: room) } }
        if try await isKnown() { return nil }
        let key = "\(connection) \(space)"
        if asked[key].map({ now.timeIntervalSince($0) >= Self.pause || $0 > now }) ?? true {
            asked[key] = now
            try await ask(connection, space, now: now)
            if try await isKnown() { return nil }
        }
        guard message.lookUps < Self.patience, let last = asked[key] else { return nil }
        return .milliseconds(Int64(max(0, Self.pause - now.timeIntervalSince(last)) * 1000))
    }

    private func ask(_ connection: String, _ space: String, now: Date) async throws {
        let (accounts, logger) = (accounts, logger)
        let listing = await withTaskGroup(of: Listing<Room>?.self) { group in
            group.addTask {
                do {
                    return try await accounts.client(connection).rooms(spaceId: space)
                } catch {
                    logger.info("the rooms of a space could not be read again", metadata: ["space": "\(space)", "error": "\(error)"])
                    return nil
                }
            }
            group.addTask {
                try? await Task.sleep(for: Self.longestAnswer)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        guard let rooms = listing else { return }
        let names = Dictionary(rooms.items.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        try await writer.write { db in
            try PlaceTable.put(db, connection: connection, roomsOf: space, names: names, isComplete: rooms.isComplete, now: now)
        }
    }
}
