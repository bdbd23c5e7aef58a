import Crypto
package import Foundation
import LivedigitalAPI

/// What livedigital's webhook posts: `{"signature","body"}`, in whatever order.
package struct WebhookMessage: Sendable {
    /// livedigital's name of what happened, such as `call_finished`; unknown ones, too.
    package let eventName: String
    package let spaceId: String?
    package let roomId: String?
    package let callId: String?
    package let recordId: String?
    /// The text of `body`, without spaces.
    package let body: String

    private let signature: [UInt8]
    private let rawBody: Data
    private let value: OrderedJSON

    /// The largest message that is read.
    package static let maximumBytes = 1 << 20

    /// The order in which livedigital was seen to write the members.
    private static let observedOrder = ["eventName", "roomId", "spaceId", "recordId", "callId"]

    /// Reads a message; nil where it is none: no such JSON, an eventName missing, or a signature that is not 64 hexadecimal digits.
    package init?(_ raw: Data) {
        guard raw.count <= Self.maximumBytes else { return nil }
        let parts = raw.withUnsafeBytes { buffer in try? OrderedJSONReader.read(buffer.bindMemory(to: UInt8.self)) }
        guard let parts, let value = parts.value["body"], case .object = value, let place = parts.places["body"],
            let signature = parts.value["signature"]?.text.flatMap(Self.bytes), let eventName = value["eventName"]?.text, !eventName.isEmpty
        else { return nil }
        self.eventName = eventName
        self.signature = signature
        self.value = value
        rawBody = raw.subdata(in: raw.startIndex + place.lowerBound..<raw.startIndex + place.upperBound)
        body = value.compact
        spaceId = value["spaceId"]?.text
        roomId = value["roomId"]?.text
        callId = value["callId"]?.text
        recordId = value["recordId"]?.text
    }

    /// Whether the signature is that of the body by a secret, in any of the three forms in which the body may have been signed. Each comparison takes
    /// the same time whatever differs.
    package func isSigned(by secret: String) -> Bool {
        let key = SymmetricKey(data: Data(secret.utf8))
        func matches(_ text: Data) -> Bool { HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: text, using: key) }
        return matches(Data(body.utf8)) || matches(rawBody) || matches(Data(inObservedOrder.compact.utf8))
    }

    private var inObservedOrder: OrderedJSON {
        guard case .object(let members) = value else { return value }
        let known = Self.observedOrder.compactMap { name in members.first { $0.name == name } }
        return .object(known + members.filter { !Self.observedOrder.contains($0.name) })
    }

    /// A message about one of livedigital's events as livedigital would write it.
    static func text(of event: Event, signedBy secret: String) -> Data {
        let members: [(String, String?)] = [
            ("eventName", event.type.eventName), ("roomId", event.subject.roomId), ("spaceId", event.subject.spaceId),
            ("recordId", event.subject.recordId), ("callId", event.subject.callId),
        ]
        let body = OrderedJSON.object(members.compactMap { name, value in value.map { (name, .string($0)) } })
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.compact.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let signature = code.hexadecimal
        return Data(OrderedJSON.object([("signature", .string(signature)), ("body", body)]).compact.utf8)
    }

    /// The bytes of 64 hexadecimal digits; nil for anything else.
    private static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }
}
