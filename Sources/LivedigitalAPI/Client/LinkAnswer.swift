import Foundation

/// An address in the body of an answer: as plain text, as a JSON text, or as a member of an object.
enum LinkAnswer {
    /// The address, or nil where there is none.
    static func link(in body: Data) -> String? {
        if let json = try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed) { return link(in: json) }
        let text = String(decoding: body.prefix(16_384), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return isAddress(text) ? text : nil
    }

    /// The address in JSON that was read already.
    static func link(in json: Any) -> String? {
        if let text = json as? String { return isAddress(text) ? text : nil }
        guard let object = json as? [String: Any] else { return nil }
        return ["url", "link", "downloadUrl"].lazy.compactMap { object[$0] as? String }.first(where: isAddress)
    }

    static func isAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && !text.contains(where: \.isWhitespace)
    }
}
