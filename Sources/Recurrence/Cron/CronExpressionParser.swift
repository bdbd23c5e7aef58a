/// Reads the text of a cron line. All offsets count characters.
struct CronExpressionParser {
    struct FieldValue {
        var numbers: NumberSet
        var beginsWithStar: Bool
    }

    private typealias Field = CronExpression.Field

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0", "@daily": "0 0 * * *",
        "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    private let characters: [Character]

    init(_ text: String) { characters = Array(text.lowercased()) }

    /// The five fields in their order.
    func fields() throws(CronExpressionFailure) -> [FieldValue] {
        let words = words()
        if let first = words.first, characters[first.lowerBound] == "@" {
            let nickname = String(characters[first.lowerBound..<words[words.count - 1].upperBound])
            guard let line = Self.nicknames[nickname] else { throw unknown(nickname, at: first.lowerBound) }
            return try CronExpressionParser(line).fields()
        }
        guard words.count == 5 else { throw wrongCount(words) }
        var fields: [FieldValue] = []
        for (field, word) in zip(Field.allCases, words) { fields.append(try value(word, field)) }
        return fields
    }

    private func words() -> [Range<Int>] {
        characters.indices.split { characters[$0].isWhitespace }.map { $0.first!..<$0.last! + 1 }
    }

    private func unknown(_ nickname: String, at offset: Int) -> CronExpressionFailure {
        let known = Self.nicknames.keys.sorted()
        let nearest = Spelling.nearest(to: nickname, in: known)
        let hint =
            nickname == "@reboot"
            ? "it names no time, start a job by hand or by an event"
            : nearest.isEmpty ? "known are \(known.joined(separator: ", "))" : Spelling.question(nearest)
        return CronExpressionFailure(
            code: .unknownNickname, message: "there is no cron word \"\(nickname.prefix(40))\"", hint: hint, field: nil, offset: offset)
    }

    private func wrongCount(_ words: [Range<Int>]) -> CronExpressionFailure {
        let order = "the five fields are minute hour day month weekday, as in 0 19 * * 2,4"
        return CronExpressionFailure(
            code: .fieldCount, message: "a cron line has five fields, found \(words.count)",
            hint: words.count > 5 ? "leave out seconds and years: \(order)" : order, field: nil,
            offset: words.count > 5 ? words[5].lowerBound : characters.count)
    }

    private func value(_ word: Range<Int>, _ field: Field) throws(CronExpressionFailure) -> FieldValue {
        if characters[word] == ["?"], field == .day || field == .weekday { return FieldValue(numbers: field.all, beginsWithStar: true) }
        var numbers = NumberSet()
        var start = word.lowerBound
        while start <= word.upperBound {
            let end = characters[start..<word.upperBound].firstIndex(of: ",") ?? word.upperBound
            numbers.formUnion(try item(start..<end, field))
            start = end + 1
        }
        return FieldValue(numbers: numbers, beginsWithStar: characters[word.lowerBound] == "*")
    }

    /// `*`, `5`, `1-5`, each with or without `/step`.
    private func item(_ item: Range<Int>, _ field: Field) throws(CronExpressionFailure) -> NumberSet {
        guard !item.isEmpty else {
            throw failure(.malformed, "an item is missing in the field \(field.name)", "remove the comma that is too many", field, item.lowerBound)
        }
        let slash = characters[item].firstIndex(of: "/")
        let body = item.lowerBound..<(slash ?? item.upperBound)
        let step = try slash.map { (slash) throws(CronExpressionFailure) in try self.step(slash + 1..<item.upperBound, field) }
        // Sunday is 7 at the end of a range, so that a range up to it can be written.
        let size = field.range.count
        var (first, last) = (field.range.lowerBound, field.range.upperBound)
        if characters[body] != ["*"] {
            let dash = characters[body].firstIndex(of: "-")
            first = try number(body.lowerBound..<(dash ?? body.upperBound), field)
            if let dash {
                last = try number(dash + 1..<body.upperBound, field)
            } else {
                last = step == nil ? first : field == .weekday && first > 0 ? 7 : field.range.upperBound
            }
            if last < first { last += size }
        }
        return NumberSet(stride(from: first, through: last, by: step ?? 1).map { ($0 - field.range.lowerBound) % size + field.range.lowerBound })
    }

    private func step(_ range: Range<Int>, _ field: Field) throws(CronExpressionFailure) -> Int {
        let bounds = 1...field.range.count - 1
        guard let step = Int(digits: characters[range]), bounds.contains(step) else {
            throw failure(
                range.allSatisfy { characters[$0].isNumber } && !range.isEmpty ? .outOfRange : .malformed,
                "a step in the field \(field.name) is a number from 1 to \(bounds.upperBound), found \"\(text(range))\"", nil, field, range.lowerBound
            )
        }
        return step
    }

    private func number(_ range: Range<Int>, _ field: Field) throws(CronExpressionFailure) -> Int {
        let word = text(range)
        if let index = field.names.firstIndex(of: word) { return index + field.range.lowerBound }
        let highest = field == .weekday ? 7 : field.range.upperBound
        guard let number = Int(digits: characters[range]) else {
            throw failure(
                .malformed, "the field \(field.name) takes \(describe(field)), found \"\(word)\"", hint(word, field), field, range.lowerBound)
        }
        guard (field.range.lowerBound...highest).contains(number) else {
            throw failure(.outOfRange, "the field \(field.name) takes \(describe(field)), found \(word)", nil, field, range.lowerBound)
        }
        return number
    }

    private func describe(_ field: Field) -> String {
        switch field {
        case .weekday: "0 to 7 (0 and 7 are Sunday) and sun to sat"
        case .month: "1 to 12 and jan to dec"
        case .minute, .hour, .day: "\(field.range.lowerBound) to \(field.range.upperBound)"
        }
    }

    private func hint(_ word: String, _ field: Field) -> String? {
        if word == "?" { return "? is for the day and the weekday, write *" }
        if field == .day || field == .weekday, word.contains(where: { "lw#".contains($0) }),
            field.names.allSatisfy({ !word.hasPrefix($0) || word.contains("#") })
        {
            return "last and n-th days are not part of cron, use rrule: FREQ=MONTHLY;BYDAY=-1FR"
        }
        if let name = field.names.first(where: { word.hasPrefix($0) }) { return "names have three letters, write \(name)" }
        return "\(CronExpression.Field.allCases.map(\.name).joined(separator: " ")) is the order of the five fields"
    }

    private func failure(
        _ code: CronExpressionFailure.Code, _ message: String, _ hint: String?, _ field: Field, _ offset: Int
    ) -> CronExpressionFailure {
        CronExpressionFailure(code: code, message: message, hint: hint, field: field.name, offset: offset)
    }

    private func text(_ range: Range<Int>) -> String { String(characters[range].prefix(40)) }
}

extension Int {
    /// A number of at most three ASCII digits and nothing else.
    fileprivate init?(digits: ArraySlice<Character>) {
        guard (1...3).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        self.init(String(digits))
    }
}
