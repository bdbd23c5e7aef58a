import Foundation
import TestServer
import Testing

@testable import Curl

@Suite(.timeLimit(.minutes(5))) struct CancellationTests {
    /// Answers `/quick` and lets everything else wait for ever.
    private static let script: LocalServer.Script = { connection in
        while let request = connection.readRequest() {
            if request.path == "/quick" { connection.answer() }
        }
    }

    @Test func `cancelling frees the request at once and leaves the client usable`() async throws {
        try await withServer(Self.script) { (server, client) async throws in
            var arrivals = server.observe().makeAsyncIterator()
            let task = Task { try await client.send(HTTPRequest(url: server.url("/slow"), timeouts: .init(total: nil))) }
            _ = await arrivals.next()
            let time = await ContinuousClock().measure {
                task.cancel()
                let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
                #expect(failure?.code == .cancelled)
                #expect(failure?.requestWasSent == true)
            }
            #expect(time < .milliseconds(500))
            #expect(try await client.send(HTTPRequest(url: server.url("/quick"))).status == 200)
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        try await withServer(Self.script) { (server, client) async throws in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(HTTPRequest(url: server.url("/slow"), timeouts: .init(total: nil)))
            }
            let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
            #expect(failure?.code == .cancelled)
            #expect(failure?.requestWasSent == false)
            #expect(try await client.send(HTTPRequest(url: server.url("/quick"))).status == 200)
            #expect(server.requests.map(\.path) == ["/quick"])
        }
    }

    @Test func `a cancellation that overtakes its request is kept for it`() async throws {
        try await withServer(Self.script) { (server, client) async throws in
            let loop = TransferLoop(configuration: .init())
            defer { loop.shutdown() }
            func run(_ transfer: Transfer) async {
                await withUnsafeContinuation { continuation in
                    transfer.continuation = continuation
                    loop.submit(transfer)
                }
            }
            let late = try Transfer(HTTPRequest(url: server.url("/slow"), timeouts: .init(total: nil)))
            loop.cancel(late)
            // Once this one is answered, the thread has seen the cancellation.
            let other = try Transfer(HTTPRequest(url: server.url("/quick")))
            await run(other)
            #expect(try other.response().status == 200)
            await run(late)
            let failure = #expect(throws: HTTPFailure.self) { try late.response() }
            #expect(failure?.code == .cancelled)
            #expect(server.requests.map(\.path) == ["/quick"])
        }
    }

    @Test func `cancelling at any moment always ends the request`() async throws {
        try await withServer(configuration: .init(maximumConnectionsPerHost: 8), Self.script) { (server, client) async throws in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    let request = HTTPRequest(url: server.url(number.isMultiple(of: 2) ? "/quick" : "/slow"), timeouts: .init(total: nil))
                    let task = Task { _ = try? await client.send(request) }
                    group.addTask {
                        for _ in 0..<(number % 20) { await Task.yield() }
                        task.cancel()
                        await task.value
                    }
                }
            }
            #expect(try await client.send(HTTPRequest(url: server.url("/quick"))).status == 200)
        }
    }

    @Test func `shutting down ends running and later requests, and may be repeated`() async throws {
        try await withServer(Self.script) { (server, client) async throws in
            var arrivals = server.observe().makeAsyncIterator()
            let task = Task { try await client.send(HTTPRequest(url: server.url("/slow"), timeouts: .init(total: nil))) }
            _ = await arrivals.next()
            client.shutdown()
            client.shutdown()
            let running = await #expect(throws: HTTPFailure.self) { try await task.value }
            #expect(running?.code == .cancelled)
            #expect(running?.requestWasSent == true)
            let later = try await failure(client, HTTPRequest(url: server.url("/quick")))
            #expect(later.code == .cancelled)
            #expect(!later.requestWasSent)
        }
    }
}
