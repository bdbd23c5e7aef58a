import Foundation
import Orchestration

/// Puts what the layers below say in English into Russian.
///
/// They speak one language, and what a run failed with is kept in it; ``RussianSentences`` is the other. What livedigital said stays as it is, in
/// quotation marks.
enum Translation {
    private struct Sentence: Sendable {
        let expression: NSRegularExpression
        let russian: String
    }

    private static let sentences: [Sentence] = RussianSentences.all.compactMap { english, russian in
        // A quotation may be empty.
        let pattern = english.components(separatedBy: "{}").map(NSRegularExpression.escapedPattern).joined(separator: "(.+?)")
            .replacing("\"(.+?)\"", with: "\"(.*?)\"").replacing("“(.+?)”", with: "“(.*?)”")
        return (try? NSRegularExpression(pattern: "^\(pattern)$", options: .dotMatchesLineSeparators)).map {
            Sentence(expression: $0, russian: russian)
        }
    }

    /// How a call of livedigital is told: the operation, its method and path, and then what came of it.
    private static let call = try? NSRegularExpression(
        pattern: #"^[A-Za-z_]+ \([A-Z]+ [^)]*\): "#, options: .dotMatchesLineSeparators)

    private static let answered = sentences.first { $0.russian == RussianSentences.answered.1 }

    /// The text in Russian; the same where the table does not have it.
    static func russian(_ english: String) -> String {
        var effort = mostTried
        return translated(english, &effort) ?? english
    }

    /// How many parts of a text are looked up at most: names in it are whatever somebody likes.
    private static let mostTried = 60

    private static func translated(_ english: String, _ effort: inout Int) -> String? {
        guard effort > 0, !english.isEmpty else { return nil }
        effort -= 1
        let whole = NSRange(english.startIndex..., in: english)
        // Also where the question begins with a call.
        if let answered, let match = answered.expression.firstMatch(in: english, range: whole) {
            return filled(answered.russian, english, match, &effort)
        }
        guard call?.firstMatch(in: english, range: whole) == nil else {
            // livedigital's own words end where a sentence of ours begins.
            return joined(english, by: ". ", &effort) { text, _ in "«\(text)»" } ?? "«\(english)»"
        }
        for sentence in sentences {
            guard let match = sentence.expression.firstMatch(in: english, range: whole) else { continue }
            return filled(sentence.russian, english, match, &effort)
        }
        if let kept = kept(english) { return kept }
        for separator in ["; ", ". ", ", "] {
            if let text = joined(english, by: separator, &effort, { translated($0, &$1) }) { return text }
        }
        // What stands after the name of a member, a date or a place is of it.
        if let cut = english.firstRange(of: ": "), english[..<cut.lowerBound].wholeMatch(of: /[\w.\[\]:\/-]+/) != nil,
            let rest = translated(String(english[cut.upperBound...]), &effort)
        {
            return english[..<cut.upperBound] + rest
        }
        return nil
    }

    /// What is nobody's language: a quotation, the name of a recording with its id, an id alone, a length, a choice of keys, instants or quotations.
    private static func kept(_ text: String) -> String? {
        if text.wholeMatch(of: /(?:(?:"[^"]*"|[\w.:-]+) or )+(?:"[^"]*"|[\w.:-]+)/) != nil {
            return text.replacing(/("[^"]*"|[\w.:-]+) or(?= )/) { "\($0.output.1) или" }
        }
        if let length = text.wholeMatch(of: /(\d+) (s|min)/) { return "\(length.output.1) \(length.output.2 == "s" ? "с" : "мин")" }
        return text.wholeMatch(of: /"[^"]*"|“.*”(?: \(\w+\))?|[0-9a-f]{24}/) == nil ? nil : text
    }

    /// The text as two that stand one after the other.
    private static func joined(
        _ english: String, by separator: String, _ effort: inout Int, _ translate: (String, inout Int) -> String?
    ) -> String? {
        for cut in english.ranges(of: separator) {
            // A sentence keeps its full stop.
            let end = separator == ". " ? english.index(after: cut.lowerBound) : cut.lowerBound
            guard let first = translate(String(english[..<end]), &effort), let rest = translated(String(english[cut.upperBound...]), &effort) else {
                continue
            }
            return first + (separator == ". " ? " " : separator) + rest
        }
        return nil
    }

    /// What differs, as it is, where a hint follows it that is known.
    private static func beforeHint(_ text: String, _ effort: inout Int) -> String? {
        for cut in text.ranges(of: "; ") {
            if let hint = translated(String(text[cut.upperBound...]), &effort) { return text[..<cut.upperBound] + hint }
        }
        return nil
    }

    private static func filled(_ russian: String, _ english: String, _ match: NSTextCheckingResult, _ effort: inout Int) -> String {
        var text = russian
        for number in 1..<match.numberOfRanges {
            guard let range = Range(match.range(at: number), in: english) else { continue }
            let value = String(english[range])
            // What is quoted is a key, a name or livedigital's own; what follows a slash is a name.
            let isQuoted = english[..<range.lowerBound].last.map { "\"“«⟦/".contains($0) } ?? false
            text = text.replacing("{\(number)}", with: isQuoted ? value : translated(value, &effort) ?? beforeHint(value, &effort) ?? value)
        }
        return text
    }
}

extension Localized {
    /// What a layer below says, without what only whoever runs the service can do.
    init(below english: String) {
        let told = TenantText.of(english)
        self.init(russian: Translation.russian(told), english: told)
    }

    /// The same without what only whoever runs the service can do.
    var forTenants: Localized { TenantText.of(english) == english ? self : Localized(below: english) }
}
