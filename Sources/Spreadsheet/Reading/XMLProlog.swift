/// Looks at what stands before a document's root element and refuses a document type declaration: entities, the stuff of XML bombs, come from
/// nowhere else, and no workbook has one.
///
/// Zero bytes are skipped, so that UTF-16 is read like ASCII. What stands in any stranger encoding does not begin with `<` and is refused.
struct XMLProlog {
    enum State { case undecided, passed, refused }

    private enum Place: Equatable {
        case between, tag, instruction, instructionEnd, declaration, commentStart, comment, commentDash, commentEnd
    }

    private(set) var state = State.undecided
    private var place = Place.between

    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes where byte != 0 {
            guard state == .undecided else { return }
            receive(byte)
        }
    }

    private mutating func receive(_ byte: UInt8) {
        switch (place, byte) {
        case (.between, UInt8(ascii: "<")): place = .tag
        // White space and the byte order marks of UTF-8 and UTF-16.
        case (.between, 9), (.between, 10), (.between, 13), (.between, 32), (.between, 0xEF), (.between, 0xBB), (.between, 0xBF), (.between, 0xFE),
            (.between, 0xFF):
            break
        case (.tag, UInt8(ascii: "?")): place = .instruction
        case (.tag, UInt8(ascii: "!")): place = .declaration
        case (.tag, _): state = .passed
        case (.instruction, UInt8(ascii: "?")), (.instructionEnd, UInt8(ascii: "?")): place = .instructionEnd
        case (.instructionEnd, UInt8(ascii: ">")): place = .between
        case (.instruction, _), (.instructionEnd, _): place = .instruction
        case (.declaration, UInt8(ascii: "-")): place = .commentStart
        case (.commentStart, UInt8(ascii: "-")): place = .comment
        case (.comment, UInt8(ascii: "-")): place = .commentDash
        case (.commentDash, UInt8(ascii: "-")): place = .commentEnd
        case (.commentEnd, UInt8(ascii: ">")): place = .between
        case (.comment, _), (.commentDash, _), (.commentEnd, _): place = .comment
        case (.between, _), (.declaration, _), (.commentStart, _): state = .refused
        }
    }
}
