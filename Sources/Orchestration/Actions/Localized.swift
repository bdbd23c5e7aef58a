/// A text for people in the languages of the service.
package struct Localized: Hashable, Sendable, Codable {
    package var russian: String
    package var english: String

    package init(russian: String, english: String) {
        self.russian = russian
        self.english = english
    }

    /// The text in one language.
    package subscript(language: Language) -> String {
        switch language {
        case .russian: russian
        case .english: english
        }
    }
}

/// A language that the service speaks; the raw value is its code in `Accept-Language`.
package enum Language: String, CaseIterable, Sendable {
    case russian = "ru"
    case english = "en"
}
