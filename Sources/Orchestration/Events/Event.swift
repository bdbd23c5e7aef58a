import Crypto
package import Foundation
import LivedigitalAPI

/// Something that happened, once. Hooks, the polling twin and the samples show it in one flat form, every member always present.
package struct Event: Sendable, Equatable {
    /// `evt_` and 26 letters and digits, made from the natural key: the same event has the same id whoever told of it, even after a restoration.
    package private(set) var id: String
    package var type: EventType
    /// When it happened, as exactly as is known.
    package var timestamp: Date
    /// The account that it belongs to; never shown, as a key sees only its own.
    package var connection: String
    package var subject: Subject
    /// True only for what was made to try a hook.
    package var isTest = false
    /// When it was written down; nil before.
    package internal(set) var recordedAt: Date?

    /// What it happened to; nil where that does not apply.
    package struct Subject: Sendable, Equatable {
        package var spaceId: String?
        package var spaceName: String?
        package var roomId: String?
        package var roomName: String?
        package var callId: String?
        package var recordId: String?
        package var playbackId: String?
        /// livedigital's id of the playback event.
        package var eventId: String?
        package var sessionId: String?
        package var runId: String?
        package var jobName: String?
        package var inviteUrl: String?

        /// Nothing yet.
        package init() {}
    }

    /// - Parameter key: what tells it from every other event of its type and connection, such as the id of the call.
    package init(_ type: EventType, key: String, at timestamp: Date, connection: String, subject: Subject) {
        self.type = type
        self.timestamp = timestamp
        self.connection = connection
        self.subject = subject
        id = Self.id(type: type, connection: connection, key: key)
    }

    /// An event that is stored; its id was made when it was recorded.
    init(stored id: String, type: EventType, at timestamp: Date, connection: String, subject: Subject) {
        self.id = id
        self.type = type
        self.timestamp = timestamp
        self.connection = connection
        self.subject = subject
    }

    /// The id of the event with that natural key.
    static func id(type: EventType, connection: String, key: String) -> String {
        "evt_" + Identifier.text(SHA256.hash(data: Data("\(connection)\0\(type.rawValue)\0\(key)".utf8)))
    }
}

/// The random or derived part of an id: 26 letters and digits of base 32 in lower case (RFC 4648, section 6), 130 bits at most.
enum Identifier {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.unicodeScalars.append(alphabet[Int(bits >> count & 31)])
                if text.utf8.count == 26 { return text }
            }
        }
        return text
    }

    /// 130 random bits.
    static func random() -> String {
        var random = SystemRandomNumberGenerator()
        return text((0..<17).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
}
