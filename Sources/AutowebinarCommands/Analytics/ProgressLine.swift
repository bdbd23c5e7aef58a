import Foundation
import Synchronization

/// How far something is, as a bar on one line of standard error that is written over; silent unless that is a terminal and it takes longer than a second.
final class ProgressLine: Sendable {
    private let what: String
    private let started = ContinuousClock.now
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// - Parameter what: stands behind the numbers.
    init(_ what: String) {
        self.what = what
    }

    func show(_ done: Int, of total: Int) {
        let now = ContinuousClock.now
        guard Self.isTerminal, now - started > .seconds(1) else { return }
        let isDue = lastShown.withLock { last in
            if let last, now - last < .milliseconds(200) { return false }
            last = now
            return true
        }
        if isDue { write("\r\(Self.bar(done, of: total)) \(done) of \(total) \(what)\u{1B}[K") }
    }

    /// Takes the line away.
    func clear() {
        if lastShown.withLock({ $0 }) != nil { write("\r\u{1B}[K") }
    }

    /// Twenty cells.
    private static func bar(_ done: Int, of total: Int) -> String {
        let full = total > 0 ? min(20, 20 * done / total) : 0
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: 20 - full) + "]"
    }

    private func write(_ text: String) {
        _ = text.withCString { Foundation.write(STDERR_FILENO, $0, strlen($0)) }
    }
}
