import Foundation

/// Where the ids of new objects come from.
package struct SandboxIdentifiers: Sendable {
    /// A new playback's id: a UUID in lower case.
    package var playback: @Sendable () -> String
    /// A new space's, room's, invitation's, call's, record's, event's or session's id: 24 lower-case hexadecimal digits.
    package var object: @Sendable () -> String

    /// Ids from these sources. Each call must give a new one.
    package init(playback: @escaping @Sendable () -> String, object: @escaping @Sendable () -> String) {
        self.playback = playback
        self.object = object
    }

    /// Random ids in livedigital's form.
    package static let random = SandboxIdentifiers(
        playback: { UUID().uuidString.lowercased() },
        object: {
            let digits = (0..<3).map { _ in
                let word = String(UInt32.random(in: .min ... .max), radix: 16)
                return String(repeating: "0", count: 8 - word.count) + word
            }
            return digits.joined()
        })
}
