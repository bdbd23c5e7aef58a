/// Reads JSON (RFC 8259) into ``OrderedJSON``, remembering where the values of the outermost object stand in the text.
struct OrderedJSONReader {
    /// Why a text is no JSON.
    struct Failure: Error {
        /// The member that an object has twice, by its place from the top: `steps[0].action`; nil for any other reason.
        var repeated: String?

        /// The same as seen from what holds the value.
        func within(_ place: String) -> Failure {
            Failure(repeated: repeated.map { $0.hasPrefix("[") ? place + $0 : "\(place).\($0)" })
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    /// Where each member of the outermost object stands; the last of a name counts.
    private(set) var places: [String: Range<Int>] = [:]

    /// Deeper texts are refused: nobody needs them, and each level is a call.
    private static let maximumDepth = 32

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The value that the whole text stands for, and where the members of the outermost object are in it.
    ///
    /// - Throws: ``Failure`` where it is no JSON, is not UTF-8, is nested deeper than 32 levels, or an object has two members of one name, which each
    ///   reader takes differently.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> (value: OrderedJSON, places: [String: Range<Int>]) {
        var reader = OrderedJSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw Failure() }
        return (value, reader.places)
    }

    /// - Parameter place: what the value is of that which holds it.
    private mutating func value(depth: Int, at place: @autoclosure () -> String) throws(Failure) -> OrderedJSON {
        do throws(Failure) {
            return try value(depth: depth)
        } catch {
            throw error.within(place())
        }
    }

    private mutating func value(depth: Int) throws(Failure) -> OrderedJSON {
        guard depth < Self.maximumDepth else { throw Failure() }
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> OrderedJSON {
        at += 1
        var members: [(name: String, value: OrderedJSON)] = []
        var names: Set<String> = []
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            at += 1
            return .object(members)
        }
        while true {
            skipSpace()
            let name = try string()
            skipSpace()
            try take(":")
            skipSpace()
            let start = at
            guard names.insert(name).inserted else { throw Failure(repeated: name) }
            let value = try value(depth: depth + 1, at: name)
            members.append((name, value))
            if depth == 0 { places[name] = start..<at }
            skipSpace()
            if try peek() == UInt8(ascii: "}") { break }
            try take(",")
        }
        at += 1
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> OrderedJSON {
        at += 1
        var items: [OrderedJSON] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            at += 1
            return .array(items)
        }
        while true {
            items.append(try value(depth: depth + 1, at: "[\(items.count)]"))
            skipSpace()
            if try peek() == UInt8(ascii: "]") { break }
            try take(",")
        }
        at += 1
        return .array(items)
    }

    private mutating func string() throws(Failure) -> String {
        try take("\"")
        var text: [UInt8] = []
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw Failure() }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw Failure()
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        switch try next() {
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xd800..<0xdc00).contains(code) {
                try take("\\")
                try take("u")
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else { throw Failure() }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw Failure() }
            text += UTF8.encode(scalar).map(Array.init) ?? []
        default: throw Failure()
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try next())).hexDigitValue else { throw Failure() }
            code = code << 4 | UInt32(digit)
        }
        return code
    }

    private mutating func number() throws(Failure) -> String {
        let start = at
        if try peek() == UInt8(ascii: "-") { at += 1 }
        let first = at
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[first] != UInt8(ascii: "0") else { throw Failure() }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { throw Failure() }
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw Failure() }
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
        return at - start
    }

    private mutating func word(_ text: String, _ value: OrderedJSON) throws(Failure) -> OrderedJSON {
        for byte in text.utf8 where try next() != byte { throw Failure() }
        return value
    }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0a || bytes[at] == 0x0d || bytes[at] == 0x09 { at += 1 }
    }

    private func peek() throws(Failure) -> UInt8 {
        guard at < bytes.count else { throw Failure() }
        return bytes[at]
    }

    private mutating func next() throws(Failure) -> UInt8 {
        let byte = try peek()
        at += 1
        return byte
    }

    private mutating func take(_ expected: Unicode.Scalar) throws(Failure) {
        guard try next() == UInt8(ascii: expected) else { throw Failure() }
    }
}
