import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence

@testable import Orchestration

/// A service in memory with a livedigital of one space, driven in virtual time: every call is answered at once, and may be hindered by a test.
final class SharedBench {
    let bench: PlanningBench
    let journal: ServiceJournal
    let remote = ToyRemote()

    init(_ now: String) throws {
        bench = try PlanningBench(now)
        journal = ServiceJournal(
            settle: .seconds(60), boot: "test", random: { 0.5 },
            onEnding: { journal, db, key, flow, ending, now in
                try JobTable.noteEnding(db, journal, key: key, flow: flow, ending: ending, now: now)
                try SharedPlaybacks.noteEnding(db, journal, key: key, flow: flow, now: now)
            },
            onWatch: { journal, db, key, flow, call, now in try SharedPlaybacks.look(db, journal, key: key, flow: flow, call: call, now: now) })
    }

    static func job(_ schedule: String, title: String = "Demo", record: String = "{latest: {}}", room: String = "Room", more: String = "") throws
        -> JobFile
    {
        let text = """
            kind: autowebinar
            name: weekly
            title: \(title)
            space: Space
            room: \(room)
            record: \(record)
            schedule: {timezone: Etc/UTC, \(schedule)}
            playback: shared
            \(more)
            """
        return try JobFile.decode(
            Data(text.utf8), file: "jobs/weekly.yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    @discardableResult
    func apply(_ files: JobFile..., prune: Bool = false) throws -> ChangeSet {
        try change { db in
            let set = try bench.changePlanner.changes(files, prune: prune, in: db, now: bench.now)
            _ = try bench.changePlanner.apply(set, db, journal, actor: "test", now: bench.now)
            return set
        }
    }

    /// Plans and works until nothing is due now.
    func settle() async throws {
        while true {
            let progress = try change { try bench.planner.advance($0, journal, now: bench.now) }
            var isIdle = progress.next.map { $0 > bench.now } ?? true
            let claim = try change { try journal.claim($0, [Vacancy(lane: "default", places: 64)], now: bench.now) }
            for work in claim.work {
                isIdle = false
                var next: Work<ServiceFlow>? = work
                while let work = next {
                    let result = await work.carriedOut(by: remote, reading: bench.database)
                    next = try change { try journal.record($0, work, result, now: bench.now) }
                }
            }
            if isIdle { return }
        }
    }

    /// Settles at an instant and, before it, whenever something falls due.
    func settle(until text: String) async throws {
        let end = try instant(text)
        try await settle()
        while let due = try nextDue(), due < end {
            bench.now = max(bench.now, due)
            try await settle()
        }
        bench.now = end
        try await settle()
    }

    /// Forgets what is over for long.
    func sweep() throws {
        var sweep = RetentionSweep()
        while !sweep.isOver { try change { try sweep.advance($0, journal, now: bench.now) } }
    }

    private func nextDue() throws -> Date? {
        try bench.database.read { db in
            [
                try Int64.fetchOne(db, sql: "SELECT min(due_ms) FROM flow WHERE due_ms IS NOT NULL").map(Date.init(wholeMilliseconds:)),
                try JobTable.earliestPlanning(db), try OccurrenceTable.earliestAlert(db),
            ].compactMap(\.self).min()
        }
    }

    /// Outside of anything asynchronous, where the database would want to suspend.
    private func change<T>(_ body: (Database) throws -> T) throws -> T { try bench.database.write(body) }

    func note(of key: String) throws -> String? { try bench.database.read { try SharedRun.fetch($0, key: key)?.note } }

    func cancel(_ key: String) throws {
        try change { db in
            try SharedPlaybacks.checkUnused(db, key)
            try journal.cancel(db, key: key, actor: "test", now: bench.now)
        }
    }

    func retry(_ key: String) throws {
        try change { db in try journal.retry(db, key: key, actor: "test", now: bench.now) }
    }

    func flow(_ key: String) throws -> AutowebinarFlow? { try bench.database.read { try SharedRun.fetch($0, key: key)?.flow } }

    func state(_ key: String) throws -> String? {
        try bench.database.read { try SharedRun.fetch($0, key: key).map { "\($0.state)" } }
    }
}

/// A livedigital of one space that answers every call at once, unless a test hinders it. Used by one task at a time.
final class ToyRemote: Performer, @unchecked Sendable {
    struct Playback: Equatable {
        var name: String
        var recordId: String?
        var isPublished = false
        /// The starts of its events, by their ids.
        var events: [String: Int64] = [:]
    }

    var playbacks: [String: Playback] = [:]
    /// What the latest record is.
    var record = ChosenRecord(id: "r1", length: .seconds(1800))
    /// The calls that were answered, in order.
    private(set) var calls: [String] = []
    /// What to answer instead; nil answers as usual. It may let the work be done all the same.
    var trouble: (AutowebinarCall) -> Performance<AutowebinarAnswer>? = { _ in nil }
    private var count = 0

    func takeCalls() -> [String] {
        defer { calls = [] }
        return calls
    }

    func perform(_ call: ServiceCall, _ context: CallContext) async -> Performance<ServiceAnswer> {
        guard case .autowebinar(let call) = call else { return .refused(Failure(code: "wrong", message: "no call of an autowebinar")) }
        return (trouble(call) ?? perform(call)).map(ServiceAnswer.autowebinar)
    }

    func lookUp(_ call: ServiceCall, adopting identifier: String?, _ context: CallContext) async -> Finding<ServiceAnswer> {
        guard case .autowebinar(let call) = call else { return .absent }
        return lookUp(call).map(ServiceAnswer.autowebinar)
    }

    func perform(_ call: AutowebinarCall) -> Performance<AutowebinarAnswer> {
        calls.append(call.word)
        switch call {
        case .findRoom: return .answered(.room(spaceId: "space", roomId: "room"))
        case .createPlayback(_, let name, _, _, _):
            count += 1
            playbacks["p\(count)"] = Playback(name: name)
            return .answered(.playback(id: "p\(count)"), made: [RemoteObject(kind: "playback", identifier: "p\(count)")])
        case .selectRecord: return .answered(.record(record))
        case .updatePlayback(_, let id, let name, let recordId, let isPublished):
            guard var playback = playbacks[id] else { return .refused(Failure(code: "not_found", message: "404")) }
            guard !isPublished || !playback.events.isEmpty else { return .refused(Failure(code: "invalid", message: "an event is needed first")) }
            (playback.name, playback.recordId, playback.isPublished) = (name, recordId, isPublished)
            playbacks[id] = playback
            return .answered(.updated)
        case .readPlayback(_, let id):
            guard let playback = playbacks[id] else { return .refused(Failure(code: "not_found", message: "404")) }
            return .answered(.playbackShown(name: playback.name, recordId: playback.recordId, isPublished: playback.isPublished))
        case .createPlaybackEvent(_, let id, _, let startsAt, _, _):
            guard playbacks[id] != nil else { return .refused(Failure(code: "not_found", message: "404")) }
            count += 1
            playbacks[id]?.events["e\(count)"] = startsAt ?? 0
            return .answered(.event(id: "e\(count)"), made: [RemoteObject(kind: "playbackEvent", identifier: "e\(count)")])
        case .listSurplus: return .answered(.surplus([]))
        case .deletePlaybackEvent(_, let id, let event):
            playbacks[id]?.events[event] = nil
            return .answered(.deleted)
        case .deletePlayback(_, let id):
            playbacks[id] = nil
            return .answered(.deleted)
        case .collectReport(_, _, let event, _):
            return .answered(.report(StoredReport(format: .xlsx, path: "/\(event).xlsx", bytes: 1, sha256: "00")))
        case .followPlayback, .followUse, .followCollection: return .refused(Failure(code: "wrong", message: "was sent"))
        }
    }

    /// Finds a playback by its marker, and nothing else.
    private func lookUp(_ call: AutowebinarCall) -> Finding<AutowebinarAnswer> {
        guard case .createPlayback(_, _, let marker, _, _) = call, let found = playbacks.first(where: { $0.value.name.contains(marker) })?.key else {
            return .absent
        }
        return .found(.playback(id: found), made: [RemoteObject(kind: "playback", identifier: found)])
    }
}

extension AutowebinarCall {
    /// The case, and what tells one call of it from another.
    fileprivate var word: String {
        switch self {
        case .findRoom: "findRoom"
        case .createPlayback: "createPlayback"
        case .selectRecord: "selectRecord"
        case .updatePlayback(_, let id, let name, let record, let isPublished):
            isPublished ? "publish \(id) \(name) \(record)" : "attach \(id) \(record)"
        case .readPlayback(_, let id): "read \(id)"
        case .createPlaybackEvent(_, let id, _, _, _, _): "createPlaybackEvent \(id)"
        case .listSurplus: "listSurplus"
        case .deletePlaybackEvent(_, _, let id): "delete \(id)"
        case .deletePlayback(_, let id): "delete \(id)"
        case .collectReport(_, _, let id, _): "report \(id)"
        case .followPlayback, .followUse, .followCollection: "look"
        }
    }
}
