/// UUIDs that carry the place of their object in an array, so that finding it is no search.
///
/// The first half is random for each kind and process: an id of another stub, or of an event where a playback is asked for, is unknown.
struct StubIdentifiers {
    private let prefix: [UInt8]
    private static let indexLength = 12
    private static let digits = Array("0123456789abcdef".utf8)

    init() {
        let random = String(UInt64.random(in: (1 << 60)...UInt64.max), radix: 16)
        prefix = Array("\(random.prefix(8))-\(random.dropFirst(8).prefix(4))-4\(random.suffix(3))-8000-".utf8)
    }

    /// The id of the object at that place.
    func identifier(_ index: Int) -> [UInt8] {
        var identifier = prefix
        identifier.reserveCapacity(prefix.count + Self.indexLength)
        for shift in stride(from: (Self.indexLength - 1) * 4, through: 0, by: -4) { identifier.append(Self.digits[index >> shift & 15]) }
        return identifier
    }

    /// The place that an id names, or nil where it is none of these ids.
    func index(_ identifier: UnsafeRawBufferPointer) -> Int? {
        guard identifier.count == prefix.count + Self.indexLength, identifier.starts(with: prefix) else { return nil }
        var index = 0
        for byte in identifier.dropFirst(prefix.count) {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            index = index << 4 | digit
        }
        return index
    }
}
