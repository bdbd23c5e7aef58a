import Foundation
import Orchestration

extension Language {
    /// Chosen by `Accept-Language` (RFC 9110): the one of ours with the greatest weight, English where none is named.
    init(accepting header: String?) {
        var best: (weight: Double, language: Language)?
        for item in (header ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let language = parts.first?.split(separator: "-").first.flatMap({ Language(rawValue: String($0)) }) else { continue }
            let weight = parts.dropFirst().lazy.compactMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil }.first ?? 1
            if weight > 0, best.map({ weight > $0.weight }) ?? true { best = (weight, language) }
        }
        self = best?.language ?? .english
    }
}

extension Localized {
    /// The same sentence in both languages.
    init(_ english: String, russian: String) { self.init(russian: russian, english: english) }
}
