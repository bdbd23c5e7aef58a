import Foundation
import GRDB
import Logging
import Testing

@testable import DurableFlow

/// An engine over a database of its own.
struct EngineBench {
    typealias ShowEngine = Engine<RemoteStage, ShowFlow>

    let folder: TemporaryFolder
    let store: Store
    let stage: RemoteStage
    let engine: ShowEngine
    private let manual: ManualClock?

    /// - Parameter folder: that of an earlier bench, to go on with its database; nil makes one.
    init(
        _ stage: RemoteStage = RemoteStage(), in folder: TemporaryFolder? = nil, clock: ManualClock? = nil, settle: Duration = .milliseconds(30),
        concurrency: Int = 64, lane: LaneLimits = LaneLimits(rate: nil, concurrency: 8), grace: Duration = .seconds(10), faults: FaultPoints = .none,
        limits: (@Sendable (String) -> LaneLimits)? = nil,
        commands: (@Sendable (OwnerCommand, Journal<ShowFlow>, Database, Date) throws -> String)? = nil,
        onEnding: @escaping @Sendable (Journal<ShowFlow>, Database, String, ShowFlow, Ending, Date) throws -> Void = { _, _, _, _, _, _ in }
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        self.stage = stage
        manual = clock
        store = try Self.open(self.folder)
        var options = ShowEngine.Options(
            settle: settle, concurrency: concurrency, lane: limits ?? { _ in lane }, grace: grace, clock: clock?.engineClock ?? .system,
            faults: faults)
        options.onEnding = onEnding
        if let commands { options.commands = commands }
        engine = ShowEngine(
            store: store, performer: stage, options: options, boot: UUID().uuidString, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The database as another process opens it.
    static func open(_ folder: TemporaryFolder) throws -> Store {
        try Store.open(path: folder.file("shows.sqlite"), synchronous: .normal) { Journal<ShowFlow>.registerMigrations(in: &$0) }
    }

    /// Lets the engine run while `body` runs, stops it in order, and ends its writer.
    func whileRunning(_ body: () async throws -> Void) async throws {
        defer { engine.writer.close() }
        let over = Counter()
        let (engine, manual) = (engine, manual)
        let run = Task {
            defer { over.add() }
            try await engine.run()
        }
        func end() async throws {
            run.cancel()
            try await manual?.advance { over.value == 1 }
            try await run.value
        }
        do {
            try await body()
        } catch {
            try? await end()
            throw error
        }
        try await end()
    }

    func record(_ key: String) throws -> RunRecord { try #require(try store.pool.read { try RunRecord.fetch($0, key: key) }) }

    func flow(_ key: String) throws -> ShowFlow { try JSONDecoder().decode(ShowFlow.self, from: try record(key).context) }

    func count(_ state: RunState, lane: String? = nil) throws -> Int {
        try store.pool.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM flow WHERE state = :state AND (:lane IS NULL OR lane = :lane)",
                arguments: ["state": state.rawValue, "lane": lane]) ?? 0
        }
    }

    /// Makes a run of the show's own name.
    func submit(_ show: ShowFlow) async throws {
        guard try await engine.submit(key: show.name, flow: show) else { throw NeverHappened() }
    }

    /// Submits shows that consist of one harmless call.
    func submitReports(_ count: Int, lane: String) async throws {
        for index in 0..<count {
            try await submit(ShowFlow(name: "\(lane)-\(index)", theatre: lane, stage: .report))
        }
    }

    /// Waits until that many runs have completed, moving the clock where it is ours.
    func completed(_ wanted: Int, lane: String? = nil) async throws {
        if let manual {
            try await manual.advance { try count(.completed, lane: lane) >= wanted }
        } else {
            try await eventually { try count(.completed, lane: lane) >= wanted }
        }
    }
}
