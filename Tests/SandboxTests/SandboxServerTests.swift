import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct SandboxServerTests {
    @Test func `graceful shutdown ends the server although a client keeps its connection open`() async throws {
        let server = try SandboxServer(RunningSandbox.configuration())
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try await server.boundPort
            let request = "GET /v1/users/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(RunningSandbox.token)\r\n\r\n"
            // Not closed by either side: the exchange ends because the server does.
            async let open = HTTPExchange.raw(port: port, Data(request.utf8))
            while server.requests.first?.status == nil { try await Task.sleep(for: .milliseconds(5)) }
            await group.triggerGracefulShutdown()
            #expect(HTTPAnswer(try await open)?.status == 200)
            try await tasks.waitForAll()
        }
        await #expect(throws: SandboxError.self) { try await server.boundPort }
    }

    @Test func `graceful shutdown does not wait for work that was put off`() async throws {
        let server = try SandboxServer(RunningSandbox.configuration())
        try server.arm(Fault(operation: "getMe", action: .delay(.seconds(600))))
        try server.arm(Fault(operation: "getSpacesList", action: .late(.seconds(600))))
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let sandbox = RunningSandbox(server: server, port: try await server.boundPort)
            async let delayed = sandbox.exchange("GET", "/v1/users/me")
            #expect(try await sandbox.exchange("GET", "/v1/spaces").isEmpty)
            while server.requests.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            await group.triggerGracefulShutdown()
            #expect(try await delayed.isEmpty)
            try await tasks.waitForAll()
        }
    }

    @Test func `cancellation ends the server and whatever it is waiting for`() async throws {
        let server = try SandboxServer(RunningSandbox.configuration())
        try server.arm(Fault(operation: "getMe", action: .delay(.seconds(600))))
        let run = Task { try await server.run() }
        let sandbox = RunningSandbox(server: server, port: try await server.boundPort)
        async let delayed = sandbox.exchange("GET", "/v1/users/me")
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        run.cancel()
        #expect(try await delayed.isEmpty)
        _ = await run.result
        await #expect(throws: HTTPExchange.Failure.self) { try await sandbox.exchange("GET", "/v1/users/me") }
    }

    @Test func `a port that is taken is named in the error, for the runner and for those who wait`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            var configuration = RunningSandbox.configuration()
            configuration.port = sandbox.port
            let second = try SandboxServer(configuration)
            let waiting = Task { try await second.boundPort }
            let error = await #expect(throws: SandboxError.self) { try await second.run() }
            #expect(error?.code == .cannotListen)
            #expect(error?.message.contains("127.0.0.1:\(sandbox.port)") == true)
            await #expect(throws: SandboxError.self) { try await waiting.value }
        }
    }

    @Test func `a sandbox runs once`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let error = await #expect(throws: SandboxError.self) { try await sandbox.server.run() }
            #expect(error?.code == .alreadyRun)
            #expect(try await sandbox.send("GET", "/v1/users/me").status == 200)
        }
    }

    @Test func `waiting for the port ends with its task`() async throws {
        let server = try SandboxServer(RunningSandbox.configuration())
        let waiting = Task { try await server.boundPort }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func `many clients at once are served, each change once`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 { group.addTask { _ = try await sandbox.createPlayback() } }
                try await group.waitForAll()
            }
            let created = sandbox.server.ledger.filter { $0.operation == "createPlayback" }
            #expect(created.count == 100)
            #expect(Set(created.map(\.id)).count == 100)
        }
    }

    @Test func `the default ids have livedigital's forms and differ`() {
        let identifiers = SandboxIdentifiers.random
        #expect(identifiers.playback().wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
        let objects = Set((0..<1000).map { _ in identifiers.object() })
        #expect(objects.count == 1000)
        #expect(objects.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{24}/) != nil })
    }
}
