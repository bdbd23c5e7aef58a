import Foundation
import GRDB

extension AttendanceSummary {
    /// Counts the sessions of a selection. Who came again is known from all earlier sessions of the job, before the period, too.
    init(_ db: Database, _ selection: SessionSelection) throws {
        var earlier = selection
        earlier.from = nil
        var seen: [String: SeenVisitors] = [:]
        var counts: [String: [AttendanceCount?]] = [:]
        sessions = []
        for session in try ImportedSession.fetch(db, earlier) {
            let count = try Self.count(db, session, seen: &seen[session.job, default: SeenVisitors()])
            if let from = selection.from, session.startsAt < from { continue }
            counts[session.job, default: []].append(count)
            sessions.append(
                OfSession(id: session.id, job: session.job, startsAt: session.startsAt, figures: count?.figures ?? Figures()))
        }
        jobs = counts.sorted { $0.key < $1.key }.map { job, counts in
            let reported = counts.compactMap { $0 }
            var total = AttendanceCount()
            for count in reported { total.add(count) }
            return OfJob(
                job: job, sessions: counts.count, reported: reported.count, figures: reported.isEmpty ? Figures() : total.figures,
                trend: Self.trend(reported.map(\.attended)))
        }
    }

    /// Nil where no report was imported.
    private static func count(_ db: Database, _ session: ImportedSession, seen: inout SeenVisitors) throws -> AttendanceCount? {
        guard let names = session.columns else { return nil }
        let columns = ParticipantColumns(names)
        var count = AttendanceCount()
        var visitors: [SeenVisitors.Visitor] = []
        count.begin(columns)
        try session.forEachRow(db) { row in
            let visitor = SeenVisitors.Visitor(row, columns)
            count.add(row, columns, isRepeat: visitor.map { seen.contains($0) })
            if let visitor { visitors.append(visitor) }
        }
        // Afterwards: who joins the same session twice does not come again.
        for visitor in visitors { seen.insert(visitor) }
        return count
    }

    /// - Parameter attended: of the sessions from the oldest to the newest.
    static func trend(_ attended: [Int]) -> Double? {
        let half = attended.count / 2
        let (older, newer) = (attended.prefix(half).reduce(0, +), attended.suffix(half).reduce(0, +))
        return older > 0 ? Double(newer) / Double(older) - 1 : nil
    }
}
