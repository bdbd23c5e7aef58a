import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging

/// Makes events of what livedigital's webhook brought, in the order in which it came.
///
/// Each message becomes an event and loses its place in the queue in one transaction, so a crash at any instant leaves it to do or done.
struct IncomingEvents: Sendable {
    var engine: ServiceEngine
    var pool: any DatabaseReader
    var accounts: Accounts
    var newRooms: NewRooms
    var logger: Logger

    private static let batch = 200
    /// A call that is not in livedigital's list is looked up again after these waits, and then the event goes out without it.
    private static let waits: [Duration] = [.seconds(2), .seconds(5), .seconds(10), .seconds(20)]

    /// Processes what is due, one batch of it.
    ///
    /// - Returns: how many messages were dealt with; 0 where nothing is due.
    /// - Throws: what made the database unusable.
    func processBatch(now: Date) async throws -> Int {
        let (due, strange) = try await pool.read { db in
            let due = try IngestTable.fetchDue(db, now: now, limit: Self.batch)
            return (due, Set(try due.filter { try Self.isOfUnknownRoom($0, db) }.map(\.number)))
        }
        guard !due.isEmpty else { return 0 }
        var decided: [(message: IngestedEvent, event: Event?)] = []
        var postponed: [(number: Int64, until: Date)] = []
        // What came later from a room waits with what is looked up.
        var waitingRooms: Set<String> = []
        for message in due {
            let room = "\(message.connection) \(message.roomId ?? "")"
            guard !waitingRooms.contains(room) else { continue }
            if strange.contains(message.number), let wait = try await newRooms.wait(of: message, now: now) {
                postponed.append((message.number, now.later(by: wait)))
                waitingRooms.insert(room)
                continue
            }
            switch await callId(of: message) {
            case .known(let callId): decided.append((message, Event(message, callId: callId)))
            case .later(let wait):
                postponed.append((message.number, now.later(by: wait)))
                waitingRooms.insert(room)
            }
        }
        let (events, later) = (decided, postponed)
        try await engine.change { journal, db, now in
            for (message, event) in events {
                if let event { try journal.receive(event, from: .webhook, db, now: now) }
                try IngestTable.settle(db, message.number)
            }
            for (number, until) in later { try IngestTable.postpone(db, number, until: until) }
        }
        return due.count
    }

    private static func isOfUnknownRoom(_ message: IngestedEvent, _ db: Database) throws -> Bool {
        guard let space = message.spaceId, let room = message.roomId, EventType(name: message.eventName)?.isFromLivedigital == true else {
            return false
        }
        return try !PlaceTable.isKnown(db, connection: message.connection, space: space, room: room)
    }

    private enum Found {
        case known(String?)
        case later(Duration)
    }

    private func callId(of message: IngestedEvent) async -> Found {
        guard message.callId == nil, message.recordId == nil, EventType(name: message.eventName)?.isFromLivedigital == true else {
            return .known(message.callId)
        }
        do {
            if let found = try await CallLookUp(client: try await accounts.client(message.connection)).callId(of: message) { return .known(found) }
        } catch {
            logger.info("the call of an event could not be looked up", metadata: ["event": "\(message.eventName)", "error": "\(error)"])
        }
        return message.lookUps < Self.waits.count ? .later(Self.waits[message.lookUps]) : .known(nil)
    }
}
