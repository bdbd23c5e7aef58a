import Foundation
import Orchestration

extension Field where Value == String {
    /// One line of text.
    static func text(_ name: String, _ summary: String, _ length: ClosedRange<Int> = 1...1000) -> Field {
        Field(name, summary, .line(length)) { value throws(Refusal) in
            guard let text = value.asText else { throw Refusal(code: "wrong_type", message: ProblemText.notText(value.summary)) }
            let count = text.unicodeScalars.count
            guard length.contains(count), !value.isBlank else {
                throw Refusal(code: "wrong_length", message: ProblemText.notLength(length, count))
            }
            guard TextPattern.line.matches(text) else { throw Refusal(code: "wrong_characters", message: ProblemText.controlCharacters) }
            return text
        }
    }

    /// A text of a fixed form.
    ///
    /// - Parameter problem: what is said of any other.
    static func form(
        _ name: String, _ summary: String, _ pattern: TextPattern, _ length: ClosedRange<Int>? = nil,
        _ problem: @escaping @Sendable (String) -> Localized
    ) -> Field {
        Field(name, summary, .text(length, pattern: pattern)) { value throws(Refusal) in
            guard case .string(let text) = value, pattern.matches(text), length.map({ $0.contains(text.unicodeScalars.count) }) ?? true else {
                throw Refusal(code: "wrong_value", message: problem(value.summary))
            }
            return text
        }
    }

    /// The name of a job.
    static func jobName(_ name: String, _ summary: String) -> Field { .form(name, summary, .name, nil, ProblemText.notName) }

    /// One of some words.
    static func choice(_ name: String, _ summary: String, _ values: [String]) -> Field {
        Field(name, summary, .choice(values)) { value throws(Refusal) in
            guard case .string(let text) = value, values.contains(text) else {
                throw Refusal(code: "wrong_value", message: ProblemText.notOneOf(value.summary, values))
            }
            return text
        }
    }
}

extension Field where Value == Int {
    static func integer(_ name: String, _ summary: String, _ range: ClosedRange<Int>) -> Field {
        Field(name, summary, .integer(range)) { value throws(Refusal) in
            guard let number = value.asInteger, range.contains(number) else {
                throw Refusal(code: "wrong_number", message: ProblemText.notInteger(range, value.summary))
            }
            return number
        }
    }
}

extension Field where Value == Bool {
    static func boolean(_ name: String, _ summary: String) -> Field {
        Field(name, summary, .boolean) { value throws(Refusal) in
            if let flag = value.asBoolean { return flag }
            throw Refusal(code: "wrong_type", message: ProblemText.notBoolean(value.summary))
        }
    }
}

extension Field where Value == Date {
    static func instant(_ name: String, _ summary: String) -> Field {
        Field(name, summary, .instant) { value throws(Refusal) in
            guard let date = value.asInstant else {
                throw Refusal(code: "wrong_instant", message: ProblemText.notInstant(value.summary))
            }
            return date
        }
    }
}
