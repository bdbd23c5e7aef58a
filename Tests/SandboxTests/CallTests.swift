import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct CallTests {
    private let calls = RunningSandbox.space + "/analytics/calls"
    private let report = RunningSandbox.space + "/analytics/report"
    private let room = "66d1d55d1cf5d9c045c0d1c4"
    private let sales = "/v1/spaces/60d55c0eb9ef88ab17b0aabb/analytics/calls?roomId=60d55c0eb9ef88ab17b0aacc"
    private let prefix = "66d546bf2b949f39f80e"

    private func list(_ sandbox: RunningSandbox, _ date: String) async throws -> [JSONValue] {
        try await sandbox.json("GET", calls + "?roomId=\(room)&date=\(date)").items
    }

    private func put(_ sandbox: RunningSandbox, _ calls: SandboxAccount.RoomCall...) throws {
        try sandbox.server.merge(SandboxAccount(calls: calls))
    }

    private func call(_ digits: String, _ start: String, _ end: String?, participants: Int = 3) -> SandboxAccount.RoomCall {
        SandboxAccount.RoomCall(
            id: "00000000000000000000" + digits, roomId: room, spaceId: "662cc96d46ac941cda787127", startedAt: Timestamp.date(start)!,
            finishedAt: end.map { Timestamp.date($0)! }, participants: participants)
    }

    @Test func `a room's calls of a day have the documented shape, the breakout room's among them`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let answer = try await sandbox.json("GET", calls + "?roomId=\(room)&date=2026-05-13T23%3A59%3A59.999Z")
            #expect(answer["total"] == nil)
            #expect(answer.items.map { $0["isBreakoutRoom"] } == [.boolean(false), .boolean(true)])
            #expect(
                answer.items[0]
                    == .object([
                        "id": .string(prefix + "0a02"), "active": .boolean(false), "roomId": .string(room), "participantsCount": .number(0),
                        "isBreakoutRoom": .boolean(false), "planAlias": .string("business"), "roomType": .string("webinar"),
                        "totalParticipantsCount": .number(9), "uniqueParticipantsCount": .number(9),
                        "startedAt": .string("2026-05-13T16:00:00.000Z"), "finishedAt": .string("2026-05-13T16:55:00.000Z"),
                    ]))
            #expect(try await sandbox.json("GET", sales + "&date=2026-05-18T12:00:00Z").items.map { $0["id"]?.text } == [prefix + "0b01"])
        }
    }

    @Test func `the day is that of UTC, by the beginning of the call`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await list(sandbox, "2026-05-14T00:00:00.000Z").map { $0["id"]?.text } == [prefix + "0a04"])
            // 01:00 in Moscow is still the day before in UTC.
            #expect(try await list(sandbox, "2026-05-15T01:00:00%2B03:00").map { $0["id"]?.text } == [prefix + "0a04"])
            #expect(try await list(sandbox, "2026-05-15T00:10:00Z").isEmpty, "the call over midnight belongs to the day before")
            #expect(try await list(sandbox, "1969-12-31T23:00:00Z").isEmpty)
        }
    }

    @Test func `a call goes on until its end, and is not listed before it begins`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try put(sandbox, call("0001", "2026-06-01T10:05:00Z", "2026-06-01T10:20:00Z"), call("0002", "2026-06-01T09:00:00Z", nil, participants: 0))
            let path = report + "?roomId=\(room)&format=json&callId=00000000000000000000"
            #expect(try await list(sandbox, "2026-06-01T00:00:00Z").map { $0["active"] } == [.boolean(true)])
            #expect(try await sandbox.refusal("GET", path + "0001", status: 404) == "Call not found")
            sandbox.server.advanceClock(by: .seconds(600))
            let running = try await list(sandbox, "2026-06-01T00:00:00Z")
            #expect(running.map { $0["active"] } == [.boolean(true), .boolean(true)])
            #expect(running.map { $0["finishedAt"] } == [.null, .null])
            #expect(running.map { $0["participantsCount"] } == [.number(3), .number(0)])
            #expect(try await sandbox.refusal("GET", path + "0001", status: 404) == "Report is not ready")
            // Ended, but the report takes a second.
            sandbox.server.advanceClock(by: .seconds(600.9))
            #expect(try await list(sandbox, "2026-06-01T00:00:00Z").map { $0["active"] } == [.boolean(false), .boolean(true)])
            #expect(try await sandbox.refusal("GET", path + "0001", status: 404) == "Report is not ready")
            #expect(!sandbox.server.ledger.contains { $0.kind == .call })
            sandbox.server.advanceClock(by: .seconds(0.1))
            #expect(try await sandbox.send("GET", path + "0001").status == 200)
            #expect(try await sandbox.refusal("GET", path + "0002", status: 404) == "Report is not ready", "it goes on for ever")
            let last = try #require(sandbox.server.ledger.last)
            #expect(last.kind == .call && last.what == .reportFetched && last.operation == "getRoomAnalyticsReport")
            #expect(last.id == "000000000000000000000001" && last.state["active"] == .boolean(false))
        }
    }

    @Test func `the report as JSON has an object for each participant, the same each time`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = report + "?roomId=\(room)&callId=\(prefix)96ae&format=json"
            let answer = try await sandbox.send("GET", path)
            #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(try await sandbox.send("GET", path).body == answer.body)
            let people = try people(answer.body)
            #expect(people.count == 12)
            #expect(Set(people.compactMap { $0["participantId"]?.text }).count == 12)
            #expect(people[0]["userName"] == .string("Анна Кузнецова") && people[0]["role"] == .string("moderator"))
            #expect(people[0]["externalUserId"] == .string("crm-0") && people[1]["role"] == .string("user"))
            #expect(people.contains { $0["email"] == .null && $0["externalUserId"] == .null }, "some are guests of whom nothing is known")
            for person in people {
                guard case .number(let online)? = person["onlineDuration"], case .number(let active)? = person["onlineDurationWithActiveTab"],
                    let joinedAt = person["joinedAt"]?.text.flatMap(Timestamp.date), let leftAt = person["leftAt"]?.text.flatMap(Timestamp.date)
                else {
                    Issue.record("\(person)")
                    continue
                }
                #expect(online > 0 && active <= online && leftAt.timeIntervalSince(joinedAt) == online)
                #expect(joinedAt >= Timestamp.date("2026-05-12T15:55:00Z")! && leftAt <= Timestamp.date("2026-05-12T16:35:00Z")!)
                for name in ["chatMessagesCount", "reactionsCount"] {
                    guard case .number? = person[name] else {
                        Issue.record("\(name)")
                        continue
                    }
                }
            }
        }
    }

    @Test func `half of the people of a call are at others as well, by the same id and address`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = report + "?roomId=\(room)&format=json&callId=" + prefix
            let first = try people(try await sandbox.send("GET", path + "96ae").body)
            let second = try people(try await sandbox.send("GET", path + "0a02").body)
            func known(_ people: [JSONValue]) -> Set<String> { Set(people.compactMap { $0["externalUserId"]?.text }) }
            let both = known(first).intersection(known(second))
            #expect(both.count > 1 && both.count < known(second).count, "\(both)")
            for id in both {
                func email(_ people: [JSONValue]) -> JSONValue? { people.first { $0["externalUserId"] == .string(id) }?["email"] }
                #expect(email(first) == email(second))
            }
            func seats(_ people: [JSONValue]) -> Set<String> { Set(people.compactMap { $0["participantId"]?.text }) }
            #expect(seats(first).isDisjoint(with: seats(second)), "a participant is one person's stay in one call")
        }
    }

    @Test func `a call that nobody came to has a report without people, in both forms`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = report + "?roomId=\(room)&callId=\(prefix)0a01&format="
            #expect(String(decoding: try await sandbox.send("GET", path + "json").body, as: UTF8.self) == "[]")
            let workbook = try await sandbox.send("GET", path + "xlsx")
            #expect(workbook.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            let strings = try ReportTests.entry("xl/sharedStrings.xml", of: workbook.body)
            for text in ["callId", "participantId", "joinedAt"] { #expect(strings.contains(text), "\(text)") }
            #expect(!strings.contains("Анна"))
        }
    }

    @Test(arguments: [
        ("calls", "", "roomId is missing"), ("calls", "?date=2026-05-13T00:00:00Z", "roomId is missing"),
        ("calls", "?roomId=66D1D55D1CF5D9C045C0D1C4&date=2026-05-13T00:00:00Z", "roomId must have 24"),
        ("calls", "?roomId=66d1d55d1cf5d9c045c0d1c4", "date is missing"),
        ("calls", "?roomId=66d1d55d1cf5d9c045c0d1c4&date=2026-05-13", "date must be an ISO 8601 date-time"),
        ("calls", "?roomId=66d1d55d1cf5d9c045c0d1c4&date=2026-02-31T00:00:00Z", "date must be"),
        ("calls", "?roomId=66d1d55d1cf5d9c045c0d1c4&date=2026-05-13T00:00:00", "date must be"),
        ("calls", "?roomId=66d1d55d1cf5d9c045c0d1c4&date=2026-05-13T00:00:00Z&limit=10", "limit is not known"),
        ("report", "?callId=66d546bf2b949f39f80e96ae&format=xlsx", "roomId is missing"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&format=xlsx", "callId is missing"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&callId=1&format=xlsx", "callId must have 24"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&callId=66d546bf2b949f39f80e96ae", "format is missing"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&callId=66d546bf2b949f39f80e96ae&format=XLSX", "format must be"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&callId=66d546bf2b949f39f80e96ae&format=csv", "format must be"),
        ("report", "?roomId=66d1d55d1cf5d9c045c0d1c4&callid=66d546bf2b949f39f80e96ae&format=csv", "callid is not known"),
    ])
    func `a query that lacks, misspells or invents a member is refused`(path: String, query: String, problem: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let message = try await sandbox.refusal("GET", RunningSandbox.space + "/analytics/" + path + query, status: 422)
            #expect(message.hasPrefix("Invalid request params: " + problem))
        }
    }

    @Test func `a call or room of another place is not found`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let date = "&date=2026-05-13T00:00:00Z"
            #expect(try await sandbox.refusal("GET", calls + "?roomId=60d55c0eb9ef88ab17b0aacc" + date, status: 404) == "Room not found")
            #expect(try await sandbox.refusal("GET", "/v1/spaces/0/analytics/calls?roomId=\(room)" + date, status: 404) == "Space not found")
            #expect(try await sandbox.refusal("GET", report + "?roomId=\(room)&callId=\(prefix)0b01&format=json", status: 404) == "Call not found")
            #expect(try await sandbox.send("POST", calls).headers["allow"] == "GET")
        }
    }

    @Test func `calls and reports go wrong on request, and are in the log`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "analyticsCalls", action: .status(429, retryAfter: 2)))
            try sandbox.server.arm(Fault(operation: "getRoomAnalyticsReport", moment: .after, action: .drop))
            let query = "?roomId=\(room)&callId=\(prefix)96ae&format=json"
            #expect(try await sandbox.send("GET", calls + "?roomId=\(room)&date=2026-05-13T00:00:00Z").headers["retry-after"] == "2")
            #expect(try await sandbox.exchange("GET", report + query).isEmpty)
            #expect(sandbox.server.ledger.last?.kind == .call, "the work was done")
            #expect(sandbox.server.requests.map(\.operation) == ["analyticsCalls", "getRoomAnalyticsReport"])
            #expect(sandbox.server.requests.map(\.status) == [429, nil])
            #expect(sandbox.server.requests[1].query == String(query.dropFirst()))
        }
    }

    @Test func `calls are put into a running account, and refused where they make no sense`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let members = #""roomId":"\#(room)","spaceId":"662cc96d46ac941cda787127","isBreakoutRoom":false"#
            func post(_ call: String) async throws -> HTTPAnswer {
                try await sandbox.send("POST", "/_sandbox/account", body: #"{"calls":[{\#(call)}]}"#, headers: ["Authorization": ""])
            }
            let good = #""id":"00000000000000000000000a","startedAt":"2026-06-01T08:00:00Z","finishedAt":"2026-06-01T09:00:00Z","participants":200,"#
            #expect(try await post(good + members).status == 204)
            #expect(try await list(sandbox, "2026-06-01T00:00:00Z").map { $0["totalParticipantsCount"] } == [.number(200)])
            let people = try people(
                try await sandbox.send("GET", report + "?roomId=\(room)&callId=00000000000000000000000a&format=json").body)
            #expect(people.count == 200 && Set(people.compactMap { $0["participantId"]?.text }).count == 200)
            for (from, to) in [
                (#""00000000000000000000000a""#, #""call-1""#), ("T09", "T07"), (":200", ":-1"), (":200", ":10001"), (":200", #":"many""#),
                ("2026-06-01T08:00:00Z", "yesterday"),
            ] {
                #expect(try await post(good.replacing(from, with: to) + members).status == 422, "\(to)")
            }
            #expect(try await post(good + members.replacing(room, with: "60d55c0eb9ef88ab17b0aacc")).status == 422)
        }
    }

    private func people(_ body: Data) throws -> [JSONValue] {
        guard case .array(let people) = try JSONDecoder().decode(JSONValue.self, from: body) else { throw NoArray() }
        return people
    }

    private struct NoArray: Error {}
}
