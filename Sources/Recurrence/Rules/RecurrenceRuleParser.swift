/// Reads the text of a rule. All offsets count characters.
struct RecurrenceRuleParser {
    /// A part as it stands in the text.
    struct Part {
        /// In upper case.
        var name: String
        var offset: Int
        /// In upper case.
        var value: String
        var valueOffset: Int
    }

    private static let names =
        ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"] + RecurrenceRule.NumberPart.allCases.map(\.rawValue)

    private let characters: [Character]
    private var parts: [String: Part] = [:]

    init(_ text: String) { characters = Array(text) }

    mutating func rule() throws(RecurrenceRuleFailure) -> RecurrenceRule {
        try split()
        var rule = RecurrenceRule(frequency: try frequency())
        if let part = parts["INTERVAL"] { rule.interval = try Self.number(part.value, in: 1...100_000, of: part, at: part.valueOffset) }
        rule.end = try end()
        if let part = parts["WKST"] {
            guard let weekday = Weekday(code: part.value) else { throw Self.unknownWeekday(part.value, of: part, at: part.valueOffset) }
            rule.weekStart = weekday
        }
        if let part = parts["BYDAY"] { rule.weekdays = try weekdays(part, frequency: rule.frequency) }
        for kind in RecurrenceRule.NumberPart.allCases {
            if let part = parts[kind.rawValue] { rule.numbers[kind] = try numbers(part, kind) }
        }
        try checkCombination(rule)
        return rule
    }

    private mutating func split() throws(RecurrenceRuleFailure) {
        var start = String(characters.prefix(6)).uppercased() == "RRULE:" ? 6 : 0
        guard start < characters.count else {
            throw RecurrenceRuleFailure(
                code: .malformed, message: "the rule is empty", hint: "write a rule such as FREQ=WEEKLY;BYDAY=MO", offset: start)
        }
        if let space = characters.firstIndex(where: \.isWhitespace) {
            throw RecurrenceRuleFailure(
                code: .malformed, message: "a rule has no spaces and is one line", hint: "separate the parts by semicolons alone", offset: space)
        }
        while start <= characters.count {
            let end = characters[start...].firstIndex(of: ";") ?? characters.count
            try add(from: start, to: end)
            start = end + 1
        }
    }

    private mutating func add(from start: Int, to end: Int) throws(RecurrenceRuleFailure) {
        guard start < end else {
            throw RecurrenceRuleFailure(
                code: .malformed, message: "a part is missing here", hint: "remove the semicolon that is too many",
                offset: min(start, characters.count))
        }
        let equals = characters[start..<end].firstIndex(of: "=") ?? end
        let name = String(characters[start..<equals]).uppercased()
        guard Self.names.contains(name) else { throw Self.unknownPart(name, at: start) }
        guard equals + 1 < end else {
            throw RecurrenceRuleFailure(code: .malformed, message: "\(name) has no value", hint: "write \(name)=… or leave it out", offset: start)
        }
        let value = String(characters[(equals + 1)..<end]).uppercased()
        guard parts.updateValue(Part(name: name, offset: start, value: value, valueOffset: equals + 1), forKey: name) == nil else {
            throw RecurrenceRuleFailure(code: .repeatedPart, message: "\(name) is given twice", hint: "keep one of them", offset: start)
        }
    }

    private static func unknownPart(_ name: String, at offset: Int) -> RecurrenceRuleFailure {
        let nearest = Spelling.nearest(to: name, in: names)
        let hint =
            switch name.prefix(7) {
            case "BYEASTE": "Easter is no part of RFC 5545, list the dates"
            case "DTSTART": "the start is not part of the rule, give it by start"
            case "EXDATE", "RDATE": "dates are not part of the rule, give them by exclude and include"
            default: nearest.isEmpty ? "the parts are \(names.joined(separator: ", "))" : Spelling.question(nearest)
            }
        return RecurrenceRuleFailure(code: .unknownPart, message: "a rule has no part \"\(name.prefix(40))\"", hint: hint, offset: offset)
    }

    private func frequency() throws(RecurrenceRuleFailure) -> RecurrenceRule.Frequency {
        guard let part = parts["FREQ"] else {
            throw RecurrenceRuleFailure(code: .missingFrequency, message: "FREQ is missing", hint: "begin with FREQ=WEEKLY, for example", offset: 0)
        }
        if let frequency = RecurrenceRule.Frequency(rawValue: part.value) { return frequency }
        if ["HOURLY", "MINUTELY", "SECONDLY"].contains(part.value) {
            throw RecurrenceRuleFailure(
                code: .unsupportedFrequency, message: "FREQ=\(part.value) is not supported, the shortest is DAILY",
                hint: "write it as cron, such as cron: \"*/30 * * * *\", or as FREQ=DAILY with BYHOUR and BYMINUTE", offset: part.valueOffset)
        }
        let known = RecurrenceRule.Frequency.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: part.value, in: known)
        throw RecurrenceRuleFailure(
            code: .unsupportedFrequency, message: "FREQ is one of \(known.joined(separator: ", ")), found \"\(part.value.prefix(40))\"",
            hint: nearest.isEmpty ? nil : Spelling.question(nearest), offset: part.valueOffset)
    }

    private func end() throws(RecurrenceRuleFailure) -> RecurrenceRule.End {
        switch (parts["COUNT"], parts["UNTIL"]) {
        case (nil, nil): return .never
        case (let count?, nil): return .count(try Self.number(count.value, in: 1...100_000, of: count, at: count.valueOffset))
        case (nil, let until?): return try Self.until(until)
        case (let count?, let until?):
            throw RecurrenceRuleFailure(
                code: .conflict, message: "COUNT and UNTIL cannot stand together", hint: "keep one of them", offset: max(count.offset, until.offset))
        }
    }

    func has(_ part: RecurrenceRule.NumberPart) -> Bool { parts[part.rawValue] != nil }

    func offset(_ part: RecurrenceRule.NumberPart) -> Int { parts[part.rawValue]?.offset ?? 0 }
}
