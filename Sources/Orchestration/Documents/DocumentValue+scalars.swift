import Foundation
package import Recurrence

extension DocumentValue {
    private func scalar(_ expected: String) -> (text: String, isPlain: Bool)? {
        if case .scalar(let text, let isPlain) = node.content { return (text, isPlain) }
        reportExpected(expected)
        return nil
    }

    /// A text of 1 to `maximum` characters in one line that is not blank.
    package func text(maximum: Int = 1000) -> String? {
        guard let text = scalar("a text")?.text else { return nil }
        let count = text.unicodeScalars.count
        guard check(!JSONValue.string(text).isBlank, "the text is empty"),
            check(count <= maximum, "the text has \(count) characters, at most \(maximum) are allowed"),
            check(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "the text must be one line without control characters")
        else { return nil }
        return text
    }

    /// A text that is a name in the sense of jobs and connections: `^[a-z0-9][a-z0-9-]{0,62}$`.
    package func name() -> String? {
        guard let text = scalar("a name")?.text else { return nil }
        let isName =
            (1...63).contains(text.utf8.count) && text.first != "-"
            && text.utf8.allSatisfy { ("a"..."z").contains(UnicodeScalar($0)) || ("0"..."9").contains(UnicodeScalar($0)) || $0 == UInt8(ascii: "-") }
        let rule = "use 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit"
        return check(isName, "\(node.summary) is not a name", hint: rule) ? text : nil
    }

    /// Whether the value is this one text.
    func isText(_ expected: String) -> Bool {
        if case .scalar(expected, _) = node.content { true } else { false }
    }

    /// `true` or `false`, without quotes.
    package func bool() -> Bool? {
        guard let (text, isPlain) = scalar("true or false") else { return nil }
        if isPlain, let value = Bool(text) { return value }
        let isYes = ["yes", "on", "true"].contains(text.lowercased())
        let isNo = ["no", "off", "false"].contains(text.lowercased())
        reportExpected("true or false", hint: isYes || isNo ? "write \(isYes) without quotes" : nil)
        return nil
    }

    /// A whole number in decimal digits within a range.
    package func integer(_ range: ClosedRange<Int>) -> Int? {
        guard let text = scalar("a whole number")?.text else { return nil }
        guard let value = Int(text), String(value) == text else {
            reportExpected("a whole number")
            return nil
        }
        let bounds = range.upperBound == .max ? "\(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
        return check(range.contains(value), "expected a number \(bounds), found \(value)") ? value : nil
    }

    /// A duration such as `250ms`, `90s`, `30m`, `24h` or `14d`.
    package func duration(isPositive: Bool = false) -> Duration? {
        guard let text = scalar("a duration such as 30m")?.text else { return nil }
        guard let duration = DurationText.parse(text) else {
            let isSayable = check(!DurationText.isTooLong(text), "the duration \(text) is too long; at most 999999999 of a unit can be said")
            guard isSayable else { return nil }
            reportExpected(
                "a duration such as 30m", hint: Int(text) == nil ? "units are ms, s, m, h and d" : "add a unit, as in \(text)s or \(text)m")
            return nil
        }
        return check(!isPositive || duration > .zero, "the duration must be longer than zero") ? duration : nil
    }

    /// A rate such as `5/s`, always more than zero.
    package func rate() -> Rate? {
        guard let text = scalar("a rate such as 5/s")?.text else { return nil }
        guard let rate = Rate(text) else {
            reportExpected("a rate such as 5/s", hint: "write a whole number above zero, a slash and s, m or h")
            return nil
        }
        return rate
    }

    /// A local date and time such as `2026-12-01T19:00`.
    package func wallTime() -> WallTime? {
        guard let text = scalar("a local date and time such as 2026-12-01T19:00")?.text else { return nil }
        do {
            return try WallTime(text)
        } catch {
            report(error.code == .malformed ? error.message : "\(text): \(error.message)", hint: error.hint)
            return nil
        }
    }

    /// One of the values of an enumeration, by its raw text; `unavailable` are values of a later version.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type = Choice.self, unavailable: [String] = []
    ) -> Choice? {
        let names = Choice.allCases.map(\.rawValue)
        let expected = names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
        guard let text = scalar(expected)?.text else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        if unavailable.contains(text) {
            report("\"\(text)\" is not available in this version", hint: "use \(names.joined(separator: " or "))")
        } else {
            let nearest = Spelling.nearest(to: text, in: names)
            reportExpected(expected, hint: nearest.isEmpty ? nil : Spelling.question(nearest))
        }
        return nil
    }

    /// An absolute `http` or `https` address without query and fragment; a slash at its end is dropped.
    package func webAddress() -> String? {
        guard let text = scalar(WebAddress.expected)?.text else { return nil }
        switch WebAddress.read(text) {
        case .address(let address): return address
        case .unreadable: reportExpected(WebAddress.expected)
        case .refused(let problem): _ = check(false, problem)
        }
        return nil
    }
}
