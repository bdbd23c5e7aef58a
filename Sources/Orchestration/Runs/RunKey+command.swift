import Crypto
package import Foundation

/// Keys of runs that belong to no job: `command@` and 26 characters that sort by the time of their making (ULID).
extension RunKey {
    /// What stands in the place of a job's name. No job may have it.
    package static let command = "command"

    /// A new key.
    package static func command(now: Date = Date()) -> String {
        var random = SystemRandomNumberGenerator()
        let milliseconds = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        return "\(command)@\(text(milliseconds << 16 | random.next() >> 48, random.next()))"
    }

    /// The key that stands for what somebody calls by a key of their own: always the same for the same connection.
    package static func command(externalId: String, connection: String) -> String {
        let digest = Array(SHA256.hash(data: Data("\(connection)\0\(externalId)".utf8)))
        func number(_ range: Range<Int>) -> UInt64 { digest[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return "\(command)@\(text(number(0..<8), number(8..<16)))"
    }

    /// Whether a key stands for what somebody calls by a key of their own: it does not begin with the time of its making.
    static func isExternal(_ key: String, madeAt: Date) -> Bool {
        guard job(of: key) == command else { return false }
        let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let digits = occurrence(of: key).dropFirst(command.count + 1).prefix(10).compactMap { letters.firstIndex(of: $0) }
        let milliseconds = digits.reduce(0.0) { $0 * 32 + Double($1) }
        // An order is written down seconds after it was given, and a clock may have been set meanwhile.
        return digits.count < 10 || abs(milliseconds / 1000 - madeAt.timeIntervalSince1970) > 86_400
    }

    /// 128 bits in the alphabet of ULIDs, the highest first.
    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var (high, low) = (high, low)
        var letters: [Character] = []
        for _ in 0..<26 {
            letters.append(alphabet[Int(low & 31)])
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(letters.reversed())
    }
}
