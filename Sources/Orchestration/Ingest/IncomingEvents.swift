import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Synchronization

/// Makes events of what livedigital's webhook brought, in the order in which it came from each room.
///
/// Each message becomes an event and loses its place in the queue in one transaction, so a crash at any instant leaves it to do or done. What has no id,
/// or comes from a room whose name a job waits for, is looked up beside the rest: it holds back what came later from its room, and nothing else.
final class IncomingEvents: Sendable {
    private let engine: ServiceEngine
    private let pool: any DatabaseReader
    private let accounts: Accounts
    private let newRooms: NewRooms
    private let logger: Logger
    /// What is being looked up: the connections, by the numbers of the messages.
    private let lookUps = Mutex<[Int64: String]>([:])

    /// While a batch is written nothing else is, what comes in neither.
    private static let batch = 50
    /// So many look-ups go on at once for one connection.
    private static let lookUpsAtOnce = 4
    /// A call that is not in livedigital's list is looked up again after these waits, and then the event goes out without it.
    private static let waits: [Duration] = [.seconds(2), .seconds(5), .seconds(10), .seconds(20)]

    init(engine: ServiceEngine, pool: any DatabaseReader, accounts: Accounts, newRooms: NewRooms, logger: Logger) {
        self.engine = engine
        self.pool = pool
        self.accounts = accounts
        self.newRooms = newRooms
        self.logger = logger
    }

    /// Processes what is due and need not be looked up, one batch of it.
    ///
    /// - Returns: whether there may be more, and what is to be looked up: each of them is to be given to ``lookUp(_:)``, all at once.
    /// - Throws: what made the database unusable.
    func processBatch(now: Date) async throws -> (isMore: Bool, unknown: [IngestedEvent]) {
        let (clear, unknown) = try await pool.read { db in
            var (clear, unknown): ([IngestedEvent], [IngestedEvent]) = ([], try IngestTable.fetchNameless(db, now: now))
            var waitingRooms: Set<String> = []
            for message in try IngestTable.fetchDue(db, now: now, limit: Self.batch) {
                let room = "\(message.connection) \(message.roomId ?? "")"
                guard !waitingRooms.contains(room) else { continue }
                if try NewRooms.isAwaited(message, db) {
                    waitingRooms.insert(room)
                    unknown.append(message)
                } else {
                    clear.append(message)
                }
            }
            return (clear, unknown)
        }
        if !clear.isEmpty {
            try await engine.change { journal, db, now in
                for message in clear { try Self.settle(message, callId: nil, journal, db, now: now) }
            }
        }
        return (!clear.isEmpty, begun(unknown))
    }

    /// Those that are not being looked up yet and may be, which they are from now on.
    private func begun(_ unknown: [IngestedEvent]) -> [IngestedEvent] {
        lookUps.withLock { lookUps in
            unknown.filter { message in
                let atOnce = lookUps.values.count { $0 == message.connection }
                guard lookUps[message.number] == nil, atOnce < Self.lookUpsAtOnce else { return false }
                lookUps[message.number] = message.connection
                return true
            }
        }
    }

    /// Looks up the call of a message, or the name of its room, and makes an event of it; where it is not found it is looked up again later, and at
    /// last goes out without it.
    ///
    /// - Throws: what made the database unusable.
    func lookUp(_ message: IngestedEvent) async throws {
        defer { lookUps.withLock { $0[message.number] = nil } }
        let found: Found
        if message.callId == nil, message.recordId == nil {
            found = await callId(of: message)
        } else {
            found = try await newRooms.wait(of: message, now: Date()).map(Found.later) ?? .known(nil)
        }
        // Who shuts down in the middle of it has not found out that the call is missing.
        try Task.checkCancellation()
        try await engine.change { journal, db, now in
            switch found {
            case .known(let callId): try Self.settle(message, callId: callId, journal, db, now: now)
            case .later(let wait): try IngestTable.postpone(db, message.number, until: now.later(by: wait))
            }
        }
    }

    private static func settle(_ message: IngestedEvent, callId: String?, _ journal: ServiceJournal, _ db: Database, now: Date) throws {
        if let event = Event(message, callId: callId) { try journal.receive(event, from: .webhook, db, now: now) }
        try IngestTable.settle(db, message.number)
    }

    private enum Found {
        case known(String?)
        case later(Duration)
    }

    private func callId(of message: IngestedEvent) async -> Found {
        guard EventType(name: message.eventName)?.isFromLivedigital == true else { return .known(nil) }
        do {
            if let found = try await CallLookUp(client: try await accounts.client(message.connection)).callId(of: message) { return .known(found) }
        } catch {
            logger.info("the call of an event could not be looked up", metadata: ["event": "\(message.eventName)", "error": "\(error)"])
        }
        return message.lookUps < Self.waits.count ? .later(Self.waits[message.lookUps]) : .known(nil)
    }
}
