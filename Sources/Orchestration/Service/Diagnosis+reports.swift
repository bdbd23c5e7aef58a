import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

extension Diagnosis {
    /// What is said of stored reports whose files are gone or have another size; nothing where all are there. The files are looked at, not read: one
    /// that was changed without that is found by `job backfill`. What cannot be had again is told, and is no trouble.
    static func reports(_ db: Database, dataFolder: String) throws -> [Finding] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, kind, job, connection, space_id, starts_ms, path, bytes
                FROM session_report JOIN session ON session.number = session_report.session WHERE path IS NOT NULL ORDER BY starts_ms
                """)
        let jobs = try String.fetchSet(db, sql: "SELECT name FROM job")
        var all: [DamagedReports] = []
        while let row = try rows.next() {
            var status = stat()
            let path = StoredReport.place(of: row["path"], dataFolder: dataFolder)
            if stat(path, &status) == 0, Int(status.st_size) == row["bytes"] as Int? { continue }
            let remedy = try DamagedReports.Remedy(row, db, jobs: jobs)
            if let known = all.firstIndex(where: { $0.remedy == remedy }) {
                all[known].add(row)
            } else {
                all.append(DamagedReports(remedy, row))
            }
        }
        let mended = all.filter { $0.remedy != .nothing }
        let more = mended.count - mostRemedies
        return (mended.prefix(mostRemedies) + all.filter { $0.remedy == .nothing }).map(\.finding)
            + (more > 0 ? [Finding(check: "reports", state: .attention, detail: "\(more.counted("job or space", "jobs or spaces")) more")] : [])
    }

    /// The most remedies that are named: a data folder that is gone damages the reports of every job.
    private static let mostRemedies = 5
}

/// Reports that are mended in the same way.
private struct DamagedReports {
    /// How they are collected again.
    enum Remedy: Equatable {
        case backfill(job: String)
        case collection(space: String, connection: String)
        /// Not at all: livedigital has them no more, or their job is gone.
        case nothing

        init(_ row: Row, _ db: Database, jobs: Set<String>) throws {
            let (job, space): (String, String?) = (row["job"], row["space_id"])
            if row["kind"] == Session.Kind.call.rawValue {
                self = space.map { .collection(space: $0, connection: row["connection"]) } ?? .nothing
            } else {
                var run = try jobs.contains(job) ? RunRecord.fetch(db, key: row["id"]).flatMap { try? ServiceFlow($0) } : nil
                self = run?.collectAgain([], at: Date()) == true ? .backfill(job: job) : .nothing
            }
        }
    }

    let remedy: Remedy
    private var counts: [(job: String, count: Int)] = []
    private let from: Date
    private var to: Date

    init(_ remedy: Remedy, _ row: Row) {
        self.remedy = remedy
        (from, to) = (Date(wholeMilliseconds: row["starts_ms"]), Date(wholeMilliseconds: row["starts_ms"]))
        add(row)
    }

    /// Adds one, whose session does not start before the others.
    mutating func add(_ row: Row) {
        to = Date(wholeMilliseconds: row["starts_ms"])
        let job: String = row["job"]
        if let known = counts.firstIndex(where: { $0.job == job }) { counts[known].count += 1 } else { counts.append((job, 1)) }
    }

    var finding: Diagnosis.Finding {
        let of = counts.prefix(5).map { "\($0.job.isEmpty ? "without a job" : $0.job): \($0.count)" }.joined(separator: ", ")
        let what = "stored, but the file is gone or has another size: \(of)\(counts.count > 5 ? " and more" : "")"
        return switch remedy {
        case .backfill(let job): Self.finding("\(what); collect again with: autowebinar job backfill \(job) --from \(Self.day(from))")
        case .collection(let space, let connection):
            Self.finding(
                "\(what); collect again with: autowebinar analytics collect --space \(space) --from \(Self.day(from)) --to \(Self.day(to))"
                    + (connection == Connection.defaultName ? "" : " --connection \(connection)"))
        // Nobody can do anything about it.
        case .nothing: Self.finding("\(what); they cannot be collected again, and what was read of them stays", .ok)
        }
    }

    private static func finding(_ detail: String, _ state: Diagnosis.State = .attention) -> Diagnosis.Finding {
        Diagnosis.Finding(check: "reports", state: state, detail: detail)
    }

    private static func day(_ date: Date) -> Substring { WireDate.format(date).prefix(10) }
}
