import Curl
import DurableFlow
import Foundation
import Logging
import Orchestration
import ProcessHarness
import Sandbox
import Synchronization
import Testing

@testable import Gateway

/// The service with its API, in the test's process, over an account of its own.
final class RunningGateway: Sendable {
    let account: Account
    let owned: OwnedWorkspace
    let server: GatewayServer
    let port: Int
    let curl = CurlClient(configuration: .init())
    private let serving: Task<Void, any Error>

    /// Gives the test a service and takes it away, however the test ends.
    ///
    /// - Parameter faults: what goes wrong at livedigital from the beginning on.
    static func run(
        listLag: Duration = .milliseconds(50), hasEnvironmentToken: Bool = true, timeout: Duration = .seconds(1), isPublic: Bool = false,
        limits: ServerLimits = ServerLimits(), faults: [Fault] = [], _ body: (RunningGateway) async throws -> Void
    ) async throws {
        try await places.take {
            let account = try await Account(listLag: listLag)
            for fault in faults { _ = try account.server.arm(fault) }
            try await run(account, hasEnvironmentToken: hasEnvironmentToken, timeout: timeout, isPublic: isPublic, limits: limits, body)
        }
    }

    /// Each has a sandbox, an engine and a server.
    private static let places = Places(4)

    private static func run(
        _ account: Account, hasEnvironmentToken: Bool, timeout: Duration, isPublic: Bool, limits: ServerLimits,
        _ body: (RunningGateway) async throws -> Void
    ) async throws {
        let gateway = try await RunningGateway(
            account, hasEnvironmentToken: hasEnvironmentToken, timeout: timeout, isPublic: isPublic, limits: limits)
        let outcome: Result<Void, any Error>
        do {
            try await body(gateway)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await gateway.end()
        await account.end()
        try outcome.get()
    }

    private init(_ account: Account, hasEnvironmentToken: Bool, timeout: Duration, isPublic: Bool, limits: ServerLimits) async throws {
        self.account = account
        var configuration = ServiceConfiguration()
        configuration.storage.path = account.storage.appendingPathComponent("autowebinar.sqlite").path
        configuration.storage.data = account.storage.appendingPathComponent("data").path
        configuration.secrets.keyFile = account.storage.appendingPathComponent("master.key").path
        configuration.server.port = isPublic ? try Self.freePort() : 0
        if isPublic {
            // livedigital reaches it, and hooks may be on this machine.
            configuration.server.publicURL = "http://127.0.0.1:\(configuration.server.port)"
            configuration.server.allowPrivateHooks = true
        }
        configuration.livedigital.baseURL = account.baseURL
        configuration.livedigital.timeout = timeout
        configuration.livedigital.rate = Rate("1000/s") ?? configuration.livedigital.rate
        let workspace = try Workspace(
            configuration: configuration, environment: hasEnvironmentToken ? ["AUTOWEBINAR_TOKEN": account.token] : [:],
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let daemon = try Daemon(workspace, jobPaths: [])
        let server = try GatewayServer(daemon, limits: limits)
        (self.server, owned) = (server, daemon.owned)
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        serving = Task {
            defer { announce.finish() }
            try await daemon.run(front: { ready in try await server.run(onListening: ready) }, onReady: { _, port in announce.yield(port) })
        }
        var listening: Int?
        for await port in ports {
            listening = port
            break
        }
        port = try #require(listening)
        // The clock is compared with livedigital's once, which must not meet what a test arms.
        if hasEnvironmentToken { try await eventually("the clock is compared") { asked("getMe") > 0 } }
    }

    /// A port that nobody has at present.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }

    func end() async {
        serving.cancel()
        _ = await serving.result
        curl.shutdown()
    }

    var origin: String { "http://127.0.0.1:\(port)" }

    /// What the API answered.
    struct Reply {
        let response: HTTPResponse

        var status: Int { response.status }
        var json: JSON { (try? JSON(json: response.body)) ?? .null }
        var text: String { String(decoding: response.body, as: UTF8.self) }
        var body: Data { response.body }
        var code: String? { json["code"].flatMap(\.text) }
        func header(_ name: String) -> String? { response.header(name) }
    }

    /// Asks the API.
    ///
    /// - Parameter key: nil for the account's own token, empty for none.
    func ask(
        _ method: String, _ path: String, _ body: JSON? = nil, key: String? = nil, headers: [(String, String)] = []
    ) async throws -> Reply {
        try await ask(method, path, bytes: body?.json, key: key, headers: headers)
    }

    func ask(
        _ method: String, _ path: String, bytes: Data?, key: String? = nil, headers: [(String, String)] = []
    ) async throws -> Reply {
        let key = key ?? account.token
        var request = HTTPRequest(
            method: method, url: origin + path, headers: headers.map { (name: $0.0, value: $0.1) }, body: bytes, bearerToken: key.isEmpty ? nil : key,
            timeouts: .init(total: .seconds(20)))
        if bytes != nil { request.headers.append((name: "Content-Type", value: "application/json")) }
        let response = try await curl.send(request)
        // Whatever is answered in any test is as the served document says.
        let mistakes = DescribedAnswer.mistakes(method, path, response)
        #expect(mistakes.isEmpty, "\(method) \(path): \(mistakes)")
        return Reply(response: response)
    }

    /// A new key of a connection.
    func issueKey(_ connection: String = "default") async throws -> String {
        let key = AccessKey.issue()
        try await owned.carryOut(.addKey(connection: connection, digest: AccessKey(key).digest, kind: .issued))
        return key
    }

    /// How many requests for an operation have reached livedigital.
    func asked(_ operation: String) -> Int { account.server.requests.count { $0.operation == operation } }

    /// How many of a kind were ever made besides what was there.
    func made(_ kind: LedgerEntry.Kind) -> Int {
        let ledger = account.server.ledger
        let seeded = Set(ledger.filter { $0.operation == "account" }.map(\.id))
        return ledger.count { $0.kind == kind && $0.what == .created && !seeded.contains($0.id) }
    }
}

extension JSON {
    var items: [JSON] { if case .array(let items) = self { items } else { [] } }
}

/// The ids of the sandbox's demo account.
enum Demo {
    static let space = "662cc96d46ac941cda787127"
    static let room = "66d1d55d1cf5d9c045c0d1c4"
    static let record = "66d546c02b949f07df0e96ae"

    /// A request for an autowebinar so many seconds from now.
    static func autowebinar(in seconds: Int = 3600, _ more: [String: JSON] = [:]) -> JSON {
        let date = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + Double(seconds)).rounded())
        let base: [String: JSON] = [
            "name": "Демонстрация", "spaceId": .string(space), "roomId": .string(room), "record": "latest",
            "startDate": .string(date.formatted(.iso8601)),
            "timezone": "Europe/Moscow",
        ]
        return .object(base.merging(more) { $1 })
    }
}
