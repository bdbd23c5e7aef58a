import Foundation

extension ProblemText {
    private static let set =
        #"set \w+\.(?:method, \.path or \.)?idMember in the file that livedigital\.contract names(?: \(now [^)]*\))?\."#

    /// How the layers below tell whoever runs the service what to set, and what is left of it for others.
    private static let settings = [
        ("Either (.+?) is unknown to this token, or the path differs: \(set)", "Unknown to this token: $1."),
        (#"; put the final one into livedigital\.baseURL, or \#(set)"#, "."),
        (" ?(?:The (?:method|answer) differs from [^;]+; |If livedigital always answers so, )?\(set)", ""),
        (#"; name the member as .+? in the file that livedigital\.contract names"#, ""),
        (#" ?Check livedigital\.baseURL(?:\.|, or put .+? once the server is trusted\.)"#, ""),
    ].compactMap { pattern, rest in
        (try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)).map { (expression: $0, rest: rest) }
    }

    /// What a layer below says, without the settings of the service that it names.
    static func withoutSettings(_ text: String) -> String {
        guard text.contains("livedigital.") else { return text }
        return settings.reduce(text) { text, setting in
            setting.expression.stringByReplacingMatches(in: text, range: NSRange(text.startIndex..., in: text), withTemplate: setting.rest)
        }
    }
}
