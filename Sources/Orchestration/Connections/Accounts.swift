package import Curl
import DurableFlow
import Foundation
package import GRDB
package import LivedigitalAPI
import Synchronization

/// Hands out the client of a connection, made from its stored token or from `AUTOWEBINAR_TOKEN`.
package final class Accounts: Sendable {
    private let configuration: ServiceConfiguration.Livedigital
    private let contract: Contract
    private let environmentToken: String?
    private let transport: any HTTPTransport
    private let masterKey: @Sendable () throws -> MasterKey
    private let reader: (any DatabaseReader)?
    private let clients = Mutex<[String: LivedigitalClient]>([:])

    /// - Parameter reader: where stored connections are read; nil where there is no database yet.
    package init(
        configuration: ServiceConfiguration.Livedigital, contract: Contract, environmentToken: String?, transport: any HTTPTransport,
        masterKey: @escaping @Sendable () throws -> MasterKey, reader: (any DatabaseReader)?
    ) {
        self.configuration = configuration
        self.contract = contract
        self.environmentToken = environmentToken
        self.transport = transport
        self.masterKey = masterKey
        self.reader = reader
    }

    /// The client of a connection.
    ///
    /// - Throws: ``SecretError`` where there is no such connection or its token cannot be opened.
    package func client(_ name: String) async throws -> LivedigitalClient {
        if let client = clients.withLock({ $0[name] }) { return client }
        let stored = try await reader?.read { try ConnectionTable.fetch($0, name: name) }
        let client: LivedigitalClient
        if name == Connection.defaultName, let environmentToken {
            client = self.client(token: environmentToken, baseURL: nil)
        } else if let stored {
            client = self.client(
                token: try masterKey().open(stored.sealedToken, connection: name, member: "token"), baseURL: stored.baseURL)
        } else {
            throw SecretError("there is no connection \(name); add it with: autowebinar connection add \(name)")
        }
        clients.withLock { $0[name] = client }
        return client
    }

    /// A client for a token that is not stored, to try it.
    package func client(token: String, baseURL: String?) -> LivedigitalClient {
        LivedigitalClient(
            baseURL: baseURL ?? configuration.baseURL, token: token, contract: contract, transport: transport, timeout: configuration.timeout,
            waitingRoomOn: configuration.waitingRoomOn)
    }

    /// Where the calls of a connection go.
    ///
    /// - Parameter baseURL: what is stored with the connection; nil for the configured address.
    package func address(_ baseURL: String?) -> String {
        var address = baseURL ?? configuration.baseURL
        while address.hasSuffix("/") { address.removeLast() }
        return address
    }

    /// Where the calls of a connection of that name go.
    func address(of name: String, _ db: Database) throws -> String {
        let isOfEnvironment = name == Connection.defaultName && environmentToken != nil
        return address(isOfEnvironment ? nil : try ConnectionTable.fetch(db, name: name)?.baseURL)
    }

    /// The clocks that livedigital has shown to the connections in use.
    var serverDates: [ServerDate] { clients.withLock { $0.values.compactMap(\.serverDate) } }

    /// Forgets the client of a connection that was changed; the next use reads it anew.
    package func forget(_ name: String) {
        clients.withLock { $0[name] = nil }
    }
}
