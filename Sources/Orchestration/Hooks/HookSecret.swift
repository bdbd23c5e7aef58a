import Crypto
package import Foundation

/// The secret of a hook, as Standard Webhooks write it: `whsec_` and base64. It signs; it is shown once and sealed at rest.
package struct HookSecret: Sendable, Equatable {
    /// Such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`.
    package let text: String
    private let key: SymmetricKey

    private static let prefix = "whsec_"
    /// What sealing binds a secret to, besides its connection.
    private static let member = "hook secret"

    /// A new random secret of 32 bytes.
    package init() {
        key = SymmetricKey(size: .bits256)
        text = Self.prefix + key.withUnsafeBytes { Data($0).base64EncodedString() }
    }

    /// A secret that a subscriber brings; nil where it is not base64 of 24 to 64 bytes, with or without `whsec_` before it.
    package init?(_ text: String) {
        let body = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        guard let bytes = Data(base64Encoded: body), (24...64).contains(bytes.count) else { return nil }
        self.text = Self.prefix + body
        key = SymmetricKey(data: bytes)
    }

    /// The header `webhook-signature` of a delivery: one signature of each secret, a space between.
    ///
    /// - Parameter timestamp: whole seconds since 1970, as in `webhook-timestamp`.
    package static func signatures(id: String, timestamp: Int64, body: Data, by secrets: [HookSecret]) -> String {
        let message = Data("\(id).\(timestamp).".utf8) + body
        return secrets.map { "v1," + Data(HMAC<SHA256>.authenticationCode(for: message, using: $0.key)).base64EncodedString() }.joined(separator: " ")
    }

    /// Seals it so that it opens only for the same connection.
    package func sealed(by key: MasterKey, connection: String) throws -> Data { try key.seal(text, connection: connection, member: Self.member) }

    /// Opens what ``sealed(by:connection:)`` made.
    ///
    /// - Throws: ``SecretError`` where the key is another one.
    package static func open(_ sealed: Data, with key: MasterKey, connection: String) throws(SecretError) -> HookSecret {
        guard let secret = HookSecret(try key.open(sealed, connection: connection, member: member)) else {
            throw SecretError("the stored secret of a hook of the connection \(connection) is damaged; subscribe the hook again")
        }
        return secret
    }
}
