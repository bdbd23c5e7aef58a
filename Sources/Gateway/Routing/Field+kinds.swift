import Foundation
import LivedigitalAPI
import Orchestration

extension Field where Value == String {
    /// One line of text.
    static func text(_ name: String, _ summary: String, _ length: ClosedRange<Int> = 1...1000) -> Field {
        Field(name, summary, .line(length)) { value throws(Refusal) in
            guard let text = value.scalar else { throw Refusal(code: "wrong_type", message: ProblemText.notText(value.summary)) }
            let count = text.unicodeScalars.count
            guard length.contains(count), !text.allSatisfy(\.isWhitespace) else {
                throw Refusal(code: "wrong_length", message: ProblemText.notLength(length, count))
            }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw Refusal(code: "wrong_characters", message: ProblemText.controlCharacters)
            }
            return text
        }
    }

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
            let number: Int? =
                switch value {
                case .integer(let number): number
                case .number(let number): Int(exactly: number)
                case .string(let text): Int(text)
                default: nil
                }
            guard let number, range.contains(number) else {
                throw Refusal(code: "wrong_number", message: ProblemText.notInteger(range, value.summary))
            }
            return number
        }
    }
}

extension Field where Value == Bool {
    static func boolean(_ name: String, _ summary: String) -> Field {
        Field(name, summary, .boolean) { value throws(Refusal) in
            switch value {
            case .boolean(let flag): return flag
            case .string(let text):
                if let flag = Bool(text) { return flag }
                if text == "1" || text == "0" { return text == "1" }
            default: break
            }
            throw Refusal(code: "wrong_type", message: ProblemText.notBoolean(value.summary))
        }
    }
}

extension Field where Value == Date {
    static func instant(_ name: String, _ summary: String) -> Field {
        Field(name, summary, .instant) { value throws(Refusal) in
            guard case .string(let text) = value, text.utf8.count <= 40, text.contains("T"), let date = WireDate.parse(text) else {
                throw Refusal(code: "wrong_instant", message: ProblemText.notInstant(value.summary))
            }
            return date
        }
    }
}
