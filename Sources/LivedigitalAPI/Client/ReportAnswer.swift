package import Foundation

/// What the body of a 2xx answer to a report operation is.
enum ReportAnswer: Equatable {
    case file
    case link(String)
    case nothing
    /// A workbook where JSON was asked for: asking again would bring the same.
    case otherFormat
    case garbage
    /// A workbook without its end: it was cut off on the way, by somebody who did not say how long it is.
    case cut

    init(_ body: Data, as format: ReportFormat) {
        if body.starts(with: "PK".utf8) {
            self = format != .xlsx ? .otherFormat : Self.isWhole(body) ? .file : .cut
        } else if body.isEmpty {
            self = .nothing
        } else if let json = try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed) {
            self = format == .json && Self.isReport(json) ? .file : LinkAnswer.link(in: json).map(ReportAnswer.link) ?? .nothing
        } else {
            let text = String(decoding: body.prefix(4096), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            self = LinkAnswer.isAddress(text) ? .link(text) : text.isEmpty ? .nothing : .garbage
        }
    }

    /// Whether a zip archive has its end record, which a comment of 65,535 bytes at most may follow (APPNOTE.TXT, section 4.3.16).
    private static func isWhole(_ archive: Data) -> Bool { archive.suffix(22 + 65_535).firstRange(of: Data("PK\u{5}\u{6}".utf8)) != nil }

    /// The shape of a report is not published; what tells it from `{"status":"pending"}` and from `{"url":"…"}` is that it has parts.
    private static func isReport(_ json: Any) -> Bool {
        if json is [Any] { return true }
        return (json as? [String: Any])?.values.contains { $0 is [Any] || $0 is [String: Any] } ?? false
    }
}

extension ReportFormat {
    /// Whether bytes are a report in this format, from its beginning to its end, as far as their form shows.
    package func isWhole(_ bytes: Data) -> Bool { ReportAnswer(bytes, as: self) == .file }
}
