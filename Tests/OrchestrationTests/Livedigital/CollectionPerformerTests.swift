import Curl
import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct CollectionPerformerTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("collection-\(UUID())")
    private let remote = ScriptedRemote()
    private static let json = #"[{"userName":"Анна"}]"#

    private func perform(
        _ call: CollectionCall, _ overrides: [ContractOverride] = [],
        isChanged: @escaping @Sendable (StoredReport, String) async throws -> Bool = { _, _ in false }
    ) async throws -> Performance<CollectionAnswer> {
        let client = try remote.client(overrides)
        let performer = CollectionPerformer(clients: { _ in client }, reports: ReportStore(root: folder), isChanged: isChanged)
        return await performer.perform(call, .run())
    }

    private func report(_ call: String, _ format: ReportFormat = .json) -> String {
        "GET /spaces/s1/analytics/report?roomId=r1&callId=\(call)&format=\(format.rawValue)"
    }

    private func collect(_ calls: String..., format: ReportFormat = .json) -> CollectionCall {
        .collectReports(spaceId: "s1", reports: calls.map { WantedReport(callId: $0, roomId: "r1", format: format) })
    }

    private func results(_ performance: Performance<CollectionAnswer>) throws -> [String] {
        guard case .answered(.reports(let outcomes), _) = performance else { return ["\(performance)"] }
        return outcomes.map { outcome in
            let result =
                switch outcome.result {
                case .stored: "stored"
                case .notReady(_, let retryAfter): "notReady \(retryAfter.map { "\($0.components.seconds)" } ?? "-")"
                case .refused: "refused"
                }
            return "\(outcome.report.callId) \(result)"
        }
    }

    private var files: [String] {
        ((FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String]) ?? []).filter { $0.hasSuffix("json") || $0.hasSuffix("xlsx") }
            .sorted()
    }

    @Test("a space and its rooms are found by name; a room that is named is the only one")
    func rooms() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on("GET /spaces", 200, #"{"items":[{"id":"s1","name":"Space"}]}"#)
        remote.on("GET /spaces/s1/rooms", 200, #"{"items":[{"id":"r1","name":"One"},{"id":"r2","name":"Two"}]}"#)
        let all = [CollectionFlow.Room(id: "r1", name: "One"), CollectionFlow.Room(id: "r2", name: "Two")]
        guard case .answered(let every, _) = try await perform(.findRooms(space: "Space", room: nil)) else { return #expect(Bool(false)) }
        #expect(every == .rooms(spaceId: "s1", all))
        guard case .answered(let one, _) = try await perform(.findRooms(space: "s1", room: "Two")) else { return #expect(Bool(false)) }
        #expect(one == .rooms(spaceId: "s1", [all[1]]))
        guard case .refused(let failure) = try await perform(.findRooms(space: "Space", room: "Three")) else { return #expect(Bool(false)) }
        #expect(failure.code == "not_found")
    }

    @Test("lists come in their order; one that is refused or breaks is told of; without a connection they are all hindered")
    func lists() async throws {
        let days = [DayList(roomId: "r1", day: 1_800_000_000_000), DayList(roomId: "r2", day: 1_800_000_000_000)]
        func list(_ room: String) -> String { "GET /spaces/s1/analytics/calls?roomId=\(room)&date=2027-01-15T08%3A00%3A00.000Z" }
        remote.on(list("r1"), 200, #"{"items":[{"id":"c1","startedAt":"2027-01-15T08:00:00.000Z"}]}"#)
        remote.on(list("r2"), 404, #"{"message":"Room not found"}"#).on(list("r2"), 500)
            .on(list("r2"), 200, "<html>").on(list("r2"), .broken(.cannotConnect, sent: false))
        guard case .answered(.lists(let outcomes), _) = try await perform(.listCalls(spaceId: "s1", lists: days)) else {
            return #expect(Bool(false))
        }
        #expect(outcomes.count == 2)
        guard case .calls(let calls, days[0]) = outcomes[0], case .refused(days[1], let reason) = outcomes[1] else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect(calls.map(\.id) == ["c1"])
        #expect(reason.contains("analyticsCalls") && reason.contains("404"))
        for words in ["500", "the answer"] {
            guard case .answered(.lists(let outcomes), _) = try await perform(.listCalls(spaceId: "s1", lists: days)),
                case .calls(_, days[0]) = outcomes[0], case .failed(days[1], let reason) = outcomes[1]
            else { return #expect(Bool(false)) }
            #expect(reason.contains(words))
        }
        guard case .hindered(.notSent) = try await perform(.listCalls(spaceId: "s1", lists: days)) else { return #expect(Bool(false)) }
    }

    @Test("each report has its own outcome: stored as it came, not there yet, refused, broken; a link is fetched")
    func outcomes() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on(report("c1"), 200, Self.json).on(report("c2"), 404, headers: [("Retry-After", "7")]).on(report("c3"), 403).on(report("c4"), 500)
        #expect(try await results(perform(collect("c1", "c2", "c3", "c4"))) == ["c1 stored", "c2 notReady 7", "c3 refused", "c4 notReady -"])
        #expect(files == ["reports/call-c1/1.json"])
        #expect(try Data(contentsOf: folder.appendingPathComponent("reports/call-c1/1.json")) == Data(Self.json.utf8))
    }

    @Test("reports that all break are no trouble of the connection, nor is one whose link leads nowhere")
    func allBroken() async throws {
        remote.on(report("c1"), 500).on(report("c2"), .broken(.timedOut, sent: true))
        #expect(try await results(perform(collect("c1", "c2"))) == ["c1 notReady -", "c2 notReady -"])
        remote.on(report("c3"), 200, "https://remote.test/v1/report.json").on("GET /report.json", .broken(.cannotConnect, sent: false))
        #expect(try await results(perform(collect("c3"))) == ["c3 notReady -"])
    }

    @Test("a report that is stored is not fetched again, and stays as it is")
    func again() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on(report("c1"), 200, Self.json).on(report("c1"), 200, "[]")
        let first = try await perform(collect("c1"))
        let second = try await perform(collect("c1"))
        #expect(remote.asked == [report("c1")])
        guard case .answered(let one, _) = first, case .answered(let two, _) = second else { return #expect(Bool(false)) }
        #expect(one == two)
        #expect(files == ["reports/call-c1/1.json"])
    }

    @Test("a refused token or a request to slow down concerns all; what was stored beside it is found the next time")
    func connection() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on(report("c1"), 200, Self.json).on(report("c2"), 401).on(report("c2"), 429, headers: [("Retry-After", "3")])
            .on(report("c2"), 200, Self.json)
        guard case .hindered(.blocked(let failure)) = try await perform(collect("c1", "c2")) else { return #expect(Bool(false)) }
        #expect(failure.code == "unauthorized")
        guard case .hindered(.rateLimited(.seconds(3))) = try await perform(collect("c1", "c2")) else { return #expect(Bool(false)) }
        #expect(try await results(perform(collect("c1", "c2"))) == ["c1 stored", "c2 stored"])
        #expect(remote.asked.count { $0 == report("c1") } == 1)
    }

    @Test("where nothing gets through, the call is tried again as a whole")
    func broken() async throws {
        remote.on(report("c1"), .broken(.cannotConnect, sent: false)).on(report("c2"), 503)
        guard case .hindered(.notSent) = try await perform(collect("c1", "c2")) else { return #expect(Bool(false)) }
    }

    @Test("a disk that takes nothing is told of each report, and nothing is called stored")
    func disk() async throws {
        try Data().write(to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on(report("c1"), 200, Self.json)
        guard case .answered(.reports(let outcomes), _) = try await perform(collect("c1")), case .notReady(let reason, nil) = outcomes.first?.result
        else { return #expect(Bool(false)) }
        #expect(reason.contains(folder.path))
    }

    @Test("a file that is not what was stored is set aside, and the report fetched anew; where that cannot be known, nothing is touched")
    func changed() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        remote.on(report("c1"), 200, Self.json)
        _ = try await perform(collect("c1"))
        let file = folder.appendingPathComponent("reports/call-c1/1.json")
        try Data("[1]".utf8).write(to: file)
        let unknown = try await perform(
            collect("c1"), isChanged: { _, _ in throw Failure(code: "journal", message: "the journal cannot be read") })
        #expect(try results(unknown) == ["c1 notReady -"])
        #expect(files == ["reports/call-c1/1.json"])
        let again = try await perform(collect("c1")) { report, call in
            #expect(call == "c1" && report.path == file.path)
            return true
        }
        #expect(try results(again) == ["c1 stored"])
        #expect(files == ["reports/call-c1/1.damaged.json", "reports/call-c1/1.json"])
        #expect(try Data(contentsOf: file) == Data(Self.json.utf8))
        #expect(remote.asked.count == 2)
    }

    private static let event = PermanentEvent(spaceId: "s1", playbackId: "p1", eventId: "e1")
    private static func workbook(_ text: String) -> String { "PK \(text) PK\u{5}\u{6}" }

    @Test("so is that of a session of a permanent autowebinar; one that is as it was stored is not fetched again")
    func changedSession() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let asked = "GET /spaces/s1/reports/x1?format=xlsx"
        remote.on(asked, 200, Self.workbook("true")).on(asked, 404)
        let path = ContractOverride(operation: "getPlaybackSessionAnalyticsReport", path: "/spaces/{spaceId}/reports/{sessionId}?format=xlsx")
        func collect(isChanged: Bool = false) async throws -> [StoredReport] {
            let call = CollectionCall.collectSessions(Self.event, [EventSession(id: "x1", startedAt: 1, finishedAt: 2)])
            let performance = try await perform(call, [path]) { _, session in
                #expect(session == "x1")
                return isChanged
            }
            guard case .answered(.sessionReports(let found), _) = performance else { return [] }
            return found.map(\.report)
        }
        let first = try await collect()
        #expect(try await collect() == first && first.count == 1 && remote.asked == [asked])
        try Data(Self.workbook("false").utf8).write(to: folder.appendingPathComponent("reports/session-x1/1.xlsx"))
        #expect(try await collect(isChanged: true) == [], "what lies there is not taken for the report, whether livedigital has it still or not")
        #expect(files == ["reports/session-x1/1.damaged.xlsx"])
    }

    @Test("the report of an event is the one of now, whatever a time that was taken back has stored under its name")
    func interval() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let asked = "GET /spaces/s1/playbacks/p1/analytics/report?eventId=e1&format=xlsx"
        remote.on(asked, 200, Self.workbook("three people")).on(asked, 200, Self.workbook("seven people"))
        var paths: [String] = []
        for text in ["three people", "seven people", "seven people"] {
            let performance = try await perform(.lookAtEvent(Self.event, since: 0, storedAs: "event-e1-4", digest: nil))
            guard case .answered(.interval(let report?), _) = performance else { return #expect(Bool(false), "\(performance)") }
            #expect(try Data(contentsOf: URL(fileURLWithPath: report.path)) == Data(Self.workbook(text).utf8))
            paths.append(report.path)
        }
        #expect(files == ["reports/event-e1-4/1.xlsx", "reports/event-e1-4/2.xlsx"] && paths[1] == paths[2])
    }
}
