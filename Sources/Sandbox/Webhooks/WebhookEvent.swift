import Crypto
import Foundation

/// One event as livedigital posts it to the webhook of a space.
package struct WebhookEvent: Codable, Sendable, Equatable {
    /// `call_started`, `record_finished` and so on; anything may be sent on request.
    package var eventName: String
    /// The room that it is about.
    package var roomId: String
    /// The space that the room lies in.
    package var spaceId: String
    /// The recording, for events of one.
    package var recordId: String?
    /// The call.
    package var callId: String?

    /// An event with these members.
    package init(eventName: String, roomId: String, spaceId: String, recordId: String? = nil, callId: String? = nil) {
        self.eventName = eventName
        self.roomId = roomId
        self.spaceId = spaceId
        self.recordId = recordId
        self.callId = callId
    }

    /// What `JSON.stringify(body)` gives: no spaces, the members in the order in which they were observed, those that do not apply left out.
    var body: String {
        let members = [("eventName", eventName), ("roomId", roomId), ("spaceId", spaceId), ("recordId", recordId), ("callId", callId)]
        return "{" + members.compactMap { name, value in value.map { "\"\(name)\":" + Self.quoted($0) } }.joined(separator: ",") + "}"
    }

    /// The whole text that is posted, signed with a secret that is taken as a plain text.
    func envelope(secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "{\"signature\":\"\(code.hexadecimal)\",\"body\":\(body)}"
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
