import Yams

extension DocumentComposer {
    /// Whether aliases could make the parser's own work explode before the tree can be counted: it compares keys, which may be aliases of
    /// aliases. Each alias can at best multiply what stands before it, so n aliases give at most 3^(n/3) times the text.
    static func mayExplode(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return false }
        var aliases = 0
        var hasAnchor = false
        var atTokenStart = true
        var marker: UInt8?
        for byte in text.utf8 {
            if let mark = marker, isNameByte(byte) {
                if mark == UInt8(ascii: "*") { aliases += 1 } else { hasAnchor = true }
            }
            marker = atTokenStart && (byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&")) ? byte : nil
            atTokenStart = " \t\r\n[]{},:-?".utf8.contains(byte)
        }
        guard hasAnchor, aliases > 0 else { return false }
        var expanded = max(text.utf8.count, 1)
        for _ in 0..<(aliases + 2) / 3 {
            expanded *= 3
            if expanded > 4_000_000 { return true }
        }
        return false
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-")
    }

    /// Which of several repeated keys stands at a mark, with or without quotes around it.
    static func name(_ names: [String], at mark: Mark, in text: String) -> String? {
        guard let start = index(of: mark, in: text) else { return nil }
        let rest = text.unicodeScalars[start...]
        let unquoted = rest.first == "\"" || rest.first == "'" ? rest.dropFirst() : rest
        return names.filter { !$0.isEmpty && unquoted.starts(with: $0.unicodeScalars) }.max { $0.count < $1.count }
    }

    /// The text with the key at a mark replaced by as many private characters, different for each number, so that no other position changes.
    static func mask(_ name: String, at mark: Mark, in text: String, number: Int) -> String? {
        guard var start = index(of: mark, in: text), let replacement = Unicode.Scalar(UInt32(0xE000 + number)) else { return nil }
        var scalars = text.unicodeScalars
        if scalars[start] == "\"" || scalars[start] == "'" { start = scalars.index(after: start) }
        let end = scalars.index(start, offsetBy: name.unicodeScalars.count)
        scalars.replaceSubrange(start..<end, with: repeatElement(replacement, count: name.unicodeScalars.count))
        return String(scalars)
    }

    private static func index(of mark: Mark, in text: String) -> String.Index? {
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        for _ in 1..<max(1, mark.line) {
            guard let newline = scalars[start...].firstIndex(of: "\n") else { return nil }
            start = scalars.index(after: newline)
        }
        guard let index = scalars.index(start, offsetBy: mark.column - 1, limitedBy: scalars.endIndex), index < scalars.endIndex else { return nil }
        return index
    }
}
