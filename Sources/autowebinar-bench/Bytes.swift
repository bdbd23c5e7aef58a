import Glibc

extension UnsafeRawBufferPointer {
    /// Where a character first stands.
    func firstIndex(of character: Unicode.Scalar) -> Int? {
        guard let baseAddress, let found = memchr(baseAddress, Int32(character.value), count) else { return nil }
        return UnsafeRawPointer(found) - baseAddress
    }

    /// What follows the first bytes.
    func dropping(_ length: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[length...]) }

    /// The first bytes.
    func keeping(_ length: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[..<length]) }

    /// Whether the bytes are exactly that text.
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress, text.utf8Start, count) == 0
    }

    /// Whether the bytes begin with that text, in whatever ASCII capitals.
    func begins(withAnyCase text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount, let baseAddress else { return false }
        return strncasecmp(
            baseAddress.assumingMemoryBound(to: CChar.self), UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
            text.utf8CodeUnitCount) == 0
    }
}

extension [UInt8] {
    mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(text: String) { append(contentsOf: text.utf8) }
}
