import Curl
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import ProcessHarness
import Recurrence
import Sandbox
import Synchronization
import TestServer
import Testing

@testable import Orchestration

/// A service in this process: its engine and everything about events run against a sandbox over real HTTP, and livedigital's webhooks reach it through
/// a server of the test.
final class EventsPlace: Sendable {
    let account: Account
    let owned: OwnedWorkspace
    let events: EventService
    let hooks: HookService
    private let door: LocalServer
    private let running: Task<Void, any Error>

    static let space = "662cc96d46ac941cda787127"
    static let room = "66d1d55d1cf5d9c045c0d1c4"

    private init(watch: ServiceConfiguration.Livedigital.Watch, isReachable: Bool, timeout: Duration) async throws {
        account = try await Account(recordLength: .seconds(1))
        let entrance = Mutex<EventService?>(nil)
        // Stands for the HTTP server of the service.
        door = try LocalServer { connection in
            while let request = connection.readRequest() {
                let status = Mutex(503)
                let done = DispatchSemaphore(value: 0)
                guard let service = entrance.withLock({ $0 }) else { return }
                Task.detached {
                    let answer = try? await service.ingest.ingest(
                        request.body, opaque: String(request.path.split(separator: "/").last ?? ""), now: Date())
                    status.withLock {
                        $0 =
                            switch answer {
                            case .kept: 200
                            case .unknownAddress: 404
                            case .badSignature: 401
                            case .notVerifiableYet, nil: 503
                            }
                    }
                    done.signal()
                }
                done.wait()
                connection.answer(status.withLock { $0 })
            }
        }
        var configuration = ServiceConfiguration()
        configuration.storage.path = account.storage.appending(path: "autowebinar.sqlite").path
        configuration.storage.data = account.storage.appending(path: "data").path
        configuration.secrets.keyFile = account.storage.appending(path: "master.key").path
        configuration.livedigital.baseURL = account.baseURL
        configuration.livedigital.timeout = timeout
        configuration.livedigital.rate = try #require(Rate("1000/s"))
        configuration.livedigital.watch = watch
        configuration.server.allowPrivateHooks = true
        configuration.server.publicURL = isReachable ? "http://127.0.0.1:\(door.port)" : nil
        let workspace = try Workspace(
            configuration: configuration, environment: ["AUTOWEBINAR_TOKEN": account.token],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        owned = try OwnedWorkspace(workspace, purpose: "test")
        events = EventService(owned)
        hooks = HookService(owned)
        let (owned, events) = (owned, events)
        entrance.withLock { $0 = events }
        let planner = Planner(zones: workspace.zones, webURL: configuration.livedigital.webURL)
        running = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await owned.engine.run() }
                group.addTask { try await events.run() }
                group.addTask { try await SessionImporter(owned).keepImporting() }
                group.addTask {
                    try await PlannerLoop(owned: owned, planner: planner, logger: workspace.logger, clockProblem: { nil }).run()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    /// Gives the test a service and takes it away, however the test ends.
    static func run(
        watch: ServiceConfiguration.Livedigital.Watch = .spaces(["Маркетинг"]), isReachable: Bool = true, timeout: Duration = .seconds(2),
        _ body: (EventsPlace) async throws -> Void
    ) async throws {
        let place = try await EventsPlace(watch: watch, isReachable: isReachable, timeout: timeout)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(place))
        } catch {
            outcome = .failure(error)
        }
        place.running.cancel()
        _ = await place.running.result
        place.owned.engine.writer.close()
        place.door.stop()
        await place.account.end()
        try outcome.get()
    }

    /// Stores a job.
    func apply(_ text: String) async throws {
        let zones = ZoneDatabase()
        let file = try JobFile.decode(Data(text.utf8), file: "job.yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays"))
        let planner = ChangePlanner(zones: zones)
        _ = try await owned.engine.change { journal, db, now in
            try planner.apply(try planner.changes([file], prune: false, in: db, now: now), db, journal, actor: "test", now: now)
        }
    }

    /// Waits until livedigital posts to us.
    func watched() async throws {
        try await eventually("the webhook of the space is active") {
            try self.read { try WebhookTable.fetch($0, connection: "default", space: Self.space)?.state == .active }
        }
    }

    func read<Value: Sendable>(_ body: (Database) throws -> Value) throws -> Value { try owned.reader.store.pool.read(body) }

    /// The types of the events so far, in the order in which they were recorded, those of one room where it is given.
    func types(room: String? = nil) throws -> [EventType] {
        try read { try EventTable.fetch($0, EventSelection(connection: "default", limit: 200)).items }
            .filter { room == nil || $0.subject.roomId == room }.map(\.type).reversed()
    }

    func eventually(_ what: Comment, _ condition: () throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(40)
        while try !condition() {
            if ContinuousClock.now > deadline {
                Issue.record(what)
                throw CancellationError()
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
