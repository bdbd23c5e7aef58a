import DurableFlow
import Foundation
import GRDB
import Logging
import Orchestration
import Recurrence
import Synchronization

/// A folder with the database of a service for which very much waits.
struct WaitingPlace {
    /// How much.
    struct Plan {
        let waiting: Int
        let falling: Int
        /// From the end of the preparation until the first one falls due.
        let leadTime: Duration
    }

    /// What is there, and when it falls due: one in turn of each half, at equal distances over a minute. Milliseconds since 1970.
    struct Prepared: Codable {
        let bytes: Int
        let firstDue: Int64
        let falling: Int

        /// When the runs of one half fall due.
        func due(planned: Bool) -> [Int64] {
            (0..<falling / 2).map { firstDue + (Int64($0) * 2 + (planned ? 1 : 0)) * 60_000 / Int64(falling) }
        }
    }

    /// When first intents were committed, ascending. Milliseconds since 1970.
    struct Begun: Codable {
        var checked: [Int64] = []
        var planned: [Int64] = []
        var peakRSSBytes = 0

        /// From falling due to the committed intent, ascending. Within a half the runs begin in the order in which they fall due.
        func delays(since prepared: Prepared) -> [Double] {
            let pairs =
                zip(prepared.due(planned: false), checked).map { Double($1 - $0) } + zip(prepared.due(planned: true), planned).map { Double($1 - $0) }
            return pairs.sorted()
        }
    }

    let folder: URL
    let baseURL: String

    private static let jobs = 1_000
    private static let connection = "default"

    private func configuration() -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.storage.path = folder.appending(path: "waiting.sqlite").path(percentEncoded: false)
        configuration.storage.data = folder.appending(path: "data").path(percentEncoded: false)
        configuration.livedigital.baseURL = baseURL
        configuration.livedigital.rate = Rate("1000000/s") ?? configuration.livedigital.rate
        configuration.livedigital.concurrency = 64
        return configuration
    }

    private func workspace() throws -> Workspace {
        try Workspace(
            configuration: configuration(), environment: ["AUTOWEBINAR_TOKEN": "bench"],
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the service for a while.
    func serve(for duration: Duration) async throws -> Begun {
        let begun = Mutex(Begun())
        let daemon = try Daemon(
            try workspace(), jobPaths: [],
            faults: FaultPoints { moment, step in
                guard moment == .intentCommitted else { return }
                let now = Date().wholeMilliseconds
                switch step {
                case "checkPlayback": begun.withLock { $0.checked.append(now) }
                case "findRoom": begun.withLock { $0.planned.append(now) }
                default: break
                }
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            // The parent waits for this line: not through a buffer.
            group.addTask {
                try await daemon.run { onReady in
                    onReady(0)
                    while true { try await Task.sleep(for: .seconds(3600)) }
                } onReady: { _, _ in
                    FileHandle.standardOutput.write(Data("ready\n".utf8))
                }
            }
            group.addTask { try await Task.sleep(for: duration) }
            try await group.next()
            group.cancelAll()
        }
        var result = begun.withLock { $0 }
        result.checked.sort()
        result.planned.sort()
        result.peakRSSBytes = try Measurement.peakRSSBytes()
        return result
    }

    /// Makes the database as a service would have left it.
    func prepare(_ plan: Plan) async throws -> Prepared {
        let path = configuration().storage.path
        let store = try Store.open(path: path, synchronous: .normal, migrations: Workspace.registerMigrations)
        let writer = Writer(store)
        let (checks, planned) = (plan.falling / 2, plan.falling / 2)
        let now = Date()
        let later = plan.waiting - checks - planned
        for start in stride(from: 0, to: later, by: 1_000) {
            try await writer.write { db in
                for number in start..<min(start + 1_000, later) {
                    // Spread over two weeks, the first in two days.
                    let startsAt = Date(
                        wholeMilliseconds: now.wholeMilliseconds + 2 * 86_400_000 + Int64(number) * 12 * 86_400_000 / Int64(max(1, later)))
                    try WaitingRun(number: number, job: number % Self.jobs, startsAt: startsAt, now: now).insert(db)
                }
            }
        }
        let importer = SessionImporter(store: store, writer: writer, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        try await importer.importPending()
        let zones = ZoneDatabase()
        let firstDue = Date().addingTimeInterval(plan.leadTime / .seconds(1)).wholeMilliseconds
        let prepared = Prepared(bytes: 0, firstDue: firstDue, falling: plan.falling)
        let journal = ServiceJournal(settle: .seconds(60), boot: "bench")
        try await writer.write { db in
            for (index, due) in prepared.due(planned: false).enumerated() {
                let startsAt = Date(wholeMilliseconds: due + 3_600_000)
                try WaitingRun(number: later + index, job: index, startsAt: startsAt, now: now).insert(db)
            }
            let dues = prepared.due(planned: true)
            let files = try (0..<max(Self.jobs, planned)).map { try Self.job($0, dueAt: $0 < planned ? dues[$0] : nil, zones) }
            let planner = ChangePlanner(zones: zones)
            let changes = try planner.changes(files, prune: false, in: db, now: now)
            _ = try planner.apply(changes, db, journal, actor: "bench", now: now)
            // The rest of what the service does with a new job: it works out when the next occurrence comes within the horizon.
            let first = Planner(zones: zones, webURL: configuration().livedigital.webURL)
            while let next = try first.advance(db, journal, now: now).next, next <= now {}
            let waits = try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE state = ? AND cancel = 0", arguments: [RunState.waiting.rawValue])
            guard waits == later + checks else {
                throw BenchFailure(code: .child, message: "of \(later + checks) runs \(waits ?? 0) wait.")
            }
        }
        try await importer.importPending()
        writer.close()
        let bytes = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        return Prepared(bytes: bytes, firstDue: firstDue, falling: plan.falling)
    }

    /// A job whose next occurrence comes within its horizon at an instant, or in a month.
    private static func job(_ number: Int, dueAt: Int64?, _ zones: ZoneDatabase) throws -> JobFile {
        // A date has whole seconds, so the horizon takes the milliseconds.
        let startsAt = (dueAt ?? Date().wholeMilliseconds + 30 * 86_400_000) / 1000 + 86_400
        let horizon = dueAt.map { startsAt * 1000 - $0 } ?? 86_400_000
        let local = Date(timeIntervalSince1970: Double(startsAt)).formatted(.iso8601).dropLast()
        let text = """
            kind: autowebinar
            name: job-\(number)
            title: Bench \(number)
            space: Bench space
            room: Bench room
            record: {id: 66d1d55d1cf5d9c045c00004}
            schedule: {timezone: Etc/UTC, dates: [\(local)], horizon: \(horizon)ms}
            """
        return try JobFile.decode(Data(text.utf8), file: "jobs/job-\(number).yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays"))
    }
}
