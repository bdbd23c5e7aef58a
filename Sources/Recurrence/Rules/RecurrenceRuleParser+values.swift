extension RecurrenceRuleParser {
    /// The items of a list with the offset of each.
    private static func items(_ part: Part) -> [(text: String, offset: Int)] {
        var offset = part.valueOffset
        return part.value.split(separator: ",", omittingEmptySubsequences: false).map { item in
            defer { offset += item.count + 1 }
            return (String(item), offset)
        }
    }

    /// A number with or without sign; nil for anything else, and for more digits than any part needs.
    private static func integer(_ text: some StringProtocol) -> Int? {
        let digits = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    static func number(_ text: String, in range: ClosedRange<Int>, of part: Part, at offset: Int) throws(RecurrenceRuleFailure) -> Int {
        guard let number = integer(text), !text.hasPrefix("+") || range.lowerBound < 0 else {
            throw RecurrenceRuleFailure(
                code: .malformed, message: "\(part.name) takes \(describe(range)), found \"\(text.prefix(40))\"",
                hint: text.isEmpty ? "remove the comma that is too many" : nil, offset: offset)
        }
        guard range.contains(number), number != 0 || range.lowerBound == 0 else {
            throw RecurrenceRuleFailure(
                code: .outOfRange, message: "\(part.name) takes \(describe(range)), found \(number)",
                hint: part.name == "BYSECOND" && number == 60 ? "leap seconds are not shown by the clocks used here" : nil, offset: offset)
        }
        return number
    }

    private static func describe(_ range: ClosedRange<Int>) -> String {
        let positive = "numbers from \(max(range.lowerBound, range.lowerBound < 0 ? 1 : 0)) to \(range.upperBound)"
        return range.lowerBound < 0 ? "\(positive) or, from the end, -1 to \(range.lowerBound)" : positive
    }

    func numbers(_ part: Part, _ kind: RecurrenceRule.NumberPart) throws(RecurrenceRuleFailure) -> [Int] {
        let range =
            switch kind {
            case .months: 1...12
            case .weekNumbers: -53...53
            case .yearDays, .positions: -366...366
            case .monthDays: -31...31
            case .hours: 0...23
            case .minutes, .seconds: 0...59
            }
        var found: Set<Int> = []
        for item in Self.items(part) { found.insert(try Self.number(item.text, in: range, of: part, at: item.offset)) }
        return found.sorted()
    }

    func weekdays(_ part: Part, frequency: RecurrenceRule.Frequency) throws(RecurrenceRuleFailure) -> [RecurrenceRule.WeekdayChoice] {
        let isWithinMonth = frequency == .monthly || has(.months)
        var found: Set<RecurrenceRule.WeekdayChoice> = []
        for item in Self.items(part) {
            guard let weekday = Weekday(code: String(item.text.suffix(2))) else { throw Self.unknownWeekday(item.text, of: part, at: item.offset) }
            var ordinal: Int?
            let prefix = item.text.dropLast(2)
            if !prefix.isEmpty {
                guard Self.integer(prefix) != nil else { throw Self.unknownWeekday(item.text, of: part, at: item.offset) }
                try checkOrdinals(item.text, at: item.offset, frequency)
                ordinal = try Self.number(String(prefix), in: isWithinMonth ? -5...5 : -53...53, of: part, at: item.offset)
            }
            found.insert(.init(ordinal: ordinal, weekday: weekday))
        }
        return found.sorted { ($0.ordinal ?? 0, ($0.weekday.rawValue + 6) % 7) < ($1.ordinal ?? 0, ($1.weekday.rawValue + 6) % 7) }
    }

    private func checkOrdinals(_ text: String, at offset: Int, _ frequency: RecurrenceRule.Frequency) throws(RecurrenceRuleFailure) {
        let reason =
            switch frequency {
            case .daily, .weekly: "FREQ=\(frequency.rawValue)"
            case .yearly where has(.weekNumbers): "BYWEEKNO"
            case .monthly, .yearly: ""
            }
        guard reason.isEmpty else {
            throw RecurrenceRuleFailure(
                code: .conflict, message: "BYDAY cannot number its days beside \(reason), found \"\(text)\"",
                hint: "write \(text.suffix(2)), or use FREQ=MONTHLY for the n-th weekday of a month", offset: offset)
        }
    }

    static func unknownWeekday(_ text: String, of part: Part, at offset: Int) -> RecurrenceRuleFailure {
        let example = part.name == "BYDAY" ? ", before it a number as in 2TU or -1FR where the frequency allows one" : ""
        return RecurrenceRuleFailure(
            code: .malformed, message: "\(part.name) takes \(Weekday.codes.joined(separator: ", "))\(example), found \"\(text.prefix(40))\"",
            hint: text.isEmpty ? "remove the comma that is too many" : nil, offset: offset)
    }

    /// `20261231`, `20261231T190000` or `20261231T160000Z`.
    static func until(_ part: Part) throws(RecurrenceRuleFailure) -> RecurrenceRule.End {
        let characters = Array(part.value)
        let isInstant = characters.count == 16 && characters[15] == "Z"
        let pattern = zip(characters, "00000000T000000Z").allSatisfy { $1 == "0" ? $0.isASCII && $0.isNumber : $0 == $1 }
        guard pattern, [8, 15].contains(characters.count) || isInstant else {
            throw RecurrenceRuleFailure(
                code: .malformed,
                message: "UNTIL is a date such as 20261231, a local time such as 20261231T190000 or UTC such as 20261231T160000Z, "
                    + "found \"\(part.value.prefix(40))\"", hint: part.value.contains("-") ? "write it without - and :" : nil,
                offset: part.valueOffset)
        }
        func text(_ range: Range<Int>) -> String { String(characters[range]) }
        let date = "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))"
        do {
            if characters.count == 8 { return .day(try CalendarDay(date)) }
            let wallTime = try WallTime("\(date)T\(text(9..<11)):\(text(11..<13)):\(text(13..<15))")
            return isInstant ? .instant(wallTime) : .wallTime(wallTime)
        } catch {
            throw RecurrenceRuleFailure(
                code: .outOfRange, message: "UNTIL does not exist: \(error.message)", hint: error.hint, offset: part.valueOffset)
        }
    }

    /// What the RFC forbids side by side.
    func checkCombination(_ rule: RecurrenceRule) throws(RecurrenceRuleFailure) {
        func conflict(_ part: RecurrenceRule.NumberPart, _ message: String, _ hint: String) -> RecurrenceRuleFailure {
            RecurrenceRuleFailure(code: .conflict, message: "\(part.rawValue) \(message)", hint: hint, offset: offset(part))
        }
        let frequency = "FREQ=\(rule.frequency.rawValue)"
        if rule.numbers[.weekNumbers] != nil, rule.frequency != .yearly {
            throw conflict(.weekNumbers, "belongs to FREQ=YEARLY and cannot stand beside \(frequency)", "write FREQ=YEARLY or leave it out")
        }
        if rule.numbers[.yearDays] != nil, rule.frequency != .yearly {
            throw conflict(.yearDays, "belongs to FREQ=YEARLY and cannot stand beside \(frequency)", "write FREQ=YEARLY, or use BYMONTHDAY")
        }
        if rule.numbers[.monthDays] != nil, rule.frequency == .weekly {
            throw conflict(.monthDays, "cannot stand beside FREQ=WEEKLY", "write FREQ=MONTHLY or FREQ=DAILY")
        }
        if rule.numbers[.positions] != nil, rule.weekdays.isEmpty, rule.numbers.count == 1 {
            throw conflict(.positions, "chooses from what another BY part gives, and there is none", "add BYDAY, for example")
        }
    }
}
