/// A set of numbers from 0 to 63, in ascending order.
struct NumberSet: Hashable, Sendable, Sequence {
    private var bits: UInt64 = 0

    init() {}

    init(_ numbers: some Sequence<Int>) {
        for number in numbers { insert(number) }
    }

    var isEmpty: Bool { bits == 0 }

    var count: Int { bits.nonzeroBitCount }

    func contains(_ number: Int) -> Bool { bits >> UInt64(number) & 1 == 1 }

    func isSuperset(of other: NumberSet) -> Bool { other.bits & ~bits == 0 }

    func subtracting(_ other: NumberSet) -> NumberSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    mutating func insert(_ number: Int) { bits |= 1 << UInt64(number) }

    mutating func formUnion(_ other: NumberSet) { bits |= other.bits }

    func makeIterator() -> some IteratorProtocol<Int> { (0..<64).lazy.filter(contains).makeIterator() }
}
