package import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A livedigital account served over HTTP/1.1 under `/v1`, its files under `/files`, with `/_sandbox` beside it to look inside and to make things go wrong.
///
/// It lives in memory: a crash loses everything. It runs once, and ends on graceful shutdown (answering what is under way) and on cancellation.
/// All members may be used before, during and after the run, from anywhere.
package final class SandboxServer: Service {
    /// The largest body that is read.
    static let maximumBodyBytes = 1 << 20

    let configuration: SandboxConfiguration
    let routes: RouteTable
    let clock: SandboxClock
    let port = BoundPort()
    let token: Mutex<String>
    let remote: Mutex<RemoteState>
    let board = Mutex(FaultBoard())
    let log = Mutex(RequestLog())
    let settings: Mutex<SandboxOptions>
    let post = WebhookPost()

    /// A server for this configuration; nothing listens yet. Fails where the seed contradicts itself.
    package init(_ configuration: SandboxConfiguration) throws(SandboxError) {
        self.configuration = configuration
        clock = SandboxClock(base: configuration.now)
        token = Mutex(configuration.token)
        settings = Mutex(configuration.options)
        routes = RouteTable(configuration.dialect)
        remote = Mutex(try RemoteState(seed: configuration.seed, now: configuration.now()))
    }

    /// The port that the server listens on. Waits until it does; fails when the server could not start or has ended, or on cancellation.
    package var boundPort: Int {
        get async throws { try await port.value }
    }

    /// Listens and serves until graceful shutdown or cancellation. A second call fails.
    package func run() async throws {
        guard port.start() else { throw SandboxError(code: .alreadyRun, message: "This sandbox has run before; make a new one.") }
        defer { port.end(SandboxError(code: .ended, message: "The sandbox has ended.")) }
        let server = try HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60))).buildServer(
            configuration: ServerConfiguration(address: .hostname(configuration.host, port: configuration.port)),
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup,
            logger: configuration.logger,
            responder: { request, writer, channel in try await self.respond(to: request, with: writer, on: channel) },
            onServerRunning: { channel in self.port.bind(channel.localAddress?.port ?? self.configuration.port) })
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await self.post.run(now: { self.clock.now }, pause: { .seconds(self.options.webhookRetrySeconds) })
                }
                defer { group.cancelAll() }
                try await server.run()
            }
        } catch let error as IOError {
            let address = "\(configuration.host):\(configuration.port)"
            let failure = SandboxError(
                code: .cannotListen, message: "The sandbox cannot listen on \(address): \(error). Choose another port, or 0 for any free one.",
                cause: error, context: ["address": address])
            port.end(failure)
            throw failure
        }
    }

    // MARK: Looking inside

    /// Every playback and event that there ever was, in every state that it was in.
    package var ledger: [LedgerEntry] { remote.withLock { $0.ledger } }

    /// The requests that reached the service, the newest 50,000 at least.
    package var requests: [RequestEntry] { log.withLock { $0.entries } }

    /// The faults that were armed since the start or the last ``clearFaults()``.
    package var faults: [ArmedFault] { board.withLock { $0.faults } }

    /// The sandbox's clock.
    package var now: Date { clock.now }

    // MARK: Changing

    /// Arms a fault. Fails with ``SandboxError/Code/invalidFault`` where it means nothing, such as one of an unknown operation.
    @discardableResult
    package func arm(_ fault: Fault) throws(SandboxError) -> ArmedFault {
        if let problem = fault.problem {
            throw SandboxError(code: .invalidFault, message: problem, context: ["operation": fault.operation])
        }
        return board.withLock { $0.arm(fault) }
    }

    /// Forgets all faults, armed or fired. A call that is being delayed stays delayed.
    package func clearFaults() { board.withLock { $0.clear() } }

    /// Moves the clock, backwards where negative.
    package func advanceClock(by duration: Duration) { clock.advance(by: duration.timeInterval) }

    /// Puts objects into the account: a known id is replaced whole, others are added. Nothing changes where the result would contradict itself.
    package func merge(_ account: SandboxAccount) throws(SandboxError) {
        let now = clock.now
        try remote.withLock { remote throws(SandboxError) in try remote.merge(account, now: now) }
    }

    /// Accepts this bearer token from now on, and no other.
    package func accept(token: String) { self.token.withLock { $0 = token } }
}
