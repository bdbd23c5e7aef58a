import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// `playback: shared`: one playback for all occurrences of a job, one event for each.
@Suite(.timeLimit(.minutes(5)))
struct SharedPlaybackTests {
    private static let daily = "start: 2026-12-01T18:00, rrule: FREQ=DAILY, horizon: 3d"
    private static let runs = (1...3).map { "weekly@2026-12-0\($0)T18:00:00.000Z" }

    private func published(_ more: String = "") async throws -> SharedBench {
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job(Self.daily, more: more))
        try await shared.settle()
        return shared
    }

    @Test func `three occurrences that become due at once have one playback and an event each`() async throws {
        let shared = try SharedBench("2026-11-30T19:00:00Z")
        try shared.apply(SharedBench.job(Self.daily))
        try await shared.settle()
        let calls = shared.remote.calls
        #expect(
            calls.count { $0 == "createPlayback" } == 1 && calls.count { $0 == "attach p1 r1" } == 1
                && calls.count { $0 == "publish p1 Demo r1" } == 1)
        #expect(calls.count { $0 == "createPlaybackEvent p1" } == 3)
        // Nothing is published before it has an event, and no event is made before there is a record.
        #expect(try #require(calls.firstIndex(of: "attach p1 r1")) < #require(calls.firstIndex(of: "createPlaybackEvent p1")))
        #expect(try #require(calls.firstIndex(of: "createPlaybackEvent p1")) < #require(calls.firstIndex(of: "publish p1 Demo r1")))
        let flows = try Self.runs.map { try #require(try shared.flow($0)) }
        #expect(flows.allSatisfy { $0.facts.published && $0.facts.playbackId == "p1" && $0.state == .awaitSessionEnd })
        #expect(Set(flows.compactMap(\.facts.inviteUrl)).count == 3)
        #expect(try shared.bench.runs == Self.runs + ["weekly@shared"])
        // Later ones join it.
        try await shared.settle(until: "2026-12-04T18:40:00Z")
        #expect(shared.remote.playbacks.keys.sorted() == ["p1"])
        #expect(try Self.runs.map { try shared.state($0) } == ["waiting", "completed", "completed", "completed"].suffix(2) + ["completed"])
    }

    @Test func `a playback whose making was lost is adopted, and the events wait for it`() async throws {
        let shared = try SharedBench("2026-11-30T19:00:00Z")
        shared.remote.trouble = { [remote = shared.remote] call in
            guard case .createPlayback = call, remote.playbacks.isEmpty else { return nil }
            _ = remote.perform(call)
            return .hindered(.unknown("the connection broke"))
        }
        try shared.apply(SharedBench.job(Self.daily))
        try await shared.settle()
        #expect(try shared.flow(Self.runs[0])?.state == .awaitPlayback)
        #expect(!shared.remote.calls.contains("createPlaybackEvent p1"))
        try await shared.settle(until: "2026-11-30T19:02:00Z")
        #expect(shared.remote.playbacks.count == 1 && shared.remote.playbacks["p1"]?.events.count == 3)
        #expect(shared.remote.calls.count { $0 == "createPlayback" } == 1)
    }

    @Test func `a playback that cannot be made fails those that wait for it, and the next one tries anew`() async throws {
        let shared = try SharedBench("2026-11-29T10:00:00Z")
        shared.remote.trouble = { if case .selectRecord = $0 { .refused(Failure(code: "no_record", message: "there is no record")) } else { nil } }
        try shared.apply(SharedBench.job("dates: [2026-12-01T18:00, 2026-12-04T18:00], horizon: 3d"))
        try await shared.settle()
        #expect(try shared.state("weekly@shared") == "failed" && shared.state(Self.runs[0]) == "failed")
        #expect(shared.remote.playbacks.isEmpty)
        #expect(try shared.note(of: Self.runs[0]) == "the run weekly@shared, which makes its playback, failed: there is no record")
        shared.remote.trouble = { _ in nil }
        try await shared.settle(until: "2026-12-01T18:00:00Z")
        #expect(shared.remote.playbacks["p2"]?.events.count == 1)
        #expect(try shared.state("weekly@shared.2") == "waiting")
        // What failed can be taken up again, and joins it.
        shared.bench.now = try instant("2026-12-01T17:59:00Z")
        try shared.retry(Self.runs[0])
        try await shared.settle()
        #expect(shared.remote.playbacks["p2"]?.events.count == 2 && shared.remote.playbacks.count == 1)
    }

    @Test func `cancelling one occurrence takes its event and leaves the playback to the others`() async throws {
        let shared = try await published()
        _ = shared.remote.takeCalls()
        try shared.cancel(Self.runs[0])
        try await shared.settle()
        #expect(shared.remote.calls.count == 1 && shared.remote.calls[0].hasPrefix("delete e"))
        #expect(shared.remote.playbacks["p1"]?.events.count == 1 && shared.remote.playbacks["p1"]?.isPublished == true)
        #expect(try shared.flow(Self.runs[0])?.facts.published == false)
        #expect(throws: OperatorError.self) { try shared.cancel("weekly@shared") }
    }

    @Test func `an event that is taken back while its playback is published leaves the publication to the next one`() async throws {
        let shared = try SharedBench("2026-11-29T10:00:00Z")
        // The one event vanishes on the way of the publication.
        shared.remote.trouble = { [shared] call in
            guard case .updatePlayback(_, let id, _, _, true) = call, let key = Self.runs.first, (try? shared.state(key)) == "waiting" else {
                return nil
            }
            shared.remote.playbacks[id]?.events = [:]
            try? shared.cancel(key)
            return nil
        }
        try shared.apply(SharedBench.job(Self.daily))
        try await shared.settle()
        #expect(try shared.state(Self.runs[0]) == "cancelled")
        #expect(try shared.flow("weekly@shared")?.state == .awaitEvent || shared.flow("weekly@shared")?.facts.published == true)
        shared.remote.trouble = { _ in nil }
        try await shared.settle(until: "2026-11-30T00:00:00Z")
        #expect(shared.remote.playbacks.count == 1 && shared.remote.playbacks["p1"]?.isPublished == true)
        #expect(try shared.flow(Self.runs[1])?.facts.published == true)
    }

    @Test func `the record is chosen again before each session, and not while another is held`() async throws {
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job("dates: [2026-12-01T18:00, 2026-12-01T18:20, 2026-12-01T19:45], horizon: 3d"))
        try await shared.settle()
        shared.remote.record = ChosenRecord(id: "r2", length: .seconds(3600))
        _ = shared.remote.takeCalls()
        try await shared.settle(until: "2026-12-01T17:00:00Z")
        #expect(shared.remote.takeCalls() == ["selectRecord", "publish p1 Demo r2"])
        let first = "weekly@2026-12-01T18:00:00.000Z"
        #expect(try shared.flow(first)?.facts.recordId == "r2" && shared.flow(first)?.facts.recordLength == .seconds(3600))
        // At 18:45 a session is held until 19:20: the look for 19:45 waits for its end. That for 18:20 comes before 18:00.
        try await shared.settle(until: "2026-12-01T17:30:00Z")
        #expect(shared.remote.takeCalls() == ["selectRecord", "read p1"])
        shared.remote.record = ChosenRecord(id: "r3", length: .seconds(600))
        try await shared.settle(until: "2026-12-01T19:19:59Z")
        #expect(!shared.remote.takeCalls().contains("publish p1 Demo r3"))
        try await shared.settle(until: "2026-12-01T19:20:00Z")
        #expect(shared.remote.takeCalls().contains("publish p1 Demo r3"))
        // A session keeps the record that it began with.
        #expect(try shared.flow(first)?.facts.recordId == "r2")
        #expect(try shared.flow("weekly@2026-12-01T19:45:00.000Z")?.facts.recordId == "r3")
    }

    @Test func `a changed title renames the playback once, after the session that is held`() async throws {
        let shared = try await published()
        try await shared.settle(until: "2026-12-01T18:10:00Z")
        _ = shared.remote.takeCalls()
        let set = try shared.apply(SharedBench.job(Self.daily, title: "New"))
        #expect(set.changes.first?.amended.contains("weekly@shared") == true)
        try await shared.settle(until: "2026-12-01T18:29:59Z")
        #expect(shared.remote.calls.isEmpty)
        try await shared.settle(until: "2026-12-01T18:30:00Z")
        #expect(shared.remote.takeCalls() == ["publish p1 New r1"])
        #expect(try shared.flow(Self.runs[1])?.plan.title == "New")
        #expect(try shared.flow(Self.runs[1])?.facts.revision == 1)
        let followedAt = try #require(try shared.flow(Self.runs[1])?.facts.followedAt)
        #expect(WireDate.date(milliseconds: followedAt) >= (try instant("2026-12-01T18:30:00Z")), "its invitation has changed then")
    }

    @Test func `a title that is changed shortly before a session is not that session's`() async throws {
        let shared = try await published()
        try await shared.settle(until: "2026-12-01T17:57:00Z")
        try shared.apply(SharedBench.job(Self.daily, title: "New"))
        try await shared.settle(until: "2026-12-01T18:29:59Z")
        #expect(shared.remote.playbacks["p1"]?.name == "Demo")
        #expect(try Self.runs.prefix(2).map { try shared.flow($0)?.plan.title } == ["Demo", "Demo"])
        #expect(try Self.runs.prefix(2).map { try shared.flow($0)?.facts.revision } == [0, 0])
        try await shared.settle(until: "2026-12-01T18:30:00Z")
        #expect(shared.remote.playbacks["p1"]?.name == "New")
        #expect(try Self.runs.prefix(2).map { try shared.flow($0)?.plan.title } == ["Demo", "New"])
        #expect(try Self.runs.prefix(2).map { try shared.flow($0)?.facts.revision } == [0, 1])
        #expect(try shared.flow(Self.runs[1])?.facts.eventTitle == "Demo", "the event keeps its name")
    }

    @Test func `a removed job takes the events and the playback away, unless a session was held`() async throws {
        let shared = try await published()
        try shared.apply(prune: true)
        try await shared.settle()
        #expect(shared.remote.playbacks.isEmpty)
        #expect(try shared.state("weekly@shared") == "cancelled")

        let held = try await published()
        try await held.settle(until: "2026-12-01T20:00:00Z")
        try held.apply(prune: true)
        try await held.settle()
        #expect(held.remote.playbacks["p1"]?.events.count == 1)
        #expect(try held.state("weekly@shared") == "cancelled" && held.state(Self.runs[0]) == "completed")
        // A job of that name that comes again has a playback of its own.
        try held.apply(SharedBench.job(Self.daily))
        try await held.settle()
        #expect(held.remote.playbacks.count == 2)
    }

    @Test func `the playback stays until the cleanup of the last session, whatever the others clean up`() async throws {
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job("dates: [2026-12-01T18:00, 2026-12-04T18:00]", more: "cleanup: 1d"))
        try await shared.settle(until: "2026-12-03T00:00:00Z")
        #expect(try shared.state(Self.runs[0]) == "completed")
        #expect(shared.remote.playbacks["p1"]?.events.count == 1)
        try await shared.settle(until: "2026-12-05T18:29:59Z")
        #expect(shared.remote.playbacks["p1"]?.events.count == 1)
        try await shared.settle(until: "2026-12-05T18:30:00Z")
        #expect(shared.remote.playbacks.isEmpty)
        #expect(try shared.state("weekly@shared") == "completed")
    }

    @Test func `a series that is over keeps its playback and ends its run`() async throws {
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job("dates: [2026-12-01T18:00, 2026-12-02T18:00]"))
        try await shared.settle(until: "2026-12-02T18:44:00Z")
        #expect(try shared.state("weekly@shared") == "waiting")
        try await shared.settle(until: "2026-12-02T18:46:00Z")
        #expect(try shared.state("weekly@shared") == "completed")
        #expect(shared.remote.playbacks["p1"]?.isPublished == true)
    }

    @Test func `another room means another playback`() async throws {
        let shared = try await published()
        let set = try shared.apply(SharedBench.job(Self.daily, room: "Other"))
        #expect(set.changes.first?.cancelled.contains("weekly@shared") == true)
        try await shared.settle()
        #expect(shared.remote.playbacks.count == 1 && shared.remote.playbacks["p1"] == nil)
        #expect(try shared.state("weekly@shared.2") == "waiting")
    }

    @Test func `a job that shares no more, or begins to, keeps what is published as it is`() async throws {
        let shared = try await published()
        let alone = try PlanningBench.job(Self.daily, more: "")
        var file = alone
        file.job.schedule = try SharedBench.job(Self.daily).job.schedule
        file.job.content = try SharedBench.job(Self.daily).job.content
        if case .autowebinar(var webinar) = file.job.content {
            webinar.sharesPlayback = false
            file.job.content = .autowebinar(webinar)
        }
        let set = try shared.apply(file)
        #expect(set.changes.first?.differences.map(\.path) == ["playback"])
        #expect(set.changes.first?.cancelled == [] && set.changes.first?.amended == [])
        try await shared.settle(until: "2026-11-30T18:00:01Z")
        // The third occurrence came within the horizon afterwards.
        #expect(shared.remote.playbacks["p1"]?.events.count == 2 && shared.remote.playbacks.count == 2)
        try await shared.settle(until: "2026-12-03T00:00:00Z")
        #expect(try shared.state("weekly@shared") == "completed")
    }

    // MARK: After more than a year

    @Test func `a playback that was made anew stays the one, also when the run before it is forgotten`() async throws {
        let dates = "dates: [2026-12-01T18:00, 2028-03-01T18:00], horizon: 3d"
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job(dates))
        try await shared.settle()
        try shared.apply(SharedBench.job(dates, room: "Other"))
        try await shared.settle(until: "2028-02-01T10:00:00Z")
        try shared.sweep()
        try await shared.settle(until: "2028-03-01T17:00:00Z")
        #expect(try shared.state("weekly@shared") == nil && shared.state("weekly@shared.2") == "waiting")
        #expect(shared.remote.playbacks.count == 1 && shared.remote.playbacks["p3"]?.events.count == 2)
        // A third one is numbered behind it.
        try shared.apply(SharedBench.job(dates))
        try await shared.settle()
        #expect(try shared.state("weekly@shared") == nil && shared.state("weekly@shared.3") == "waiting")
    }

    @Test func `a playback on which a session was held more than a year ago stays when its job is removed`() async throws {
        let shared = try SharedBench("2026-11-30T10:00:00Z")
        try shared.apply(SharedBench.job("dates: [2026-12-01T18:00, 2026-12-02T18:00, 2028-03-01T18:00], horizon: 3d"))
        try await shared.settle(until: "2028-02-01T10:00:00Z")
        try shared.sweep()
        #expect(try shared.state(Self.runs[0]) == nil && shared.state(Self.runs[1]) == "completed", "the last one tells that it was held")
        try shared.apply(prune: true)
        try await shared.settle()
        #expect(shared.remote.playbacks["p1"]?.events.count == 2)
        #expect(try shared.state("weekly@shared") == "cancelled")
        try shared.apply(PlanningBench.job("always: true", name: "newest"))
        try await shared.settle()
        try shared.sweep()
        #expect(try shared.state(Self.runs[1]) == nil)
    }
}
