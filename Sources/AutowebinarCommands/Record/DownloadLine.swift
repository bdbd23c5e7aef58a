import Curl
import Foundation
import Synchronization

/// How far a download is, its rate and the time left, on one line of standard error that is written over; silent unless that is a terminal.
final class DownloadLine: Sendable {
    private struct State {
        var began: (at: ContinuousClock.Instant, bytes: Int64)?
        var shown: ContinuousClock.Instant?
    }

    private let name: String
    private let size: Int64?
    private let state = Mutex(State())

    private static let isTerminal = isatty(STDERR_FILENO) == 1

    /// - Parameter size: of the whole, for as long as the server has not told it.
    init(_ name: String, size: Int64?) {
        self.name = name
        self.size = size
    }

    func show(_ progress: DownloadProgress) {
        guard Self.isTerminal else { return }
        let now = ContinuousClock.now
        let rate: Double? = state.withLock { state in
            // What an earlier attempt brought says nothing about the rate of this one.
            let began = state.began ?? (now, progress.bytes)
            state.began = began
            if let shown = state.shown, now - shown < .milliseconds(200) { return nil }
            state.shown = now
            return Double(progress.bytes - began.bytes) / max(0.001, (now - began.at) / .seconds(1))
        }
        guard let rate else { return }
        write("\r\(Self.text(name, progress, size: size, bytesPerSecond: rate))\u{1B}[K")
    }

    /// Takes the line away.
    func clear() {
        if state.withLock({ $0.shown }) != nil { write("\r\u{1B}[K") }
        state.withLock { $0.shown = nil }
    }

    /// Such as `demo.mp4: 42 % of 200 MiB, 11.5 MiB/s, 0:10 left`.
    static func text(_ name: String, _ progress: DownloadProgress, size: Int64?, bytesPerSecond: Double) -> String {
        func mebibytes(_ bytes: Double) -> String { String(format: bytes < 100 * 1_048_576 ? "%.1f MiB" : "%.0f MiB", bytes / 1_048_576) }
        let total = progress.total ?? size
        var parts: [String] = []
        if let total, total > 0 {
            parts.append("\(min(100, progress.bytes * 100 / total)) % of \(mebibytes(Double(total)))")
        } else {
            parts.append(mebibytes(Double(progress.bytes)))
        }
        if bytesPerSecond >= 1 {
            parts.append("\(mebibytes(bytesPerSecond))/s")
            if let total, total > progress.bytes {
                let seconds = Int(Double(total - progress.bytes) / bytesPerSecond)
                parts.append("\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left")
            }
        }
        return "\(name): \(parts.joined(separator: ", "))"
    }

    private func write(_ text: String) { _ = text.withCString { Foundation.write(STDERR_FILENO, $0, strlen($0)) } }
}
