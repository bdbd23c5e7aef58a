/// A name as its JSON text, for a set: hashed in one go, which an array of bytes is not.
struct StubName: Hashable {
    private let bytes: [UInt8]

    init(_ text: UnsafeRawBufferPointer) { bytes = Array(text) }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
