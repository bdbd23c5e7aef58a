import Synchronization

/// How many requests were answered how, and how long they took.
final class RequestMetrics: Sendable {
    struct Label: Hashable, Sendable {
        var method: String
        /// The template of the path, never the path itself: ids and names stay out.
        var route: String
        var status: Int
    }

    struct Sums: Sendable {
        var counts: [Label: Int] = [:]
        var seconds: [Label: Double] = [:]
    }

    private let sums = Mutex(Sums())

    func count(route: String, method: String, status: Int, took: Duration) {
        let label = Label(method: method, route: route, status: status)
        sums.withLock {
            $0.counts[label, default: 0] += 1
            $0.seconds[label, default: 0] += took / .seconds(1)
        }
    }

    var current: Sums { sums.withLock { $0 } }
}
