/// The token by which what a run made can be found among everything else: `run-` and 26 letters that carry 128 random bits.
///
/// It stands in double brackets in the name of a draft, so that no token can be the beginning of another.
package struct RunMarker: Sendable, Hashable {
    /// Such as `run-4zq7k2m5n6p3r2s7t4u5v6w7xa`.
    package let text: String

    /// A new marker. The alphabet is that of base 32 in lower case (RFC 4648, section 6), without padding.
    package init(using random: inout some RandomNumberGenerator) {
        var (high, low): (UInt64, UInt64) = (random.next(), random.next())
        var text = "run-"
        for _ in 0..<26 {
            text.unicodeScalars.append(Self.alphabet[Int(high >> 59)])
            high = high << 5 | low >> 59
            low <<= 5
        }
        self.text = text
    }

    /// A marker that was made before; nil where the text is none.
    package init?(_ text: String) {
        let letters = text.unicodeScalars.dropFirst(4)
        guard text.hasPrefix("run-"), letters.count == 26, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.text = text
    }

    /// The token as it stands in the name of a draft.
    var bracketed: String { "⟦\(text)⟧" }

    /// All tokens in brackets that a name holds.
    static func tokens(in name: String) -> [String] {
        name.unicodeScalars.split(separator: "⟦").compactMap { piece in
            guard let end = piece.firstIndex(of: "⟧") else { return nil }
            let token = String(piece[..<end])
            return token.hasPrefix("run-") ? token : nil
        }
    }

    /// All markers in brackets that a name holds; what only looks like one is none.
    static func all(in name: String) -> [RunMarker] { tokens(in: name).compactMap(RunMarker.init) }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
}

extension RunMarker: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let marker = RunMarker(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a marker of a run")
        }
        self = marker
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
