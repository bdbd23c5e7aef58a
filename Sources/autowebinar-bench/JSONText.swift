import Glibc

/// JSON text from which single members are cut without parsing the rest, in a fraction of a microsecond.
///
/// It takes the first member of a name at whatever depth, and the value as it is written (a string with quotes and escapes), so that it can
/// be put into other JSON unchanged. That is enough for the stub and the floor, which know each other's texts; it is no parser.
struct JSONText {
    let bytes: UnsafeRawBufferPointer

    /// The text of the first member of that name with a string, number, boolean or null; nil where there is none.
    func member(_ name: StaticString) -> UnsafeRawBufferPointer? {
        var rest = bytes
        while let quote = rest.firstIndex(of: "\"") {
            let end = quote + 1 + name.utf8CodeUnitCount
            guard end < rest.count else { return nil }
            if rest[end] == UInt8(ascii: "\""), memcmp(rest.baseAddress! + quote + 1, name.utf8Start, name.utf8CodeUnitCount) == 0,
                let value = Self.value(after: end + 1, in: rest)
            {
                return value
            }
            rest = rest.dropping(quote + 1)
        }
        return nil
    }

    /// The text inside the quotes of the first string member of that name.
    func string(_ name: StaticString) -> String? {
        guard let value = member(name), value.first == UInt8(ascii: "\"") else { return nil }
        return String(decoding: value[1..<(value.count - 1)], as: UTF8.self)
    }

    private static func value(after position: Int, in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var start = position
        func skipSpaces() {
            while start < text.count, text[start] == UInt8(ascii: " ") || text[start] == UInt8(ascii: "\n") { start += 1 }
        }
        skipSpaces()
        guard start < text.count, text[start] == UInt8(ascii: ":") else { return nil }
        start += 1
        skipSpaces()
        guard start < text.count else { return nil }
        var end = start + 1
        switch text[start] {
        case UInt8(ascii: "\""):
            while end < text.count, text[end] != UInt8(ascii: "\"") { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
            end += 1
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return nil
        default:
            while end < text.count, text[end] >= UInt8(ascii: "+"), text[end] != UInt8(ascii: ","), text[end] < UInt8(ascii: "{"),
                text[end] != UInt8(ascii: "]")
            {
                end += 1
            }
        }
        return end <= text.count ? UnsafeRawBufferPointer(rebasing: text[start..<end]) : nil
    }
}
