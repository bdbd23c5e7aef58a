import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ServerTests {
    @Test("every refusal is a problem with a request id, in the language that is asked for")
    func problems() async throws {
        try await RunningGateway.run { gateway in
            let nothing = try await gateway.ask("GET", "/v1/nothing", headers: [("Accept-Language", "ru-RU, en;q=0.5")])
            #expect(nothing.status == 404)
            #expect(nothing.json["title"] == "Not found")
            #expect(nothing.json["detail"]?.text?.contains("ничего нет") == true)
            #expect(nothing.json["detail"] == nothing.json["message"])
            #expect(nothing.json["requestId"]?.text == nothing.header("X-Request-Id"))
            #expect(nothing.header("Content-Language") == "ru")
            let wrong = try await gateway.ask("PATCH", "/v1/runs")
            #expect(wrong.status == 405)
            #expect(wrong.header("Allow") == "GET, HEAD")
            let unknown = try await gateway.ask("GET", "/v1/runs?lmit=3")
            #expect(unknown.status == 400)
            #expect(unknown.json["errors"]?.items.first?["field"] == "lmit")
            #expect(unknown.json["detail"] == "lmit: there is no such member; did you mean \"limit\"?")
        }
    }

    @Test("a body of more than 1 MiB is 413, and the connection goes on where it was read whole")
    func largeBody() async throws {
        try await RunningGateway.run { gateway in
            for size in [2 << 20, 20 << 20] {
                let reply = try await gateway.ask("POST", "/v1/autowebinars", bytes: Data(repeating: 0x20, count: size))
                #expect(reply.status == 413)
                #expect(reply.code == "too_large")
            }
            #expect(try await gateway.ask("GET", "/health/live", key: "").status == 200)
        }
    }

    @Test("livedigital that hangs is answered by 504 in time, one that is down by 502 or 503")
    func brokenUpstream() async throws {
        try await RunningGateway.run(timeout: .seconds(30), limits: ServerLimits(handling: .seconds(1))) { gateway in
            try gateway.account.server.arm(Fault(operation: "getMe", moment: .before, action: .delay(.seconds(60))))
            let began = ContinuousClock.now
            let slow = try await gateway.ask("GET", "/v1/me")
            #expect(slow.status == 504)
            #expect(ContinuousClock.now - began < .seconds(8))
            #expect(slow.json["retryable"] == true)
            #expect(slow.header("Retry-After") != nil)
            #expect(slow.json["detail"] == "livedigital did not answer in time; nothing was done, try again.")
            try gateway.account.server.arm(Fault(operation: "getSpacesList", moment: .before, action: .delay(.seconds(60))))
            let hook: JSON = ["url": "https://example.com/", "event": "call.finished", "spaceName": "Маркетинг"]
            let unmade = try await gateway.ask("POST", "/v1/hooks", hook, headers: [("Accept-Language", "ru")])
            #expect(unmade.status == 504 && unmade.json["detail"] == "livedigital не ответил вовремя; ничего не сделано, повторите.")
            for (action, status, code) in [
                (Fault.Action.status(500, retryAfter: nil, message: nil), 502, "upstream_error"),
                (.status(429, retryAfter: 7, message: nil), 429, "rate_limited"), (.status(403, retryAfter: nil, message: nil), 403, "forbidden"),
            ] {
                gateway.account.server.clearFaults()
                try gateway.account.server.arm(Fault(operation: "getMe", moment: .before, action: action))
                let reply = try await gateway.ask("GET", "/v1/me")
                #expect(reply.status == status)
                #expect(reply.code == code)
                #expect(reply.json["upstream"]?["operation"] == "getMe")
                if status == 429 { #expect(reply.header("Retry-After") == "7") }
            }
        }
    }

    @Test("where a run may have been made, a late answer says that it goes on")
    func lateRun() async throws {
        try await RunningGateway.run(limits: ServerLimits(handling: .milliseconds(500))) { gateway in
            #expect(try await gateway.ask("GET", "/v1/runs").status == 200)
            let writer = gateway.owned.engine.writer
            for (method, path) in [("POST", "/v1/spaces"), ("PUT", "/v1/spaces/\(Demo.space)")] {
                let (entered, enter) = AsyncStream.makeStream(of: Void.self)
                // Nothing else is written for longer than the request may take.
                async let blocked: Void = writer.write { _ in
                    enter.finish()
                    Thread.sleep(forTimeInterval: 0.8)
                }
                for await _ in entered {}
                let reply = try await gateway.ask(method, path, ["name": "Новая"])
                try await blocked
                #expect(reply.status == 504)
                #expect(reply.json["detail"] == "livedigital did not answer in time. What was begun goes on and is not lost.", "\(reply.text)")
            }
        }
    }

    @Test("a run that waits because livedigital asks for fewer requests says so, and so does one behind it")
    func slowed() async throws {
        try await RunningGateway.run { gateway in
            try gateway.account.server.arm(Fault(operation: "createSpace", action: .status(429, retryAfter: 60)))
            for (language, words) in [("en", "livedigital asks for fewer requests"), ("ru", "livedigital просит обращаться реже")] {
                let reply = try await gateway.ask("POST", "/v1/spaces?wait=5", ["name": .string(language)], headers: [("Accept-Language", language)])
                #expect(reply.status == 202, "\(reply.text)")
                #expect(reply.json["reason"]?.text?.hasPrefix(words) == true, "\(reply.text)")
            }
        }
    }

    @Test("a run whose call was sent does not say that its turn has not come, however slow the pace still is")
    func sent() async throws {
        try await RunningGateway.run(timeout: .seconds(10)) { gateway in
            let server = gateway.account.server
            try server.arm(Fault(operation: "createSpace", action: .status(429, retryAfter: 1)))
            try server.arm(Fault(operation: "createSpace", occurrence: 3, moment: .after, action: .delay(.seconds(8))))
            #expect(try await gateway.ask("POST", "/v1/spaces", ["name": "Первая"]).status == 201)
            let reply = try await gateway.ask("POST", "/v1/spaces?wait=1", ["name": "Вторая"])
            #expect(reply.status == 202 && reply.json["reason"] == .null, "\(reply.text)")
            #expect(server.requests.count { $0.operation == "createSpace" } == 3)
            let id = try #require(reply.json["id"]?.text)
            let record = try #require(try await gateway.owned.reader.run(id, connection: "default"))
            // Else the test shows nothing: whoever had not been sent would wait.
            var waiting = record
            waiting.state = .ready
            #expect(gateway.owned.engine.isSlowed(waiting) && !gateway.owned.engine.isSlowed(record))
        }
    }

    @Test("a client that closes once it has read its answer has got it: the same request again makes another")
    func closesAfterTheAnswer() async throws {
        try await RunningGateway.run { gateway in
            func made() -> Int { gateway.account.server.ledger.count { $0.kind == .space && $0.what == .created } }
            let before = made()
            let request = createSpace(gateway)
            for _ in 0..<20 {
                let answer = try await RawConnection.exchange(request, until: "}", port: gateway.port)
                #expect(answer.hasPrefix("HTTP/1.1 201") && !answer.contains("Idempotent-Replayed"), "\(answer)")
            }
            #expect(made() == before + 20)
        }
    }

    @Test(
        "a client that hangs up before its answer, however it does, and asks again, learns what it has made; so does one that closes its half",
        arguments: RawConnection.Leaving.allCases)
    func leavesBeforeTheAnswer(leaving: RawConnection.Leaving) async throws {
        try await RunningGateway.run(timeout: .seconds(10)) { gateway in
            let server = gateway.account.server
            try server.arm(Fault(operation: "createSpace", moment: .after, action: .delay(.seconds(1))))
            let read = try await RawConnection.leave(leaving, after: createSpace(gateway), port: gateway.port) {
                try await eventually("livedigital is asked") { gateway.asked("createSpace") == 1 }
            }
            #expect(read.isEmpty == (leaving != .closeHalf), "\(read)")
            let answered = RequestMetrics.Label(method: "POST", route: "/v1/spaces", status: 201)
            try await eventually("it is answered") { gateway.server.services.metrics.current.counts[answered] == 1 }
            // The answer is counted before it is sent.
            try await Task.sleep(for: .milliseconds(300))
            let again = try await gateway.ask("POST", "/v1/spaces", ["name": "Ещё одна"])
            #expect(again.status == 201 && again.header("Idempotent-Replayed") == "true", "\(again.text)")
            #expect(gateway.made(.space) == 1)
            // The answer has been given now.
            #expect(try await gateway.ask("POST", "/v1/spaces", ["name": "Ещё одна"]).header("Idempotent-Replayed") == nil)
        }
    }

    private func createSpace(_ gateway: RunningGateway) -> String {
        let body = #"{"name":"Ещё одна"}"#
        return "POST /v1/spaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(gateway.account.token)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("a client that does not send its request is cut off with 408")
    func slowClient() async throws {
        try await RunningGateway.run(limits: ServerLimits(head: .milliseconds(300), body: .milliseconds(300))) { gateway in
            for text in ["", "POST /v1/rooms HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(gateway.account.token)\r\nContent-Length: 9\r\n\r\n{"] {
                let answer = try await RawConnection.exchange(text, port: gateway.port)
                #expect(answer.hasPrefix("HTTP/1.1 408"))
                #expect(answer.contains("\"code\":\"request_timeout\""))
            }
            #expect(ServerLimits().head == .seconds(10))
            #expect(ServerLimits().handling + .seconds(1) == .seconds(8))
        }
    }

    @Test("one tenant has so many requests at once and no more")
    func crowd() async throws {
        try await RunningGateway.run(limits: ServerLimits(requestsOfTenant: 2)) { gateway in
            try gateway.account.server.arm(Fault(operation: "getMe", times: 5, action: .delay(.milliseconds(500))))
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<5 { group.addTask { try await gateway.ask("GET", "/v1/me").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(429))
            #expect(statuses.contains(200))
            #expect(try await gateway.ask("GET", "/v1/runs").status == 200)
        }
    }

    @Test("health, readiness and metrics need no key and show no secret")
    func health() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("GET", "/health/live", key: "").status == 200)
            #expect(try await gateway.ask("GET", "/health/ready", key: "").status == 200)
            _ = try await gateway.ask("GET", "/v1/runs/secret@run")
            let metrics = try await gateway.ask("GET", "/metrics", key: "")
            let text = metrics.text
            #expect(text.contains("autowebinar_requests_total{method=\"GET\",route=\"/v1/runs/{runId}\",status=\"404\"} 1"))
            #expect(!text.contains("secret"))
            #expect(text.contains("# TYPE autowebinar_commits_total counter"))
        }
    }
}
