import Crypto
import Foundation
import Orchestration

/// Links of ours that open one thing for a while, to whoever has them: no key is needed.
///
/// What a link opens and until when is in the link, sealed with a key that is made of the master key: whoever has it learns nothing from it but the
/// thing itself.
struct SignedLinks: Sendable {
    /// What a link opens.
    struct Target: Codable, Sendable, Equatable {
        var connection: String
        /// The session whose report it is, or else the stored file, from the data folder on.
        var session: String?
        var file: String?
        var format: String
    }

    private struct Ticket: Codable {
        var target: Target
        var expires: Int
    }

    /// How long a link is good.
    static let lifetime: TimeInterval = 3600

    private let key: SymmetricKey

    init(masterKey: MasterKey) { key = masterKey.derived(for: "autowebinar sealed links 2") }

    /// The text that stands for the target until an instant.
    func text(_ target: Target, expiresAt: Date) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let payload = try encoder.encode(Ticket(target: target, expires: Int(expiresAt.timeIntervalSince1970)))
        let box = try AES.GCM.seal(payload, using: key)
        return Self.encode(box.nonce + box.ciphertext + box.tag)
    }

    /// The target of a text.
    ///
    /// - Throws: a ``Problem``: 404 where we never made it, 410 where it has expired.
    func target(of text: String, now: Date) throws(Problem) -> Target {
        guard let bytes = Self.decode(text), let box = try? AES.GCM.SealedBox(combined: bytes), let payload = try? AES.GCM.open(box, using: key),
            let ticket = try? JSONDecoder().decode(Ticket.self, from: payload)
        else { throw Problem(.notFound, ProblemText.wrongLink) }
        guard Double(ticket.expires) > now.timeIntervalSince1970 else { throw Problem(.gone, ProblemText.expiredLink) }
        return ticket.target
    }

    private static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decode(_ text: String) -> Data? {
        let base = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: base + String(repeating: "=", count: (4 - base.count % 4) % 4))
    }
}
