/// Which styles show a number as a date: reads `styles.xml`.
final class CellStyles: XMLPart {
    private var customFormats: [Int: Bool] = [:]
    private var formatIds: [Int] = []
    private var isInsideCellFormats = false

    func isDate(style: Int) -> Bool {
        guard formatIds.indices.contains(style) else { return false }
        return customFormats[formatIds[style]] ?? Self.isBuiltInDate(formatIds[style])
    }

    func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else { return }
            customFormats[id] = Self.isDate(formatCode: code)
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
    private static func isBuiltInDate(_ id: Int) -> Bool {
        (14...22).contains(id) || (45...47).contains(id)
    }

    /// Whether a format has a letter for a part of a date or time outside of quotes, brackets and escapes. Only the section for positive numbers
    /// counts. `[h]`, `[mm]` and the like are hours that go on past 24.
    static func isDate(formatCode: String) -> Bool {
        var rest = formatCode.lowercased()[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                if let letter = inside.first, "hms".contains(letter), inside.allSatisfy({ $0 == letter }) { return true }
                rest = rest.dropFirst(inside.count + 1)
            case ";": return false
            case "y", "m", "d", "h", "s": return true
            default: break
            }
        }
        return false
    }
}
