extension CronExpression: CustomStringConvertible, Codable {
    /// The canonical text: numbers, ascending, as ranges from three on. Lines that mean the same have the same text.
    package var description: String {
        // Both day fields restricted and both to be met: that needs a star in front of one of them.
        let needsStar = !takesEitherDay && days != Field.day.all && weekdays != Field.weekday.all
        var dayText = Self.list(days, .day)
        var weekdayText = Self.list(weekdays, .weekday)
        if needsStar {
            if let text = Self.starList(days, .day) { dayText = text } else { weekdayText = Self.starList(weekdays, .weekday) ?? weekdayText }
        }
        return [Self.text(minutes, .minute), Self.text(hours, .hour), dayText, Self.text(months, .month), weekdayText].joined(separator: " ")
    }

    /// Reads the text form; a text that is no cron line is a `DecodingError`.
    package init(from decoder: any Decoder) throws {
        self = try decoder.text { (text) throws(CronExpressionFailure) in try CronExpression(text) }
    }

    /// Writes the canonical text.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }

    /// As `*/n` where that is the whole field and says more than two numbers. Not for days, where a star has a meaning of its own.
    private static func text(_ numbers: NumberSet, _ field: Field) -> String {
        guard numbers.count > 2, let stars = starList(numbers, field), !stars.contains(",") else { return list(numbers, field) }
        return stars
    }

    /// `*/n`, with what else there is after it; nil where no step fits.
    private static func starList(_ numbers: NumberSet, _ field: Field) -> String? {
        for step in 1..<field.range.count {
            let stepped = NumberSet(stride(from: field.range.lowerBound, through: field.range.upperBound, by: step))
            guard numbers.isSuperset(of: stepped) else { continue }
            let rest = numbers.subtracting(stepped)
            return (step == 1 ? "*" : "*/\(step)") + (rest.isEmpty ? "" : "," + list(rest, field))
        }
        return nil
    }

    private static func list(_ numbers: NumberSet, _ field: Field) -> String {
        guard numbers != field.all else { return "*" }
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { $0.count < 3 ? $0.map(String.init).joined(separator: ",") : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
