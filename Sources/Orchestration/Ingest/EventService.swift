import DurableFlow
import Foundation
import GRDB
import Logging

/// Everything about events that goes on beside the engine: what webhooks bring becomes events, sessions begin and end, spaces are watched.
package struct EventService: Sendable {
    /// Takes in what livedigital posts.
    package let ingest: IngestService

    private let owned: OwnedWorkspace
    private let incoming: IncomingEvents
    /// Something may be there to process.
    private let (arrivals, arrival): (AsyncStream<Void>, AsyncStream<Void>.Continuation)
    private let logger: Logger

    /// How often it is looked for what falls due without a signal.
    private static let interval = Duration.seconds(1)

    /// For a workspace whose engine runs. Nothing goes on before ``run()``, but ``ingest`` works at once.
    package init(_ owned: OwnedWorkspace) {
        self.owned = owned
        logger = owned.workspace.logger
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        (self.arrivals, self.arrival) = (arrivals, arrival)
        let workspace = owned.workspace
        ingest = IngestService(
            store: owned.reader.store, writer: owned.engine.writer, masterKey: { try workspace.masterKey() }, onNew: { arrival.yield() })
        let (pool, accounts) = (owned.reader.store.pool, owned.context.accounts)
        let newRooms = NewRooms(writer: owned.engine.writer, pool: pool, accounts: accounts, logger: workspace.logger)
        incoming = IncomingEvents(engine: owned.engine, pool: pool, accounts: accounts, newRooms: newRooms, logger: workspace.logger)
    }

    /// Works until cancelled.
    ///
    /// - Throws: `CancellationError`, or what made the database unusable.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await processIncoming() }
            group.addTask { try await tellSessions() }
            group.addTask { try await SpaceWatch(owned).run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Takes a foreign webhook of a space over, or lets ours be made; the receiver there becomes a hook of its own.
    ///
    /// - Throws: an `OperatorError` where nothing can be posted to this service.
    package func takeOverWebhook(connection: String, space: String) async throws {
        guard let publicURL = owned.workspace.configuration.server.publicURL else {
            throw OperatorError("server.publicURL is not set, so livedigital cannot post to this service")
        }
        try await owned.engine.change { journal, db, now in
            try WebhookPlanner(publicURL: publicURL).takeOver(db, journal, connection: connection, space: space, now: now)
        }
    }

    private func processIncoming() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.interval)
                    arrival.yield()
                }
            }
            group.addTask { try await processArrivals() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What has an id is processed at once; what is looked up goes on beside it, and frees what came behind it.
    private func processArrivals() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await _ in arrivals {
                var isMore = true
                while isMore {
                    let began = ContinuousClock.now
                    let batch = try await incoming.processBatch(now: owned.now)
                    isMore = batch.isMore
                    for message in batch.unknown {
                        group.addTask {
                            do {
                                try await incoming.lookUp(message)
                                arrival.yield()
                            } catch {
                                // Whoever waits for arrivals learns of it.
                                arrival.finish()
                                throw error
                            }
                        }
                    }
                    // What comes in goes first: it is answered only once it is kept, and this can wait.
                    if isMore { try await Task.sleep(for: (.now - began) * 3) }
                }
            }
        }
    }

    private func tellSessions() async throws {
        while true {
            if try await owned.reader.store.pool.read({ try SessionEvents.isDue($0, now: owned.now) }) {
                try await owned.engine.change { journal, db, now in try SessionEvents.advance(db, journal, now: now) }
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
