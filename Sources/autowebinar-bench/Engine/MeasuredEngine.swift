import Curl
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Orchestration
import Synchronization

/// The product's own engine, client and flow, over a database in a folder, without the command line.
struct MeasuredEngine {
    let engine: ServiceEngine
    private let place: (spaceId: String, roomId: String)
    private let remaining: Countdown
    private let transport: CurlClient

    /// - Parameters:
    ///   - runs: how many publications end the measurement.
    ///   - timeout: of one call; an unknown outcome settles for twice as long.
    init(
        folder: URL, baseURL: String, runs: Int, concurrency: Int, synchronous: StorageOptions.Synchronous, timeout: Duration = .seconds(30)
    ) async throws {
        transport = CurlClient(configuration: .init())
        let client = LivedigitalClient(baseURL: baseURL, token: "bench", transport: transport, timeout: timeout)
        guard let space = try await client.spaces().items.first, let room = try await client.rooms(spaceId: space.id).items.first else {
            throw BenchFailure(code: .server, message: "the account at \(baseURL) has no space with a room.")
        }
        place = (space.id, room.id)
        let store = try Store.open(
            path: folder.appending(path: "flows.sqlite").path(percentEncoded: false), synchronous: synchronous == .full ? .full : .normal
        ) { ServiceJournal.registerMigrations(in: &$0) }
        let remaining = Countdown(runs)
        self.remaining = remaining
        engine = Engine(
            store: store,
            performer: ServicePerformer(
                autowebinar: LivedigitalPerformer(clients: { _ in client }, listing: SharedListing(), reports: ReportStore(root: folder))),
            options: .init(
                settle: timeout * 2, concurrency: concurrency, lane: { _ in LaneLimits(rate: nil, concurrency: concurrency) },
                faults: FaultPoints { moment, step in if moment == .committed, step == "publish" { remaining.countDown() } }),
            boot: UUID().uuidString, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Makes the runs, a thousand in a transaction. Each is a permanent autowebinar, which ends with its publication.
    func submit(_ count: Int) async throws {
        var random = SystemRandomNumberGenerator()
        for start in stride(from: 0, to: count, by: 1_000) {
            let flows = (start..<min(start + 1_000, count)).map { number in
                let plan = AutowebinarPlan(
                    title: "Bench", connection: "bench", spaceId: place.spaceId, roomId: place.roomId,
                    record: .latest(minDuration: nil, nameContains: nil), startsAt: nil, timezone: "Europe/Moscow", marker: RunMarker(using: &random),
                    createdAt: Date())
                return (key: "bench-\(number)@always", flow: ServiceFlow.autowebinar(AutowebinarFlow(plan: plan)))
            }
            try await engine.change { journal, db, now in
                for (key, flow) in flows { _ = try journal.submit(db, key: key, flow: flow, now: now) }
            }
        }
    }

    /// Works until so many more runs are published, then stops in order.
    func work(until count: Int) async throws {
        remaining.count(to: count)
        try await work()
    }

    /// Works until all runs are published, then stops in order.
    func work() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            await remaining.reachesZero()
            group.cancelAll()
            try await group.waitForAll()
        }
        engine.writer.close()
        transport.shutdown()
    }
}

/// Counts down from a number and wakes the one who waits for its end.
final class Countdown: Sendable {
    private let left: Atomic<Int>
    private let end = AsyncStream<Void>.makeStream()

    init(_ count: Int) {
        left = Atomic(count)
    }

    /// Sets the number that is counted down from; none ends at once.
    func count(to count: Int) {
        left.store(count, ordering: .relaxed)
        if count == 0 { end.continuation.finish() }
    }

    func countDown() {
        if left.subtract(1, ordering: .relaxed).newValue == 0 { end.continuation.finish() }
    }

    func reachesZero() async {
        for await _ in end.stream {}
    }
}
