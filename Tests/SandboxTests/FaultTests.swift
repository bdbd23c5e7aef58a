import Foundation
import Synchronization
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct FaultTests {
    private let playbacks = RunningSandbox.space + "/playbacks"
    private let body = #"{"name":"Показ"}"#

    private func created(_ sandbox: RunningSandbox) -> Int { sandbox.server.ledger.filter { $0.operation == "createPlayback" }.count }

    @Test(arguments: [Fault.Moment.before, .after])
    func `drop closes the connection without a byte, the work done or not`(moment: Fault.Moment) async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "createPlayback", moment: moment, action: .drop))
            #expect(try await sandbox.exchange("POST", playbacks, body: body).isEmpty)
            #expect(created(sandbox) == (moment == .after ? 1 : 0))
            #expect(sandbox.server.requests.map(\.status) == [nil])
            _ = try await sandbox.createPlayback()
            #expect(sandbox.server.faults[0].state == .fired)
        }
    }

    @Test func `drop leaves requests that were sent behind it on the same connection unserved`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "getMe", action: .drop))
            let one = "GET /v1/users/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(RunningSandbox.token)\r\n\r\n"
            #expect(try await HTTPExchange.raw(port: sandbox.port, Data((one + one).utf8)).isEmpty)
            #expect(sandbox.server.requests.count == 1)
        }
    }

    @Test(arguments: [Fault.Moment.before, .after])
    func `status answers with an error body and Retry-After, the work done or not`(moment: Fault.Moment) async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(
                Fault(operation: "createPlayback", moment: moment, action: .status(429, retryAfter: 7, message: "Too many requests")))
            let answer = try await sandbox.send("POST", playbacks, body: body)
            #expect(answer.status == 429)
            #expect(answer.headers["retry-after"] == "7")
            #expect(try JSONDecoder().decode(JSONValue.self, from: answer.body)["message"] == .string("Too many requests"))
            #expect(created(sandbox) == (moment == .after ? 1 : 0))
        }
    }

    @Test(arguments: [Fault.Moment.before, .after])
    func `garbage is a 200 that does not parse, the work done or not`(moment: Fault.Moment) async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "createPlayback", moment: moment, action: .garbage))
            let answer = try await sandbox.send("POST", playbacks, body: body)
            #expect(answer.status == 200)
            #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONValue.self, from: answer.body) }
            #expect(created(sandbox) == (moment == .after ? 1 : 0))
        }
    }

    @Test func `delay waits and goes on`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "createPlayback", action: .delay(.milliseconds(200))))
            let took = try await ContinuousClock().measure { _ = try await sandbox.createPlayback() }
            #expect(took >= .milliseconds(200))
            #expect(created(sandbox) == 1)
        }
    }

    @Test func `late drops at once and does the work afterwards`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "createPlayback", action: .late(.milliseconds(300))))
            #expect(try await sandbox.exchange("POST", playbacks, body: body).isEmpty)
            #expect(created(sandbox) == 0)
            let deadline = ContinuousClock.now + .seconds(10)
            while created(sandbox) == 0 && ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
            #expect(created(sandbox) == 1)
        }
    }

    @Test(arguments: [Fault.Moment.before, .after])
    func `kill ends the process named and drops the connection`(moment: Fault.Moment) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let victim = Process()
            victim.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            victim.arguments = ["sleep", "60"]
            let ended = AsyncStream.makeStream(of: Void.self)
            victim.terminationHandler = { _ in ended.continuation.finish() }
            try victim.run()
            try sandbox.server.arm(Fault(operation: "createPlayback", moment: moment, action: .kill(pid: victim.processIdentifier)))
            #expect(try await sandbox.exchange("POST", playbacks, body: body).isEmpty)
            for await _ in ended.stream {}
            #expect(victim.terminationReason == .uncaughtSignal)
            #expect(victim.terminationStatus == SIGKILL)
            #expect(created(sandbox) == (moment == .after ? 1 : 0))
        }
    }

    @Test func `a fault hits from its occurrence on, as many times as asked`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "getMe", occurrence: 2, times: 2, action: .status(503)))
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try await sandbox.send("GET", "/v1/users/me").status) }
            #expect(statuses == [200, 503, 503, 200, 200])
        }
    }

    @Test func `of two faults that are due the one armed first hits, and the other the next call`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.arm(Fault(operation: "getMe", action: .status(502)))
            try sandbox.server.arm(Fault(operation: "getMe", action: .status(503)))
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await sandbox.send("GET", "/v1/users/me").status) }
            #expect(statuses == [502, 503, 200])
        }
    }

    @Test func `an update fault can be told to hit only the attaching or only the publishing one`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            _ = try await sandbox.createEvent(id)
            try sandbox.server.arm(Fault(operation: "updatePlayback", matching: .publish, action: .status(500)))
            try sandbox.server.arm(Fault(operation: "updatePlayback", occurrence: 2, matching: .record, action: .status(501)))
            let attach = #"{"name":"Показ","recordId":"\#(RunningSandbox.record)"}"#
            let publish = #"{"name":"Показ","recordId":"\#(RunningSandbox.record)","isPublished":true}"#
            var statuses: [Int] = []
            for body in [attach, publish, attach, publish] {
                statuses.append(try await sandbox.send("PUT", playbacks + "/" + id, body: body).status)
            }
            #expect(statuses == [200, 500, 501, 200])
        }
    }
}
