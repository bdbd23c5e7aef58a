import Foundation
import LivedigitalAPI
import Recurrence

/// Reads single values of a request as what they should be.
struct ValueReading {
    /// Nil where the value was read before: any text is then a time zone, and an id is an id whatever its form.
    let zones: ZoneDatabase?
    /// An instant before it is refused; nil takes any.
    let now: Date?

    struct Refusal: Error {
        let problem: ActionProblem
    }

    /// The value in its one written form, and the member under which it is kept.
    func read(_ value: JSONValue, of parameter: ActionParameter, member: String) throws(Refusal) -> (member: String, value: JSONValue) {
        if !parameter.words.isEmpty, let text = value.text, let either = parameter.eitherMember, parameter.words.contains(where: { $0.value == text })
        {
            return (either, value)
        }
        return (zones == nil ? member : parameter.member(member, of: value), try read(value, as: parameter.type, member))
    }

    private func read(_ value: JSONValue, as type: ValueType, _ member: String) throws(Refusal) -> JSONValue {
        switch type {
        case .text(let maximum): .string(try text(value, maximum: maximum, member))
        case .boolean: .boolean(try boolean(value, member))
        case .switchOrText(let maximum):
            if let boolean = value.asBoolean { .boolean(boolean) } else { .string(try text(value, maximum: maximum, member)) }
        case .integer(let range): .integer(try integer(value, range, member))
        case .choice(let choices): .string(try choice(value, choices, member))
        case .instant: .string(WireDate.format(try instant(value, member)))
        case .timezone: .string(try timezone(value, member))
        case .address: .string(try address(value, member))
        case .identifier: .string(try text(value, maximum: ValueType.longestIdentifier, member))
        }
    }

    private func text(_ value: JSONValue, maximum: Int, _ member: String) throws(Refusal) -> String {
        guard let text = value.asText else { throw wrongType(member, value, russian: "текст", english: "a text") }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw wrongType(member, value, russian: "текст в одну строку", english: "a text in one line without control characters")
        }
        let count = text.unicodeScalars.count
        guard count <= maximum else {
            throw Refusal(
                problem: ActionProblem(
                    member, .tooLong, russian: "не более \(maximum) символов, передано \(count)",
                    english: "the text has \(count) characters, at most \(maximum) are allowed"))
        }
        return text
    }

    private func boolean(_ value: JSONValue, _ member: String) throws(Refusal) -> Bool {
        guard let boolean = value.asBoolean else { throw wrongType(member, value, russian: "true или false", english: "true or false") }
        return boolean
    }

    private func integer(_ value: JSONValue, _ range: ClosedRange<Int>, _ member: String) throws(Refusal) -> Int {
        guard let integer = value.asInteger else { throw wrongType(member, value, russian: "целое число", english: "a whole number") }
        guard range.contains(integer) else {
            throw Refusal(
                problem: ActionProblem(
                    member, .outOfRange, russian: "число от \(range.lowerBound) до \(range.upperBound), передано \(integer)",
                    english: "expected a number from \(range.lowerBound) to \(range.upperBound), found \(integer)"))
        }
        return integer
    }

    private func choice(_ value: JSONValue, _ choices: [Choice], _ member: String) throws(Refusal) -> String {
        if let text = value.text,
            let choice = choices.first(where: { $0.value == text || $0.spellings.contains(text) })
        {
            return choice.value
        }
        let names = choices.map(\.value)
        let near = Spelling.nearest(to: value.plainText, in: choices.flatMap { [$0.value] + $0.spellings })
        // Told by the words that are expected.
        let nearest = choices.filter { choice in near.contains { $0 == choice.value || choice.spellings.contains($0) } }.map(\.value)
        throw Refusal(
            problem: ActionProblem(
                member, .notAChoice, russian: "ожидается одно из \(names.joined(separator: ", ")), передано \(value.shortened)",
                english: "expected one of \(names.joined(separator: ", ")), found \(value.shortened)"
                    + (nearest.isEmpty ? "" : "; \(Spelling.question(nearest))")))
    }

    private func instant(_ value: JSONValue, _ member: String) throws(Refusal) -> Date {
        guard let date = value.asInstant else {
            throw wrongType(
                member, value, russian: "момент времени с часовым поясом, например 2025-02-06T11:50:00.000Z",
                english: "an instant with its offset such as 2025-02-06T11:50:00.000Z")
        }
        if let now, date < now {
            throw Refusal(
                problem: ActionProblem(
                    member, .inThePast, russian: "момент \(WireDate.format(date)) уже прошёл", english: "\(WireDate.format(date)) is past"))
        }
        return date
    }

    private func timezone(_ value: JSONValue, _ member: String) throws(Refusal) -> String {
        guard let name = value.text else {
            throw wrongType(member, value, russian: "часовой пояс, например Europe/Moscow", english: "a time zone such as Europe/Moscow")
        }
        guard let zones else { return name }
        do {
            return try zones.zone(name).name
        } catch {
            throw Refusal(
                problem: ActionProblem(
                    member, .notAChoice, russian: "часового пояса \"\(name)\" нет; например, Europe/Moscow",
                    english: "\(error.message); \(error.hint)"))
        }
    }

    private func address(_ value: JSONValue, _ member: String) throws(Refusal) -> String {
        guard let text = value.text, text.unicodeScalars.count <= ValueType.longestAddress, TextPattern.address.matches(text)
        else { throw wrongType(member, value, russian: "адрес, например https://example.com", english: "an address such as https://example.com") }
        return text
    }

    private func wrongType(_ member: String, _ value: JSONValue, russian: String, english: String) -> Refusal {
        Refusal(
            problem: ActionProblem(
                member, .wrongType, russian: "ожидается \(russian), передано \(value.shortened)",
                english: "expected \(english), found \(value.shortened)"))
    }
}

extension JSONValue {
    /// The value as JSON, cut where it is long, for messages.
    fileprivate var shortened: String {
        let text = String(decoding: json, as: UTF8.self)
        return text.count > 60 ? "\(text.prefix(60))…" : text
    }
}
