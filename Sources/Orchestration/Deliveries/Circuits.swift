import Foundation
import Synchronization

/// Leaves a receiver in peace that fails again and again: then one delivery at a time tries it, and the others wait.
///
/// Kept in memory only. After a restart every receiver is tried again, which does no harm.
package final class Circuits: Sendable {
    private struct Circuit {
        var failures = 0
        /// Until when nothing is sent.
        var openUntil = Date.distantPast
    }

    private let circuits = Mutex<[String: Circuit]>([:])

    /// So many failures in a row open the circuit.
    private static let threshold = 5
    /// How long it is open at first, and at most; it doubles in between.
    private static let (shortest, longest) = (30.0, 300.0)

    /// All receivers are thought well of.
    package init() {}

    /// How long a hook is to be left in peace; nil lets one attempt pass, and keeps the others waiting until it is decided.
    func rest(of hook: String, now: Date) -> Duration? {
        circuits.withLock { circuits in
            guard let circuit = circuits[hook], circuit.failures >= Self.threshold else { return nil }
            if circuit.openUntil > now { return .milliseconds(Int64(circuit.openUntil.timeIntervalSince(now) * 1000) + 1) }
            // This one tries; whoever comes meanwhile waits as if it had failed.
            circuits[hook]?.openUntil = now.addingTimeInterval(Self.shortest)
            return nil
        }
    }

    /// Takes note of what came of an attempt.
    ///
    /// - Returns: whether the receiver is seen to be well that was left in peace, or of which nothing was known since the start.
    func note(_ hook: String, _ answer: DeliveryAnswer, now: Date) -> Bool {
        circuits.withLock { circuits in
            switch answer {
            case .accepted:
                return circuits.updateValue(Circuit(), forKey: hook).map { $0.failures >= Self.threshold } ?? true
            case .gone, .unwanted:
                circuits[hook] = nil
            case .failed:
                var circuit = circuits[hook] ?? Circuit()
                circuit.failures += 1
                if circuit.failures >= Self.threshold {
                    let doublings = min(circuit.failures - Self.threshold, 10)
                    circuit.openUntil = now.addingTimeInterval(min(Self.longest, Self.shortest * Double(1 << doublings)))
                }
                circuits[hook] = circuit
            }
            return false
        }
    }
}
