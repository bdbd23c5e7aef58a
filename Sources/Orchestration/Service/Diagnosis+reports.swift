import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

extension Diagnosis {
    /// What is said of stored reports whose files are gone or have another size; nothing where all are there. The files are looked at, not read: one
    /// that was changed without that is found by `job backfill`. What cannot be had again, or comes by itself, is told, and is no trouble.
    static func reports(_ db: Database, dataFolder: String) throws -> [Finding] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, kind, job, connection, space_id, room_id, starts_ms, ends_ms, path, bytes
                FROM session_report JOIN session ON session.number = session_report.session WHERE path IS NOT NULL ORDER BY starts_ms
                """)
        var damaged: [Row] = []
        while let row = try rows.next() {
            var status = stat()
            let path = StoredReport.place(of: row["path"], dataFolder: dataFolder)
            if stat(path, &status) == 0, Int(status.st_size) == row["bytes"] as Int? { continue }
            damaged.append(row.copy())
        }
        var remedies = try ReportRemedies(db, damaged)
        var all: [DamagedReports] = []
        for row in damaged {
            let remedy = try remedies.remedy(of: row)
            if let known = all.lastIndex(where: { $0.remedy == remedy }), all[known].canTake(row) {
                all[known].add(row)
            } else {
                all.append(DamagedReports(remedy, row))
            }
        }
        let commands = all.filter(\.remedy.isCommand)
        let more = commands.count - mostRemedies
        return (commands.prefix(mostRemedies) + all.filter { !$0.remedy.isCommand }).map(\.finding)
            + (more > 0 ? [Finding(check: "reports", state: .attention, detail: "\(more) more, named once these are collected")] : [])
    }

    /// The most remedies that are named: a data folder that is gone damages the reports of every job.
    private static let mostRemedies = 5
}

/// Reports that are mended in the same way, with one command.
private struct DamagedReports {
    let remedy: ReportRemedy
    private var counts: [(job: String, count: Int)] = []
    private let from: Date
    private var to: Date

    init(_ remedy: ReportRemedy, _ row: Row) {
        self.remedy = remedy
        (from, to) = (Date(wholeMilliseconds: row["starts_ms"]), Date(wholeMilliseconds: row["starts_ms"]))
        add(row)
    }

    /// Whether the command can have one more, whose session does not start before the others: a collection spans so many days at most.
    func canTake(_ row: Row) -> Bool {
        guard case .collection = remedy else { return true }
        let day: Int64 = 86_400_000
        let days = (row["starts_ms"] as Int64) / day - from.wholeMilliseconds / day + 1
        return .milliseconds(days * day) <= CollectionPlan.longestSpan
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
        case .backfillOnceApplied(let job):
            Self.finding(
                "\(what); to collect again, apply the job's file and then: autowebinar job backfill \(job) --from \(Self.day(from))", .ok)
        case .nextCollection: Self.finding("\(what); the next run that collects for the job fetches them again by itself", .ok)
        // Nobody can do anything about it.
        case .nothing: Self.finding("\(what); they cannot be collected again, and what was read of them stays", .ok)
        }
    }

    private static func finding(_ detail: String, _ state: Diagnosis.State = .attention) -> Diagnosis.Finding {
        Diagnosis.Finding(check: "reports", state: state, detail: detail)
    }

    private static func day(_ date: Date) -> Substring { WireDate.format(date).prefix(10) }
}
