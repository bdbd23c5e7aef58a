extension String {
    /// An address without the slashes at its end, so that a path can follow it.
    package var withoutLastSlashes: String {
        var text = self
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    /// As one segment of a path or one value of a query: all but RFC 3986's unreserved characters are percent-encoded.
    package var percentEncoded: String {
        if utf8.withContiguousStorageIfAvailable({ $0.allSatisfy(Self.isUnreserved) }) ?? false { return self }
        var text = ""
        for byte in utf8 {
            if Self.isUnreserved(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += byte < 16 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
