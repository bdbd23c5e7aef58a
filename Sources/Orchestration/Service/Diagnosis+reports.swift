import Foundation
import GRDB
import LivedigitalAPI

extension Diagnosis {
    /// What is said of stored reports whose files are gone or have another size; nothing where all are there. The files are looked at, not read: one
    /// that was changed without that is found by `job backfill`.
    static func reports(_ db: Database) throws -> [Finding] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT job, starts_ms, path, bytes FROM session_report JOIN session ON session.number = session_report.session
                WHERE path IS NOT NULL ORDER BY starts_ms
                """)
        var damaged: [(job: String, from: Date, count: Int)] = []
        while let row = try rows.next() {
            var status = stat()
            if stat(row["path"] as String, &status) == 0, Int(status.st_size) == row["bytes"] as Int? { continue }
            let job: String = row["job"]
            if let known = damaged.firstIndex(where: { $0.job == job }) {
                damaged[known].count += 1
            } else {
                damaged.append((job, Date(wholeMilliseconds: row["starts_ms"]), 1))
            }
        }
        guard let first = damaged.first else { return [] }
        let named = damaged.prefix(5).map { "\($0.job): \($0.count)" }.joined(separator: ", ")
        return [
            Finding(
                check: "reports", state: .attention,
                detail: "stored, but the file is gone or has another size: \(named)\(damaged.count > 5 ? " and more" : ""); collect again with: "
                    + "autowebinar job backfill \(first.job) --from \(WireDate.format(first.from).prefix(10))")
        ]
    }
}
