import Curl
import Foundation

extension HTTPResponse {
    var isSuccess: Bool { (200..<300).contains(status) }

    /// It says nothing, and is not meant to.
    var hasNoContent: Bool { status == 204 || body.isEmpty }

    /// The first header field of a name given in lower-case ASCII. Compares bytes, since it runs for every answer.
    func field(_ name: String) -> String? {
        headers.first { header in
            header.name.utf8.count == name.utf8.count && zip(header.name.utf8, name.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
        }?.value
    }

    /// The instant that the server's `Date` field names, or nil.
    var serverDate: Date? { field("date").flatMap(WireDate.parseHTTP) }

    /// `Retry-After` in either form, seconds or an HTTP date. A date is counted from the server's own `Date`, so that a clock that is off
    /// does no harm; one in the past is zero.
    func retryAfter(receivedAt: Date) -> Duration? {
        guard let text = field("retry-after")?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, 365 * 86_400)) }
        guard let date = WireDate.parseHTTP(text) else { return nil }
        return .milliseconds(max(0, WireDate.milliseconds(of: date) - WireDate.milliseconds(of: serverDate ?? receivedAt)))
    }

    /// What the remote side says about an error: `message`, `error_description`, `error` or `code` of a JSON object, else the raw text.
    var words: String {
        guard !body.isEmpty else { return "" }
        if let object = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] {
            for name in ["message", "error_description", "error", "code"] {
                if let text = object[name] as? String, !text.isEmpty { return text }
                if let texts = object[name] as? [String], !texts.isEmpty { return texts.joined(separator: "; ") }
                if let number = object[name] as? Int { return "\(name) \(number)" }
            }
        }
        return String(decoding: body.prefix(2000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
