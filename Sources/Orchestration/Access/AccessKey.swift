import Crypto
package import Foundation

/// What a client of the HTTP API shows to prove that it may act for a connection: only its SHA-256 is ever kept.
package struct AccessKey: Sendable {
    package enum Kind: String, Sendable, Codable {
        /// Made by `autowebinar connection key`.
        case issued
        /// A personal token of livedigital that it has accepted.
        case token
    }

    /// What issued keys begin with; no personal token of livedigital does.
    package static let prefix = "awk_"

    /// The SHA-256 of the key.
    package let digest: Data

    package init(_ text: String) {
        digest = Data(SHA256.hash(data: Data(text.utf8)))
    }

    /// A new key of 256 random bits.
    package static func issue() -> String {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let text = bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return prefix + text
    }

    /// Whether a digest is the one of this key, in a time that does not tell where they differ.
    package func matches(_ other: Data) -> Bool {
        guard other.count == digest.count else { return false }
        return zip(digest, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
