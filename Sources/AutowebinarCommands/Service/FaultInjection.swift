package import DurableFlow
import Synchronization

/// The fault points of foreground runs: none, unless a test process installs some before the command is run.
package enum FaultInjection {
    private static let installed = Mutex(FaultPoints.none)

    static var current: FaultPoints { installed.withLock { $0 } }

    package static func install(_ faults: FaultPoints) {
        installed.withLock { $0 = faults }
    }
}
