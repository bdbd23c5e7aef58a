import DurableFlow
import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
package import Orchestration
import Recurrence

/// The HTTP API over the database that this process owns.
package final class GatewayServer: Sendable {
    let services: GatewayServices
    let routes: RouteTable
    let limits: ServerLimits
    private let configuration: ServiceConfiguration.Server
    let logger: Logger

    /// A server in front of a service; nothing listens yet.
    ///
    /// - Throws: ``GatewayError`` or an error of the key file where links cannot be signed.
    package convenience init(_ daemon: Daemon) throws { try self.init(daemon, limits: ServerLimits()) }

    init(_ daemon: Daemon, limits: ServerLimits) throws {
        self.limits = limits
        let owned = daemon.owned
        configuration = owned.workspace.configuration.server
        logger = owned.workspace.logger
        routes = RouteTable(Routes.all)
        let document = OpenAPIDocument.make(routes.routes, components: Components.all(zones: owned.workspace.zones.names))
        let key = try owned.workspace.makingMasterKey()
        services = GatewayServices(
            owned: owned, events: daemon.events, authoriser: Authoriser(owned), admission: Admission(limit: limits.requestsOfTenant),
            requests: RepeatedRequests(owned, masterKey: key),
            links: SignedLinks(masterKey: key),
            metrics: RequestMetrics(), drain: Drain(), openAPI: document.json)
    }

    /// Listens and answers until cancelled. Then nothing new is accepted, and what is being answered has two seconds.
    ///
    /// - Parameter onListening: called with the port.
    /// - Throws: ``GatewayError`` where it cannot listen.
    package func run(onListening: @escaping @Sendable (_ port: Int) -> Void) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, channel in try await self.respond(to: request, with: writer, on: channel) },
                configuration: .init(additionalChannelHandlers: [ConnectionWatch(patience: self.limits.head)], idleTimeout: .seconds(60))),
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? self.configuration.port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet)
        let grace = limits.grace
        // Not a child task: cancelling this one begins the graceful end.
        let serving = Task { try await server.run() }
        do {
            try await withTaskCancellationHandler {
                try await serving.value
            } onCancel: {
                services.drain.begin()
                Task { try? await server.shutdownGracefully() }
                Task {
                    try? await Task.sleep(for: grace)
                    serving.cancel()
                }
            }
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: any Error) -> GatewayError {
        let address = "\(configuration.host):\(configuration.port)"
        let change = "choose another server.host or server.port (AUTOWEBINAR_SERVER_PORT), or 0 for any free port"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: return GatewayError(description: "\(address) is in use by another program; stop it, or \(change)")
        case EACCES: return GatewayError(description: "\(address) may not be listened on; \(change)")
        case EADDRNOTAVAIL: return GatewayError(description: "\(configuration.host) is no address of this machine; \(change)")
        default: return GatewayError(description: "the HTTP API cannot listen on \(address): \(error); \(change)")
        }
    }
}
