import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration

/// What became of every occurrence of the year, and whether it may have.
struct Verdict {
    private(set) var violations: [String] = []
    private var outcomes: [String: Int] = [:]
    private var ways: [String: Int] = [:]
    private var nominal = 0

    /// How a run ended.
    private struct Run {
        var state: RunState
        var note: String?
        var flow: AutowebinarFlow
    }

    /// Where a session was shown: jobs have titles of their own.
    private struct Place: Hashable {
        var title: String
        var startsAt: Int64
    }

    var summary: String {
        let (outcomes, ways) = (Self.list(outcomes), Self.list(ways))
        return "\(nominal) nominal occurrences: \(outcomes); steps: \(ways)"
    }

    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// - Parameter year: gone through to its end.
    init(_ jobs: [WeeklyJob], of year: Year) throws {
        let made = year.remote.made
        var shown: [Place: [Livedigital.Event]] = [:]
        for event in made.events where event.wasPublished {
            shown[Place(title: event.name, startsAt: WireDate.milliseconds(of: event.startsAt)), default: []].append(event)
        }
        guard let pool = year.service?.store.pool else { throw Surprise("the service does not run at the end of the year") }
        let (runs, ways) = try pool.read { (try Self.runs($0), try Self.ways($0)) }
        self.ways = ways
        for job in jobs {
            let occurrences = try pool.read { try OccurrenceTable.fetch($0, job: job.name) }
            let byInstant = Dictionary(grouping: occurrences, by: \.nominal)
            let instants = job.instants
            nominal += instants.count
            for instant in instants {
                let published = shown.removeValue(forKey: Place(title: job.title, startsAt: WireDate.milliseconds(of: instant))) ?? []
                judge(job.name, instant, byInstant[instant] ?? [], runs, published, made.playbacks)
            }
            for extra in Set(byInstant.keys).subtracting(instants) { violations.append("\(job.name) has no occurrence at \(WireDate.format(extra))") }
        }
        for place in shown.keys { violations.append("\(place.title) was shown at \(place.startsAt), which is none of its instants") }
        judgeRest(
            made.playbacks, made.events, Set(runs.values.compactMap(\.flow.facts.playbackId)), Set(runs.values.compactMap(\.flow.facts.eventId)))
    }

    private mutating func judge(
        _ job: String, _ instant: Date, _ occurrences: [StoredOccurrence], _ runs: [String: Run], _ published: [Livedigital.Event],
        _ playbacks: [Livedigital.Playback]
    ) {
        let name = "\(job)@\(WireDate.format(instant))"
        guard let occurrence = occurrences.first, occurrences.count == 1 else {
            return violations.append("\(name) was decided \(occurrences.count) times")
        }
        guard occurrence.outcome == .run else {
            outcomes["skipped before they had a run", default: 0] += 1
            if occurrence.reason?.isEmpty != false { violations.append("\(name) is \(occurrence.outcome) without a reason") }
            if !published.isEmpty { violations.append("\(name) is \(occurrence.outcome) and was shown") }
            return
        }
        guard let run = occurrence.run.flatMap({ runs[$0] }), occurrence.run == name else {
            return violations.append("\(name) has no run of its own")
        }
        let facts = run.flow.facts
        if facts.published {
            outcomes["published", default: 0] += 1
            if run.state != .completed { violations.append("\(name) is published and \(run.state): \(run.note ?? "")") }
            guard published.count == 1, let event = published.first else { return violations.append("\(name) was shown \(published.count) times") }
            if event.id != facts.eventId { violations.append("\(name) was shown as \(event.id), not as \(facts.eventId ?? "nothing")") }
            if playbacks[event.playback].record != facts.recordId { violations.append("\(name) was shown without its record") }
            if facts.reports.count != 1 { violations.append("\(name) has \(facts.reports.count) reports") }
        } else {
            outcomes["skipped late, undone", default: 0] += 1
            if run.state != .skipped || run.note?.isEmpty != false {
                violations.append("\(name) is not published but \(run.state): \(run.note ?? "")")
            }
            if !published.isEmpty { violations.append("\(name) is not published and was shown") }
        }
    }

    /// Nothing is left behind that no run knows.
    private mutating func judgeRest(
        _ playbacks: [Livedigital.Playback], _ events: [Livedigital.Event], _ known: Set<String>, _ knownEvents: Set<String>
    ) {
        for playback in playbacks where !playback.isRemoved {
            if !known.contains(playback.id) { violations.append("\(playback.id) “\(playback.name)” is left behind") }
            if !playback.isPublished { violations.append("\(playback.id) “\(playback.name)” is a draft for ever") }
        }
        for event in events where !event.isRemoved && !knownEvents.contains(event.id) { violations.append("\(event.id) is left behind") }
    }

    private static func runs(_ db: Database) throws -> [String: Run] {
        var runs: [String: Run] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT key, kind, version, state, note, ctx FROM flow")
        while let row = try rows.next() {
            guard let flow = try ServiceFlow.restore(kind: row["kind"], version: row["version"], from: row["ctx"]).autowebinar else { continue }
            runs[row["key"]] = Run(state: RunState(rawValue: row["state"]) ?? .held, note: row["note"], flow: flow)
        }
        return runs
    }

    /// How steps came to their success.
    private static func ways(_ db: Database) throws -> [String: Int] {
        let adopted = try Int.fetchOne(db, sql: "SELECT count(*) FROM step WHERE state = ?", arguments: [StepState.adopted.rawValue]) ?? 0
        let unknown = try Int.fetchOne(db, sql: "SELECT count(*) FROM step WHERE state = ?", arguments: [StepState.superseded.rawValue]) ?? 0
        let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM step") ?? 0
        return ["attempts": all, "adopted": adopted, "unknown and found undone": unknown]
    }
}
