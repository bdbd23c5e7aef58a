import Curl
import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct LivedigitalPerformerTests {
    static let create = AutowebinarCall.createPlayback(
        spaceId: "space1", name: "Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧", marker: "run-abcdefghijklmnopqrstuvwxyz", ignoring: [],
        twin: Twin(title: "Демо", startsAt: 1_800_003_600_000))
    static let select = AutowebinarCall.selectRecord(spaceId: "space1", roomId: "room1", selector: .id("record1"))
    static let attach = AutowebinarCall.updatePlayback(
        spaceId: "space1", playbackId: "p1", name: "draft", recordId: "record1", isPublished: false)
    static let publish = AutowebinarCall.updatePlayback(
        spaceId: "space1", playbackId: "p1", name: "Демо", recordId: "record1", isPublished: true)
    static let event = AutowebinarCall.createPlaybackEvent(
        spaceId: "space1", playbackId: "p1", name: "Демо", startsAt: 1_800_003_600_000, timezone: "Europe/Moscow")
    static let removeEvent = AutowebinarCall.deletePlaybackEvent(spaceId: "space1", playbackId: "p1", eventId: "e1")
    static let remove = AutowebinarCall.deletePlayback(spaceId: "space1", playbackId: "p1")
    static let read = AutowebinarCall.readPlayback(spaceId: "space1", playbackId: "p1")
    static let report = AutowebinarCall.collectReport(spaceId: "space1", playbackId: "p1", eventId: "e1", format: .xlsx)
    static let surplus = AutowebinarCall.listSurplus(
        spaceId: "space1", marker: "run-abcdefghijklmnopqrstuvwxyz", playbackId: "p1", eventId: "e1", startsAt: 1_800_003_600_000)

    /// Each call with the first request that it sends.
    static let requests: [(AutowebinarCall, String)] = [
        (.findRoom(space: "space1", room: "room1"), "GET /spaces"), (create, "POST /spaces/space1/playbacks"),
        (select, "GET /spaces/space1/rooms/room1/records"), (attach, "PUT /spaces/space1/playbacks/p1"),
        (publish, "PUT /spaces/space1/playbacks/p1"), (event, "POST /spaces/space1/playbacks/p1/events"),
        (removeEvent, "DELETE /spaces/space1/playbacks/p1/events/e1"), (remove, "DELETE /spaces/space1/playbacks/p1"),
        (report, "GET /spaces/space1/playbacks/p1/analytics/report?eventId=e1&format=xlsx"), (surplus, "GET /spaces/space1/playbacks"),
        (read, "GET /spaces/space1/playbacks/p1"),
    ]

    @Test(arguments: [
        (400, "refused invalid_request"), (401, "blocked unauthorized"), (403, "refused forbidden"), (422, "refused invalid_request"),
        (429, "rateLimited 7"), (500, "unknown"), (503, "unknown"),
    ]) func everyCallMeansTheSameByAStatus(status: Int, expected: String) async throws {
        for (call, request) in Self.requests {
            let remote = ScriptedRemote().on(request, status, #"{"message":"no"}"#, headers: [("Retry-After", "7")])
            let performance = try await remote.performer().perform(call, .run())
            #expect(performance.brief == expected, "\(request)")
            #expect(remote.asked == [request])
        }
    }

    @Test(arguments: [
        (HTTPFailure.Code.cannotConnect, false, "notSent"), (.notEncrypted, false, "notSent"),
        (.untrusted, false, "blocked misconfigured"), (.invalidRequest, false, "blocked misconfigured"),
        (.timedOut, true, "unknown"), (.connectionLost, true, "unknown"), (.cancelled, true, "unknown"), (.cancelled, false, "notSent"),
    ]) func aBrokenTransferIsUnknownOnlyIfItWasSent(code: HTTPFailure.Code, sent: Bool, expected: String) async throws {
        for (call, request) in Self.requests {
            let performance = try await ScriptedRemote().on(request, .broken(code, sent: sent)).performer().perform(call, .run())
            #expect(performance.brief == expected, "\(request)")
        }
    }

    @Test func aStatusThatDependsOnTheCallIsReadByTheCall() async throws {
        for (call, status, expected) in [
            (Self.create, 404, "refused not_found"), (Self.event, 404, "refused not_found"), (Self.attach, 404, "refused not_found"),
            (Self.create, 405, "mismatch"), (Self.surplus, 404, "mismatch"), (Self.surplus, 405, "mismatch"),
            (Self.create, 409, "refused conflict"), (Self.report, 404, "notReady"), (Self.report, 409, "notReady"),
            (Self.remove, 204, "answered"),
            (Self.create, 200, "unknown"), (Self.select, 200, "unknown"), (Self.surplus, 200, "unknown"), (Self.read, 200, "unknown"),
            (Self.read, 404, "mismatch"),
        ] {
            let request = try #require(Self.requests.first { $0.0 == call }?.1)
            let performance = try await ScriptedRemote().on(request, status, "???").performer().perform(call, .run())
            #expect(performance.brief == expected, "\(request) \(status)")
        }
    }

    /// A room that the lists above it do not have is not there; otherwise the path of its recordings differs from the contract.
    @Test(arguments: [
        (#"[{"id":"space2"}]"#, nil, "refused not_found"), (#"[{"id":"space1"}]"#, #"[{"id":"room2"}]"#, "refused not_found"),
        (#"[{"id":"space1"}]"#, #"[{"id":"room1"}]"#, "mismatch"), (#"[{"id":"space1"}]"#, #"{"items":[{"id":"room2"}],"total":9}"#, "mismatch"),
        ("???", nil, "mismatch"),
    ]) func recordingsThatAreNotFoundAreAWrongRoomOrAWrongPath(spaces: String, rooms: String?, expected: String) async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/rooms/room1/records", 404).on("GET /spaces", 200, spaces)
        if let rooms { remote.on("GET /spaces/space1/rooms", 200, rooms) }
        #expect(try await remote.performer().perform(Self.select, .run()).brief == expected)
    }

    @Test func theRefusalShowsTheWordsOfLivedigital() async throws {
        let remote = ScriptedRemote().on("POST /spaces/space1/playbacks/p1/events", 422, #"{"message":"startDate is in the past"}"#)
        guard case .refused(let failure) = try await remote.performer().perform(Self.event, .run()) else {
            Issue.record("it is not refused")
            return
        }
        #expect(failure.message.contains("createPlaybackEvent (POST /spaces/space1/playbacks/p1/events): 422"))
        #expect(failure.message.contains("startDate is in the past"))
    }

    @Test func aLockedConnectionBlocksItsLane() async throws {
        struct Locked: Error, CustomStringConvertible { var description: String { "the key is missing" } }
        let reports = ReportStore(root: URL(fileURLWithPath: "/nonexistent"))
        let locked = LivedigitalPerformer(clients: { _ in throw Locked() }, reports: reports)
        guard case .hindered(.blocked(let failure)) = await locked.perform(Self.create, .run()) else {
            Issue.record("it is not blocked")
            return
        }
        #expect(failure == Failure(code: "unauthorized", message: "The connection default cannot be used: the key is missing"))
        let told = LivedigitalPerformer(clients: { _ in throw Failure(code: "unauthorized", message: "no such connection") }, reports: reports)
        guard case .hindered(.blocked(let other)) = await told.lookUp(Self.create, adopting: nil, .run()) else {
            Issue.record("it is not blocked")
            return
        }
        #expect(other.message == "no such connection")
    }

    @Test func whatIsMadeBelongsToTheRun() async throws {
        let remote = ScriptedRemote().on("POST /spaces/space1/playbacks", 201, #"{"id":"p1"}"#)
            .on("POST /spaces/space1/playbacks/p1/events", 200, #"{"id":"e1"}"#)
        let performer = try remote.performer()
        let playback = await performer.perform(Self.create, .run())
        #expect(playback.answer == .playback(id: "p1"))
        #expect(playback.made == [RemoteObject(kind: "playback", identifier: "p1")])
        let event = await performer.perform(Self.event, .run())
        #expect(event.answer == .event(id: "e1"))
        #expect(event.made == [RemoteObject(kind: "playbackEvent", identifier: "e1")])
    }

    @Test func theRoomIsFoundByNames() async throws {
        let remote = ScriptedRemote().on("GET /spaces", 200, #"{"items":[{"id":"s1","name":"A"},{"id":"s2","name":"B"}]}"#)
            .on("GET /spaces/s2/rooms", 200, #"{"items":[{"id":"r1","name":"Зал"}]}"#)
        let performer = try remote.performer()
        #expect(await performer.perform(.findRoom(space: "B", room: "Зал"), .run()).answer == .room(spaceId: "s2", roomId: "r1"))
        #expect(await performer.perform(.findRoom(space: "C", room: "Зал"), .run()).brief == "refused not_found")
    }

    @Test func theRecordIsChosen() async throws {
        let times = #""startedAt":"2027-01-01T10:00:00Z","finishedAt":"2027-01-01T10:30:00Z""#
        let path = "GET /spaces/space1/rooms/room1/records"
        let done = ScriptedRemote().on(path, 200, #"{"items":[{"id":"record1","fileSize":9,\#(times)}]}"#)
        #expect(try await done.performer().perform(Self.select, .run()).answer == .record(Webinar.record))
        let open = ScriptedRemote().on(path, 200, #"{"items":[{"id":"record1","fileSize":0,\#(times)}]}"#)
        #expect(try await open.performer().perform(Self.select, .run()).brief == "notReady")
        let client = try open.client()
        let told = LivedigitalPerformer(
            clients: { _ in client }, reports: ReportStore(root: URL(fileURLWithPath: "/nonexistent")),
            lostRecording: { id, connection in
                id == "record1" && connection == "default" ? Failure(code: "no_record", message: "it was aborted") : nil
            })
        #expect(await told.perform(Self.select, .run()).brief == "refused no_record")
        let latest = AutowebinarCall.selectRecord(spaceId: "space1", roomId: "room1", selector: .latest(minDuration: nil, nameContains: nil))
        #expect(await told.perform(latest, .run()).brief == "notReady")
        let none = ScriptedRemote().on(path, 200, "[]")
        #expect(try await none.performer().perform(Self.select, .run()).brief == "refused no_record")
    }

    // MARK: Publication

    @Test(arguments: [
        (200, #"{"id":"p1","recordId":"record1","isPublished":true}"#, "answered"),
        (200, #"{"id":"p1","recordId":"record1","isPublished":false}"#, "unknown"),
        (200, #"{"id":"p1","recordId":"record2","isPublished":true}"#, "unknown"), (200, #"{"id":"p1","isPublished":true}"#, "unknown"),
        (200, #"{"id":"p1","recordId":"record1"}"#, "mismatch"), (200, "garbage", "mismatch"), (404, "", "mismatch"), (500, "", "unknown"),
        (429, "", "unknown"), (403, "", "unknown"), (401, "", "blocked unauthorized"),
    ]) func aPublicationCountsOnceItIsSeen(status: Int, body: String, expected: String) async throws {
        let path = "/spaces/space1/playbacks/p1"
        let remote = ScriptedRemote().on("PUT \(path)", 200, "").on("GET \(path)", status, body)
        #expect(try await remote.performer().perform(Self.publish, .run()).brief == expected)
        #expect(remote.asked == ["PUT \(path)", "GET \(path)"])
    }

    @Test(arguments: [
        (#"{"id":"p1","recordId":"record1","isPublished":true}"#, false), (#"{"id":"p1","recordId":"record1","isPublished":false}"#, true),
        (#"{"id":"p1","recordId":"record2","isPublished":true}"#, true), (#"{"id":"p1"}"#, true), ("OK", true),
    ]) func aPublicationIsReadAgainUnlessItsAnswerShowsIt(body: String, isReadAgain: Bool) async throws {
        let path = "/spaces/space1/playbacks/p1"
        let remote = ScriptedRemote().on("PUT \(path)", 200, body).on("GET \(path)", 200, #"{"id":"p1","recordId":"record1","isPublished":true}"#)
        #expect(try await remote.performer().perform(Self.publish, .run()).answer == .updated)
        #expect(remote.asked == (isReadAgain ? ["PUT \(path)", "GET \(path)"] : ["PUT \(path)"]))
    }

    @Test(arguments: [
        (#"{"id":"p1"}"#, "", "answered"), ("", #"{"id":"p1","recordId":"record1","isPublished":false}"#, "answered"),
        ("OK", #"{"id":"p1","recordId":"record1"}"#, "answered"), ("OK", #"{"id":"p1"}"#, "unknown"),
        ("OK", #"{"id":"p1","recordId":"record2"}"#, "unknown"), ("OK", #"{"id":"p1","recordId":"record1","isPublished":true}"#, "unknown"),
        ("OK", "OK", "mismatch"),
    ]) func anAttachedRecordIsReadAgainWhereTheAnswerCannotBeRead(answer: String, shown: String, expected: String) async throws {
        let path = "/spaces/space1/playbacks/p1"
        let remote = ScriptedRemote().on("PUT \(path)", 200, answer).on("GET \(path)", 200, shown)
        #expect(try await remote.performer().perform(Self.attach, .run()).brief == expected)
        #expect(remote.asked == (shown.isEmpty ? ["PUT \(path)"] : ["PUT \(path)", "GET \(path)"]))
    }

    @Test func aPlaybackIsShownAsLivedigitalShowsIt() async throws {
        let path = "GET /spaces/space1/playbacks/p1"
        let whole = ScriptedRemote().on(path, 200, #"{"id":"p1","name":"Демо","recordId":"record1","isPublished":true}"#)
        #expect(try await whole.performer().perform(Self.read, .run()).answer == .playbackShown(name: "Демо", recordId: "record1", isPublished: true))
        let bare = ScriptedRemote().on(path, 200, #"{"id":"p1"}"#)
        #expect(try await bare.performer().perform(Self.read, .run()).answer == .playbackShown(name: nil, recordId: nil, isPublished: nil))
    }

    // MARK: Surplus

    private let drafts = """
        {"items":[
          {"id":"p1","name":"Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧"},
          {"id":"p3","name":"Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧","createdAt":"2027-01-15T08:00:02Z"},
          {"id":"p2","name":"Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧","createdAt":"2027-01-15T08:00:01Z"},
          {"id":"theirs","name":"Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧"},
          {"id":"other","name":"Демо ⟦run-zzzzzzzzzzzzzzzzzzzzzzzzzz⟧"}, {"id":"plain","name":"Демо"}]}
        """

    @Test func surplusIsWhatCarriesOurMarkerOrStartsWithUs() async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks", 200, drafts).on(
            "GET /spaces/space1/playbacks/p1/events", 200,
            """
            [{"id":"e1","startDate":"2027-01-15T09:00:00Z"},{"id":"e2","startDate":"2027-01-15T12:00:00+03:00"},
             {"id":"e3","startDate":"2027-01-15T09:00:01Z"},{"id":"e4","startDate":null},{"id":"e5","startDate":"2027-01-15T09:00:00Z"}]
            """)
        let performance = try await remote.performer().perform(Self.surplus, .run(ownedByOthers: ["theirs", "e5"]))
        #expect(
            performance.answer
                == .surplus([
                    Removal(playbackId: "p1", eventId: "e2"), Removal(playbackId: "p2"), Removal(playbackId: "p3"),
                ]))
    }

    @Test func aPartialListProvesNoAbsenceOfSurplus() async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks", 200, #"{"items":[],"total":9}"#)
            .on("GET /spaces/space1/playbacks/p1/events", 200, "[]")
        #expect(try await remote.performer().perform(Self.surplus, .run()).brief == "mismatch")
        let unreadable = ScriptedRemote().on("GET /spaces/space1/playbacks", 200, drafts).on("GET /spaces/space1/playbacks/p1/events", 200, "[]")
        #expect(try await unreadable.performer().perform(Self.surplus, .run(failing: true)).brief == "notSent")
    }

    // MARK: Reports

    @Test func aReportIsStored() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID())")
        defer { try? FileManager.default.removeItem(at: root) }
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks/p1/analytics/report?eventId=e1&format=xlsx", 200, "PK report PK\u{5}\u{6}")
        guard case .report(let report) = try await remote.performer(reports: root).perform(Self.report, .run()).answer else {
            Issue.record("there is no report")
            return
        }
        #expect(report.bytes == 14)
        #expect(report.sha256 == "727e2afea1f517f678708d367aeae35132e50fca5a6551f70abd09af5b0b78e1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: report.path)) == Data("PK report PK\u{5}\u{6}".utf8))
    }

    @Test func aReportThatCannotBeStoredIsAskedForAgain() async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks/p1/analytics/report?eventId=e1&format=xlsx", 200, "PK report PK\u{5}\u{6}")
        guard
            case .hindered(.notSent(let reason)) = try await remote.performer(reports: URL(fileURLWithPath: "/dev/null/data"))
                .perform(Self.report, .run())
        else {
            Issue.record("it is stored in a device")
            return
        }
        #expect(reason.contains("/dev/null/data"))
    }

    @Test func aReportBySessionAsksForTheSessionFirst() async throws {
        let override = ContractOverride(
            operation: OperationID.getPlaybackSessionAnalyticsReport.rawValue, path: "/spaces/{spaceId}/reports/{sessionId}?format=xlsx")
        let sessions = "GET /spaces/space1/playbacks/p1/events/e1/sessions"
        let none = ScriptedRemote().on(sessions, 200, "[]")
        #expect(try await none.performer(reports: URL(fileURLWithPath: "/dev/null"), override).perform(Self.report, .run()).brief == "notReady")
        let some = ScriptedRemote().on(
            sessions, 200, #"[{"id":"s1","startedAt":"2027-01-15T09:00:00Z"},{"id":"s2","startedAt":"2027-01-15T09:00:09Z"}]"#
        )
        .on("GET /spaces/space1/reports/s2?format=xlsx", 202)
        #expect(try await some.performer(reports: URL(fileURLWithPath: "/dev/null"), override).perform(Self.report, .run()).brief == "notReady")
    }

    private static let whole = "PK report PK\u{5}\u{6}"

    /// Only one that is whole, and only where the playback is gone, or the event of a shared one.
    @Test(arguments: [
        (whole, 404, "", "answered"), ("PK report", 404, "", "notReady"), (nil, 404, "", "notReady"), (whole, 500, "", "notReady"),
        (whole, 200, #"[{"id":"e0"},{"id":"e1"}]"#, "notReady"), (whole, 200, #"[{"id":"e0"}]"#, "answered"),
        (whole, 200, #"{"items":[{"id":"e0"}],"total":3}"#, "notReady"), (whole, 200, "nonsense", "notReady"),
    ]) func aReportOfWhatIsGoneIsTheOneThatWasStored(kept: String?, status: Int, events: String, expected: String) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID())")
        defer { try? FileManager.default.removeItem(at: root) }
        if let kept { _ = try await ReportStore(root: root).store(Data(kept.utf8), format: .xlsx, runKey: CallContext.run().runKey) }
        let remote = ScriptedRemote().on("GET /spaces/space1/playbacks/p1/analytics/report?eventId=e1&format=xlsx", 404)
            .on("GET /spaces/space1/playbacks/p1", status, #"{"id":"p1"}"#).on("GET /spaces/space1/playbacks/p1/events", 200, events)
        let performance = try await remote.performer(reports: root).perform(Self.report, .run())
        #expect(performance.brief == expected)
        guard expected == "answered" else { return }
        guard case .report(let report) = performance.answer else { return #expect(Bool(false)) }
        #expect(report.path.hasSuffix("/1.xlsx") && report.bytes == 14)
        #expect(report.sha256 == "727e2afea1f517f678708d367aeae35132e50fca5a6551f70abd09af5b0b78e1")
    }
}
