/// What a `Range` field asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    /// Reads a field. One that cannot be read, or asks for several parts, counts as none, as the standard says.
    init(_ field: String?, size: Int) {
        guard let field, field.hasPrefix("bytes="), case let ends = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false),
            ends.count == 2, ends.allSatisfy({ $0.allSatisfy(\.isNumber) })
        else {
            self = .whole
            return
        }
        switch (Int(ends[0]), Int(ends[1])) {
        case (nil, let count?):
            self = count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        case (let first?, let last) where last.map { first <= $0 } ?? true:
            self = first < size ? .part(first..<min(size, (last ?? Int.max - 1) + 1)) : .unsatisfiable
        default:
            self = .whole
        }
    }
}
