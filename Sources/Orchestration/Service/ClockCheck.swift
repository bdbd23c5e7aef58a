import Foundation
import LivedigitalAPI
import Synchronization

/// Compares this machine's clock with livedigital's, since a skipped occurrence is final and must not rest on a wrong clock.
package final class ClockCheck: Sendable {
    private let accounts: Accounts
    private let reader: WorkspaceReader
    private let hasEnvironmentToken: Bool
    private let lastAsked = Mutex<ContinuousClock.Instant?>(nil)

    /// How far the two clocks may lie apart.
    package static let largestSkew = Duration.seconds(120)
    /// How often livedigital is asked when nothing else was.
    package static let interval = Duration.seconds(600)

    init(accounts: Accounts, reader: WorkspaceReader, hasEnvironmentToken: Bool) {
        self.accounts = accounts
        self.reader = reader
        self.hasEnvironmentToken = hasEnvironmentToken
    }

    /// What is wrong with the clock; nil where it is right, or livedigital cannot be asked.
    func problem() async -> String? {
        var names = Set((try? await reader.connections().map(\.name)) ?? [])
        if hasEnvironmentToken { names.insert(Connection.defaultName) }
        let mustAsk = lastAsked.withLock { last in
            if let last, ContinuousClock.now - last < Self.interval { return false }
            last = .now
            return true
        }
        for name in names.sorted() {
            guard let client = try? await accounts.client(name) else { continue }
            if mustAsk { _ = try? await client.getMe() }
            guard let skew = client.serverDate?.skew, skew > Self.largestSkew || skew < .zero - Self.largestSkew else { continue }
            // Asked again at the next look, so that a clock that was set is noticed at once.
            lastAsked.withLock { $0 = nil }
            let seconds = abs(skew.components.seconds)
            return "this machine's clock is \(seconds) s \(skew > .zero ? "ahead of" : "behind") livedigital's (connection \(name)); set it right"
        }
        return nil
    }
}
