import Foundation

/// Who was at something that took time, and when: follows from an id alone, so that the same report comes each time.
///
/// The first seat is always the same person's. Every other one belongs to two people of whom one comes, so about half of the people of one
/// gathering are at any other as well.
struct Attendance: Sendable {
    /// One person's stay.
    struct Stay: Sendable {
        var participantId: String
        var person: Person
        var joinedAt: Date
        var leftAt: Date
        /// From joining to leaving in whole seconds.
        var online: Double
        var chatMessages: Int
        var reactions: Int
    }

    let stays: [Stay]

    /// So many people between the two instants.
    init(id: String, count: Int, from start: Date, to end: Date) {
        let length = max(0, end.timeIntervalSince(start).rounded(.down))
        stays = (0..<count).map { seat in
            var random = Randomness(seed: id, seat: seat)
            let participantId = random.hexadecimal(24)
            let person = seat == 0 ? 0 : 2 * seat - 1 + random.next(below: 2)
            let late = (length * Double(random.next(below: 31)) / 100).rounded()
            let joinedAt = start.addingTimeInterval(late)
            let online = ((length - late) * Double(40 + random.next(below: 61)) / 100).rounded()
            return Stay(
                participantId: participantId, person: Person(person), joinedAt: joinedAt, leftAt: joinedAt.addingTimeInterval(online), online: online,
                chatMessages: random.next(below: 7), reactions: random.next(below: 4))
        }
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64, begun with an FNV-1a sum of the seed).
private struct Randomness {
    private var state: UInt64

    init(seed: String, seat: Int) {
        state = seed.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 } &+ UInt64(seat) &* 0x9E37_79B9
    }

    mutating func hexadecimal(_ count: Int) -> String {
        (0..<count).reduce(into: "") { text, _ in text += String(next(below: 16), radix: 16) }
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
