import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct CallTests {
    static let call = "66d546bf2b949f39f80e9697"
    static let file = "PK\u{3}\u{4}the rest, PK\u{5}\u{6} and its end"
    static let json = "[ {\"participantId\":\"1\",\"onlineDuration\":12.50,\"userName\":\"Анна\"} ]\n"
    static let link = "https://files.example.com/report?X-Signature=abc"

    private func date(_ text: String) throws -> Date { try #require(WireDate.parse(text)) }

    private func fetch(_ transport: ScriptedTransport, _ format: ReportFormat, _ overrides: ContractOverride...) async throws -> Data {
        let client = LivedigitalClient(baseURL: base, token: token, contract: try Contract.assumed.applying(overrides), transport: transport)
        return try await client.callReport(spaceId: space, roomId: room, callId: Self.call, format: format)
    }

    private func error(_ format: ReportFormat, _ transport: ScriptedTransport) async throws -> LivedigitalError {
        let client = try client(transport)
        return try await failure { () async throws(LivedigitalError) in
            try await client.callReport(spaceId: space, roomId: room, callId: Self.call, format: format)
        }
    }

    // MARK: The calls of a room

    @Test("the calls of a day are asked for by a whole date-time, encoded")
    func calls() async throws {
        let transport = ScriptedTransport(
            .answer(
                200,
                """
                {"items":[{"id":"60d5","active":false,"roomId":"r","participantsCount":0,"isBreakoutRoom":true,"planAlias":"x","roomType":"lesson",
                "totalParticipantsCount":7,"uniqueParticipantsCount":5,"startedAt":"2023-08-12T12:26:51.553Z","finishedAt":"2023-08-12T15:26:52.5+03:00"},
                {"id":"60d6","active":true,"startedAt":"2023-08-12T12:26:51Z","finishedAt":null},
                {"id":"60d7","active":"yes","participantsCount":"many","finishedAt":"2023-08-12T12:26:51Z","isBreakoutRoom":null},
                {"id":"60d8","active":true,"finishedAt":"2023-08-12T12:26:51Z"}]}
                """))
        let listing = try await client(transport).calls(spaceId: space, roomId: room, date: date("2023-08-01T15:25:40.253+03:00"))
        let request = try transport.request()
        #expect(request.method == "GET")
        #expect(request.url == "\(base)/spaces/\(space)/analytics/calls?roomId=\(room)&date=2023-08-01T12%3A25%3A40.253Z")
        #expect(request.bearerToken == token)
        #expect(listing.isComplete)
        #expect(
            listing.items[0]
                == RoomCall(
                    id: "60d5", roomId: "r", isActive: false, startedAt: try date("2023-08-12T12:26:51.553Z"),
                    finishedAt: try date("2023-08-12T12:26:52.500Z"), participantsCount: 0, totalParticipantsCount: 7, uniqueParticipantsCount: 5,
                    isBreakoutRoom: true))
        #expect(listing.items[2] == RoomCall(id: "60d7", finishedAt: try date("2023-08-12T12:26:51Z")))
        #expect(listing.items.map(\.isFinished) == [true, false, true, false])
    }

    @Test("a bare array of calls is a list, too")
    func bare() async throws {
        let calls = try await client(ScriptedTransport(.answer(200, #"[{"id":7}]"#))).calls(spaceId: space, roomId: room, date: Date())
        #expect(calls == Listing(items: [RoomCall(id: "7")], isComplete: true))
    }

    @Test("a list of calls that is not found proves nothing, and its advice names ids and no date")
    func notFound() async throws {
        let client = try client(ScriptedTransport(.answer(404)))
        let error = try await failure { () async throws(LivedigitalError) in try await client.calls(spaceId: space, roomId: room, date: Date()) }
        #expect(error.kind == .contractMismatch)
        #expect(error.path == "/spaces/\(space)/analytics/calls")
        #expect(error.advice?.contains("roomId \(room) is unknown to this token") == true, "\(error)")
        #expect(error.advice?.contains("set analyticsCalls.method, .path") == true, "\(error)")
        #expect(error.advice?.contains("date 20") == false, "\(error)")
    }

    @Test(
        "the dates to ask for cover every zone and nothing far away",
        arguments: [
            ("2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", ["2026-06-01", "2026-06-02"]),
            ("2026-06-01T01:00:00Z", "2026-06-01T01:00:00Z", ["2026-05-31", "2026-06-01"]),
            ("2026-06-01T11:00:00Z", "2026-06-01T11:00:00Z", ["2026-05-31", "2026-06-01", "2026-06-02"]),
            ("2026-05-30T23:59:59.999Z", "2026-06-01T00:00:00Z", ["2026-05-30", "2026-05-31", "2026-06-01"]),
            ("1969-12-31T23:00:00Z", "1970-01-01T13:00:00Z", ["1969-12-31", "1970-01-01", "1970-01-02"]),
            ("2026-06-01T00:00:00Z", "2026-05-31T23:59:59Z", []),
        ])
    func dates(start: String, end: String, days: [String]) throws {
        let asked = try RoomCall.datesToAsk(from: date(start), to: date(end))
        #expect(asked.map(WireDate.format) == days.map { $0 + "T12:00:00.000Z" })
        // The lists of a service that counts its days in a zone so many hours from UTC.
        for offset in stride(from: -12.0, through: 14, by: 0.5) {
            func day(_ date: Date) -> Double { ((date.timeIntervalSince1970 + offset * 3600) / 86_400).rounded(.down) }
            let listed = Set(asked.map(day))
            for edge in try [date(start), date(end)] where !days.isEmpty { #expect(listed.contains(day(edge)), "\(edge) at \(offset)") }
        }
    }

    // MARK: The report of a call

    @Test("the format is asked for by name", arguments: [(ReportFormat.xlsx, file), (.json, json)])
    func formats(format: ReportFormat, body: String) async throws {
        let transport = ScriptedTransport(.answer(200, body, headers: [("Content-Type", "text/plain")]))
        #expect(try await fetch(transport, format) == Data(body.utf8), "the bytes are kept as they came")
        let request = try transport.request()
        #expect(request.url == "\(base)/spaces/\(space)/analytics/report?roomId=\(room)&callId=\(Self.call)&format=\(format.rawValue)")
        #expect(request.method == "GET")
        #expect(request.bearerToken == token)
    }

    @Test(
        "JSON with parts is a report of whatever shape",
        arguments: ["[]", "[1]", #"{"items":[]}"#, #"{"participants":{"1":{}},"url":"https://files.example.com/x"}"#, #"[{"message":"x"}]"#])
    func shapes(body: String) async throws {
        let transport = ScriptedTransport(.answer(200, body))
        #expect(try await fetch(transport, .json) == Data(body.utf8))
        #expect(transport.requests.count == 1)
    }

    @Test(
        "a message instead of JSON with parts is not ready",
        arguments: ["", " ", "{}", "null", #"{"status":"pending"}"#, #""soon""#, "0", #"{"message":"Report is not ready","code":null}"#])
    func messages(body: String) async throws {
        #expect(try await error(.json, ScriptedTransport(.answer(200, body))).kind == .notReady(retryAfter: nil))
    }

    @Test("a report that is not there yet is told as for playbacks", arguments: ReportFormat.allCases, [202, 204, 404, 409, 425])
    func notReady(format: ReportFormat, status: Int) async throws {
        let error = try await error(format, ScriptedTransport(.answer(status, "later", headers: [("Retry-After", "30")])))
        #expect(error.kind == .notReady(retryAfter: .seconds(30)))
        #expect(error.operation == .getRoomAnalyticsReport)
        #expect(error.path == "/spaces/\(space)/analytics/report")
    }

    @Test(
        "a link in any form is fetched without the token",
        arguments: [
            Result<HTTPResponse, HTTPFailure>.answer(200, link), .answer(200, "\"\(link)\""), .answer(200, "{\"url\":\"\(link)\"}"),
            .answer(302, headers: [("Location", link)]),
        ], [(ReportFormat.xlsx, file), (.json, json)])
    func links(answer: Result<HTTPResponse, HTTPFailure>, form: (format: ReportFormat, body: String)) async throws {
        let transport = ScriptedTransport(answer, .answer(200, form.body))
        #expect(try await fetch(transport, form.format) == Data(form.body.utf8))
        #expect(transport.requests.map(\.url).last == Self.link)
        #expect(transport.requests.map(\.bearerToken) == [token, nil])
    }

    @Test(
        "a link to something else than the format may be asked for again", arguments: [(ReportFormat.xlsx, json), (.json, file), (.json, "<html>")])
    func strangeLinks(format: ReportFormat, body: String) async throws {
        let error = try await error(format, ScriptedTransport(.answer(200, Self.link), .answer(200, body)))
        #expect(error.kind == .unknown(retryAfter: nil))
        #expect(!error.description.contains("X-Signature"))
    }

    @Test("a workbook instead of JSON is mended by an override alone")
    func otherFormat() async throws {
        let error = try await error(.json, ScriptedTransport(.answer(200, Self.file)))
        #expect(error.kind == .contractMismatch)
        #expect(error.description.contains("is a workbook, though json was asked for"), "\(error)")
        #expect(error.description.contains("getRoomAnalyticsReport.method or .path"), "\(error)")
    }

    @Test("what is no JSON may be asked for again", arguments: ["<html>login</html>", #"[{"participantId":"#, "participantId;userName\n1;Anna"])
    func garbage(body: String) async throws {
        #expect(try await error(.json, ScriptedTransport(.answer(200, body))).kind == .unknown(retryAfter: nil))
    }

    @Test("no rights, an unsuitable plan and an unknown room are refused", arguments: [400, 402, 403, 422])
    func refused(status: Int) async throws {
        #expect(try await error(.xlsx, ScriptedTransport(.answer(status))).kind == .refused)
    }

    @Test("an id that would ask for another report sends nothing", arguments: ["", "."])
    func emptyID(id: String) async throws {
        let client = try client(ScriptedTransport())
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.callReport(spaceId: space, roomId: room, callId: id, format: .xlsx)
        }
        #expect(error.kind == .refused)
        #expect(error.message.contains("callId"))
    }

    // MARK: Overrides

    @Test("other names, other places and other methods follow the table")
    func overridden() async throws {
        let transport = ScriptedTransport(.answer(200, #"[{"uuid":"c"}]"#), .answer(200, Self.file), .answer(200, Self.json))
        let client = try client(
            transport, ContractOverride(operation: "analyticsCalls", path: "/rooms/{roomId}/calls?day={date}", idMember: "uuid"),
            ContractOverride(operation: "getRoomAnalyticsReport", method: "POST", path: "/calls/{callId}/report.{format}", spaceId: "none"))
        #expect(try await client.calls(spaceId: "a b", roomId: "r", date: date("2026-06-01T00:00:00Z")).items.map(\.id) == ["c"])
        _ = try await client.callReport(spaceId: space, roomId: room, callId: "c&1", format: .xlsx)
        _ = try await client.callReport(spaceId: space, roomId: room, callId: "c", format: .json)
        #expect(
            transport.requests.map(\.url) == [
                base + "/rooms/r/calls?day=2026-06-01T00%3A00%3A00.000Z&spaceId=a%20b", base + "/calls/c%261/report.xlsx",
                base + "/calls/c/report.json",
            ])
        #expect(transport.requests.map(\.method) == ["GET", "POST", "POST"])
    }

    @Test("a row whose path names one format cannot give the other")
    func oneFormat() async throws {
        let override = ContractOverride(operation: "getRoomAnalyticsReport", path: "/spaces/{spaceId}/report?callId={callId}&format=xlsx")
        let client = try client(ScriptedTransport(.answer(200, Self.file)), override)
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.callReport(spaceId: space, roomId: room, callId: Self.call, format: .json)
        }
        #expect(error.kind == .contractMismatch)
    }
}
