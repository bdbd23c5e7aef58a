import Synchronization

/// Whether the server is being stopped: who waits for something then answers with what there is.
final class Drain: Sendable {
    private let flag = Atomic(false)

    var isDraining: Bool { flag.load(ordering: .acquiring) }

    func begin() { flag.store(true, ordering: .releasing) }
}
