import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging

/// Keeps an eye on the spaces that somebody needs the events of: knows their names, keeps our webhooks in line, and polls for what those lost.
///
/// Nothing of it is kept in memory that a restart would lose: rooms are polled again, and what is known already is no event.
actor SpaceWatch {
    private let owned: OwnedWorkspace
    private let planner: WebhookPlanner?
    private let logger: Logger
    private let environment: String?
    /// As the configuration in force says. Where nothing can be posted to us, spaces that it names are polled; all of them every minute for nobody in
    /// particular would take half of what the account may.
    private var spaces: WatchedSpaces {
        let watch = owned.inForce.livedigital.watch
        return WatchedSpaces(watch: planner == nil && watch == .all ? nil : watch)
    }
    /// Between two requests of the poller; it takes half of what the account may at most.
    private var pause: Duration { .seconds(2 / max(owned.inForce.livedigital.rate.perSecond, 0.1)) }

    /// When a connection's spaces and rooms were listed last, and for which need.
    private var listed: [String: (need: WatchedSpaces.Need, at: Date)] = [:]
    /// When a room was polled last.
    private var polled: [String: Date] = [:]
    /// Until when a connection is left alone after trouble.
    private var troubled: [String: Date] = [:]

    /// What livedigital does not tell of a space or room, so that it is logged once.
    private var untold: [String: String] = [:]

    /// How often lists of spaces and rooms are read again.
    private static let listInterval: TimeInterval = 600
    /// How often a room is polled where a webhook tells of it, and where none does.
    private static let (watchedInterval, unwatchedInterval): (TimeInterval, TimeInterval) = (600, 60)
    /// How long a connection that gave trouble is left alone.
    private static let troubleInterval: TimeInterval = 300
    /// How often it is looked who needs what.
    private static let glance = Duration.seconds(1)

    init(_ owned: OwnedWorkspace) {
        self.owned = owned
        planner = owned.workspace.configuration.server.publicURL.map { WebhookPlanner(publicURL: $0) }
        logger = owned.workspace.logger
        environment = owned.workspace.environmentToken.map { _ in Connection.defaultName }
    }

    /// Works until cancelled.
    ///
    /// - Throws: `CancellationError`, or what made the database unusable.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for work in [look, poll] {
                group.addTask {
                    while true {
                        try await work(Date())
                        try await Task.sleep(for: Self.glance)
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Reads the lists that are due, and brings the webhooks in line.
    func look(now: Date) async throws {
        let needs = try await needs()
        listed = listed.filter { needs[$0.key] != nil }
        try await forEach(needs, now: now) { watch, connection, need in
            let isListed = watch.listed[connection].map { $0.need == need && now.timeIntervalSince($0.at) < Self.listInterval } ?? false
            if !isListed { try await watch.list(connection, need, now: now) }
        }
        try await plan(needs)
    }

    /// Asks for what has happened in the rooms whose turn it is.
    func poll(now: Date) async throws {
        try await forEach(try await needs(), now: now) { watch, connection, need in try await watch.pollRooms(connection, need, now: now) }
    }

    private func needs() async throws -> [String: WatchedSpaces.Need] {
        let (spaces, environment) = (spaces, environment)
        return try await owned.reader.store.pool.read { try spaces.needs($0, environment: environment) }
    }

    /// Works for all connections at once, so that none waits for another; one that gives trouble is left alone for a while.
    private func forEach(
        _ needs: [String: WatchedSpaces.Need], now: Date,
        _ body: @escaping @Sendable (isolated SpaceWatch, String, WatchedSpaces.Need) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (connection, need) in needs where troubled[connection].map({ $0 <= now }) ?? true {
                group.addTask {
                    do {
                        try await body(self, connection, need)
                    } catch {
                        try await self.trouble(connection, error, now: now)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func list(_ connection: String, _ need: WatchedSpaces.Need, now: Date) async throws {
        let poller = try await poller(connection)
        let spaces = try await poller.spaces()
        try await put(connection, roomsOf: nil, spaces, now: now)
        for space in try await needed(connection, need) {
            do {
                try await put(connection, roomsOf: space.id, try await poller.rooms(of: space.id), now: now)
                note([], of: space.id, connection)
            } catch let error as LivedigitalError where error.isAboutOneThing {
                // The other spaces have rooms all the same.
                note([error], of: space.id, connection)
            }
        }
        listed[connection] = (need, now)
    }

    private func put(_ connection: String, roomsOf space: String?, _ list: (names: [String: String?], isComplete: Bool), now: Date) async throws {
        try await owned.engine.writer.write { db in
            try PlaceTable.put(db, connection: connection, roomsOf: space, names: list.names, isComplete: list.isComplete, now: now)
        }
    }

    /// The needed spaces of a connection as far as they are known.
    private func needed(_ connection: String, _ need: WatchedSpaces.Need) async throws -> [Place] {
        try await owned.reader.store.pool.read { need.among(try PlaceTable.spaces($0, connection: connection)) }
    }

    private func plan(_ needs: [String: WatchedSpaces.Need]) async throws {
        guard let planner else { return }
        var needed: [String: Set<String>] = [:]
        for connection in listed.keys { needed[connection] = Set(try await self.needed(connection, needs[connection] ?? .init()).map(\.id)) }
        // A connection that nobody needs anything of keeps no webhook.
        for webhook in try await owned.reader.store.pool.read({ try WebhookTable.fetchAll($0) }) where needs[webhook.connection] == nil {
            needed[webhook.connection] = []
        }
        let wanted = needed
        guard !wanted.isEmpty else { return }
        let made = try await owned.engine.change { journal, db, now in try planner.advance(db, journal, needed: wanted, now: now) }
        if made > 0 { logger.info("webhooks brought in line", metadata: ["runs": "\(made)"]) }
    }

    private func pollRooms(_ connection: String, _ need: WatchedSpaces.Need, now: Date) async throws {
        let active = try await owned.reader.store.pool.read { db in
            Set(try WebhookTable.fetchAll(db, connection: connection).filter { $0.state == .active }.map(\.spaceId))
        }
        let poller = try await poller(connection)
        for space in try await needed(connection, need) {
            let rooms = try await owned.reader.store.pool.read { try PlaceTable.rooms($0, connection: connection, space: space.id) }
            let interval = active.contains(space.id) ? Self.watchedInterval : Self.unwatchedInterval
            for room in rooms where polled["\(connection) \(room.id)"].map({ now.timeIntervalSince($0) >= interval }) ?? true {
                let (events, untold) = try await poller.events(space: space.id, room: room.id, since: room.since, now: Date())
                note(untold, of: room.id, connection)
                polled["\(connection) \(room.id)"] = now
                guard !events.isEmpty else { continue }
                try await owned.engine.change { journal, db, now in for event in events { try journal.receive(event, from: .poller, db, now: now) } }
            }
        }
    }

    private func poller(_ connection: String) async throws -> EventPoller {
        let pause = pause
        return EventPoller(client: try await owned.context.accounts.client(connection), connection: connection) { try await Task.sleep(for: pause) }
    }

    /// Logs what livedigital does not tell of a space or room where that is news.
    private func note(_ errors: [LivedigitalError], of place: String, _ connection: String) {
        let text = errors.map(\.description).joined(separator: "; ")
        let former = untold.updateValue(text, forKey: "\(connection) \(place)") ?? ""
        guard former != text, !text.isEmpty else { return }
        logger.warning(
            "livedigital does not tell all of a place", metadata: ["connection": "\(connection)", "place": "\(place)", "error": "\(text)"])
    }

    private func trouble(_ connection: String, _ error: any Error, now: Date) throws {
        try Task.checkCancellation()
        if error is DatabaseError { throw error }
        troubled[connection] = now.addingTimeInterval(Self.troubleInterval)
        logger.warning("spaces cannot be watched for a while", metadata: ["connection": "\(connection)", "error": "\(error)"])
    }
}
