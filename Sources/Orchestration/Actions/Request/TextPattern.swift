import Foundation

/// A form that a text has to have, as every reader checks it and every description shows it: one expression for both.
///
/// Only what JSON Schema's dialect and ours read alike is used in it.
package struct TextPattern: Sendable, Hashable {
    /// Such as `^[a-z0-9-]+$`.
    package let source: String
    private let expression: NSRegularExpression?

    package init(_ source: String) {
        self.source = source
        expression = try? NSRegularExpression(pattern: source)
    }

    /// Whether the text has the form, from its first character to its last.
    package func matches(_ text: String) -> Bool {
        let whole = NSRange(text.startIndex..., in: text)
        return expression?.firstMatch(in: text, range: whole)?.range == whole
    }

    package static func == (left: TextPattern, right: TextPattern) -> Bool { left.source == right.source }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension TextPattern {
    private static let controls = #"\u0000-\u001f\u007f-\u009f"#
    private static let spaces = #" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"#
    private static let host = #"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[(?:"# + numeric + #")\]"#
    /// An IPv6 address without a part in decimal: eight groups, or fewer with one gap (RFC 3986, section 3.2.2).
    private static let numeric: String = {
        let group = "[0-9A-Fa-f]{1,4}"
        let gaps = (1...6).map { "(?:\(group):){1,\($0)}(?::\(group)){1,\(7 - $0)}" }
        return (["(?:\(group):){7}\(group)", "(?:\(group):){1,7}:", ":(?::\(group)){1,7}", "::"] + gaps).joined(separator: "|")
    }()
    /// A port that there is, or none.
    private static let port = "(?::\(positive(1, 65_535)))?"
    private static let inPath = #"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"#
    private static let inQuery = #"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"#

    /// One line without control characters that is not blank.
    package static let line = TextPattern("^[^\(controls)]*[^\(controls)\(spaces)][^\(controls)]*$")
    /// What form tools send for a field that nobody filled in.
    package static let blank = TextPattern("^[\\t\\n\\u000b\\u000c\\r\\u0085\(spaces)]*$")
    /// The name of a job or a connection.
    package static let name = TextPattern("^[a-z0-9][a-z0-9-]{0,62}$")
    /// An absolute web address without a user name; letters of any language are right in it.
    package static let address: TextPattern = {
        let barred = "\(controls)\(spaces)\"<>\\\\"
        return TextPattern("^[Hh][Tt][Tt][Pp][Ss]?://[^\(barred)/?#@:]+\(port)(?:[/?#][^\(barred)]*)?$")
    }()
    /// The same as RFC 3986 writes it, without a fragment: what requests are sent to.
    package static let target = TextPattern("^[Hh][Tt][Tt][Pp][Ss]?://(?:\(host))\(port)(?:/\(inPath))?(?:\\?\(inQuery))?$")
    /// The secret of a hook: base64 of 24 to 64 bytes.
    package static let hookSecret: TextPattern = {
        let digit = "[A-Za-z0-9+/]"
        let whole = "(?:\(digit){4})"
        let ends = "\(whole){8,21}|\(whole){8,20}(?:\(digit){2}==|\(digit){3}=)|\(whole){21}\(digit){2}=="
        return TextPattern("^(?:whsec_)?(?:\(ends))$")
    }()

    /// The digits of the whole numbers of a range, without leading zeros.
    package static func digits(_ range: ClosedRange<Int>) -> TextPattern {
        let negative = range.lowerBound < 0 ? ["-\(positive(max(1, range.upperBound < 0 ? -range.upperBound : 1), range.lowerBound.magnitude))"] : []
        let zero = range.contains(0) ? ["0"] : []
        let rest = range.upperBound > 0 ? [positive(max(1, range.lowerBound), range.upperBound.magnitude)] : []
        return TextPattern("^(?:\((negative + zero + rest).joined(separator: "|")))$")
    }

    /// From `first`, which is 1 or more, to `last`.
    private static func positive(_ first: Int, _ last: UInt) -> String {
        let last = String(last).utf8.map { Int($0) - 48 }
        let first = String(first).utf8.map { Int($0) - 48 }
        var forms: [String] = []
        for length in first.count...max(first.count, last.count) {
            let lowest = length == first.count ? first : [1] + Array(repeating: 0, count: length - 1)
            let highest = length == last.count ? last : Array(repeating: 9, count: length)
            forms.append(between(lowest, highest))
        }
        return "(?:\(forms.joined(separator: "|")))"
    }

    /// Numbers of equally many digits.
    private static func between(_ low: [Int], _ high: [Int]) -> String {
        guard let first = low.first, let last = high.first else { return "" }
        let (lower, upper) = (Array(low.dropFirst()), Array(high.dropFirst()))
        if first == last { return "\(first)\(between(lower, upper))" }
        let rest = lower.isEmpty ? "" : "[0-9]{\(lower.count)}"
        if lower.isEmpty { return "[\(first)-\(last)]" }
        var forms: [String] = []
        let (isLow, isHigh) = (lower.allSatisfy { $0 == 0 }, upper.allSatisfy { $0 == 9 })
        if !isLow { forms.append("\(first)\(between(lower, lower.map { _ in 9 }))") }
        let (from, to) = (isLow ? first : first + 1, isHigh ? last : last - 1)
        if from <= to { forms.append("[\(from)-\(to)]\(rest)") }
        if !isHigh { forms.append("\(last)\(between(upper.map { _ in 0 }, upper))") }
        return "(?:\(forms.joined(separator: "|")))"
    }
}
