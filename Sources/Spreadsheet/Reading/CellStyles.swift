/// What the styles show a number as: reads `styles.xml`.
final class CellStyles: XMLPart {
    /// What a number with some format is.
    enum Kind {
        case number, date
        /// A time of day without its date: of a number below 1 all that there is, and a duration since midnight.
        case time
        /// Hours that go on past 24, or minutes and seconds without hours.
        case duration
    }

    private var customFormats: [Int: Kind] = [:]
    private var formatIds: [Int] = []
    private var isInsideCellFormats = false

    func kind(style: Int) -> Kind {
        guard formatIds.indices.contains(style) else { return .number }
        return customFormats[formatIds[style]] ?? Self.builtIn(formatIds[style])
    }

    func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else { return }
            customFormats[id] = Self.kind(formatCode: code)
        case "cellXfs": isInsideCellFormats = true
        case "xf" where isInsideCellFormats: formatIds.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
        default: break
        }
    }

    func text(_ text: String) {}

    func end(_ element: String) {
        if element == "cellXfs" { isInsideCellFormats = false }
    }

    /// The numbers that every workbook knows without a definition (ECMA-376, 18.8.30).
    private static func builtIn(_ id: Int) -> Kind {
        switch id {
        case 14...17, 22: .date
        case 18...21: .time
        case 45...47: .duration
        default: .number
        }
    }

    /// What the letters for parts of a date or time say that stand outside of quotes, brackets and escapes. Only the section for positive numbers
    /// counts. `[h]`, `[mm]` and the like are times that go on past a day.
    static func kind(formatCode: String) -> Kind {
        var letters = Set<Character>()
        var rest = formatCode.lowercased()[...]
        reading: while let character = rest.popFirst() {
            switch character {
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                if let letter = inside.first, "hms".contains(letter), inside.allSatisfy({ $0 == letter }) { return .duration }
                rest = rest.dropFirst(inside.count + 1)
            case ";": break reading
            case "y", "m", "d", "h", "s": letters.insert(character)
            default: break
            }
        }
        if letters.isEmpty { return .number }
        if letters.contains("y") || letters.contains("d") { return .date }
        if letters.contains("h") { return .time }
        // Else m is a month.
        return letters.contains("s") ? .duration : .date
    }
}
