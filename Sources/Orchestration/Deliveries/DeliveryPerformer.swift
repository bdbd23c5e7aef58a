package import Curl
package import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI

/// Sends deliveries, each once per attempt, signed and only to addresses of the public internet.
///
/// What a receiver does is its answer, never a doubt: everything may be sent again with the same id.
package struct DeliveryPerformer: Performer {
    package typealias Call = DeliveryCall
    package typealias Answer = DeliveryAnswer

    private let transport: any HTTPTransport
    private let pool: any DatabaseReader
    private let masterKey: @Sendable () throws -> MasterKey
    private let allowsPrivate: Bool
    private let circuits: Circuits
    private let now: @Sendable () -> Date

    /// How long a receiver may take for its whole answer.
    private static let timeout = Duration.seconds(15)
    /// More of an answer is not read.
    private static let maximumAnswer = 1 << 20

    /// - Parameters:
    ///   - transport: refuses private addresses itself; see ``transport(allowsPrivate:certificateAuthorityFile:)``.
    ///   - now: the engine's clock.
    package init(
        transport: any HTTPTransport, pool: any DatabaseReader, masterKey: @escaping @Sendable () throws -> MasterKey, allowsPrivate: Bool,
        circuits: Circuits = Circuits(), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.transport = transport
        self.pool = pool
        self.masterKey = masterKey
        self.allowsPrivate = allowsPrivate
        self.circuits = circuits
        self.now = now
    }

    /// A client that connects to nothing but the public internet, unless private addresses are allowed.
    package static func transport(allowsPrivate: Bool, certificateAuthorityFile: String?) -> CurlClient {
        let isPublic: @Sendable ([UInt8]) -> Bool = { PublicAddress.contains($0) }
        return CurlClient(
            configuration: .init(
                certificateAuthorityFile: certificateAuthorityFile, maximumConnectionsPerHost: 16, userAgent: "autowebinar-hooks",
                admitsPeer: allowsPrivate ? nil : isPublic))
    }

    package func perform(_ call: DeliveryCall, _ context: CallContext) async -> Performance<DeliveryAnswer> {
        switch call {
        case .deliver(let hook, let event): return await deliver(hook: hook, event: event)
        }
    }

    /// Never asked for: every delivery is repeatable.
    package func lookUp(_ call: DeliveryCall, adopting identifier: String?, _ context: CallContext) async -> Finding<DeliveryAnswer> { .absent }

    private func deliver(hook id: String, event number: Int64) async -> Performance<DeliveryAnswer> {
        let start = now()
        let request: HTTPRequest
        do {
            let (hook, event, sealed) = try await pool.read { db in
                (
                    try HookTable.fetch(db, id: id), try EventTable.fetch(db, number: number),
                    try HookTable.sealedSecrets(db, hook: id, now: start)
                )
            }
            guard let hook, let event else { return .answered(.unwanted(reason: "the hook was removed")) }
            guard hook.status == .active else { return .answered(.unwanted(reason: hook.disabledReason ?? "the hook is disabled")) }
            if let rest = circuits.rest(of: id, now: start) { return .notReady("the receiver failed several times in a row", retryAfter: rest) }
            let key = try masterKey()
            let secrets = try sealed.map { try HookSecret.open($0, with: key, connection: hook.connection) }
            try HookAddress.check(hook.url, allowsPrivate: allowsPrivate)
            request = Self.request(to: hook, event, secrets, now: start)
        } catch {
            return .answered(.failed(status: nil, reason: "\(error)", retryAfter: nil))
        }
        let answer = await send(request)
        let isRecovery = circuits.note(id, answer, now: now())
        if case .accepted(let status, _) = answer { return .answered(.accepted(status: status, isRecovery: isRecovery)) }
        return .answered(answer)
    }

    private func send(_ request: HTTPRequest) async -> DeliveryAnswer {
        do {
            let response = try await transport.send(request)
            switch response.status {
            case 200..<300: return .accepted(status: response.status)
            case 410: return .gone
            case 300..<400: return .failed(status: response.status, reason: "the receiver redirects, which is not followed", retryAfter: nil)
            default:
                return .failed(status: response.status, reason: "the receiver answered \(response.status)", retryAfter: retryAfter(response))
            }
        } catch {
            // Without the address in front, whose path may be a secret.
            let reason = error.message.range(of: ": ").map { String(error.message[$0.upperBound...]) } ?? error.code.rawValue
            return .failed(status: nil, reason: reason, retryAfter: nil)
        }
    }

    /// Seconds, or the time until a date (RFC 9110, section 10.2.3).
    private func retryAfter(_ response: HTTPResponse) -> Duration? {
        guard let text = response.header("Retry-After") else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, 86_400 * 365)) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { .seconds(Int64(max(0, min($0.timeIntervalSince(now()), 86_400 * 365)))) }
    }

    private static func request(to hook: Hook, _ event: Event, _ secrets: [HookSecret], now: Date) -> HTTPRequest {
        let timestamp = WireDate.milliseconds(of: now) / 1000
        var headers = [(name: "Content-Type", value: "application/json")]
        let body: Data
        switch hook.form {
        case .standard:
            body = event.payload
            headers += [
                (name: "webhook-id", value: event.id), (name: "webhook-timestamp", value: "\(timestamp)"),
                (name: "webhook-signature", value: HookSecret.signatures(id: event.id, timestamp: timestamp, body: body, by: secrets)),
            ]
        case .livedigital:
            body = WebhookMessage.text(of: event, signedBy: secrets.first?.text ?? "")
        }
        return HTTPRequest(
            method: "POST", url: hook.url, headers: headers, body: body, maximumBodyBytes: maximumAnswer,
            timeouts: .init(connect: timeout, total: timeout))
    }
}
