import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What becomes of each element, in the same order; on all cores, for many elements that take long each. Blocks until all are done.
    func mapOnAllCores<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        let values = Mutex([Value?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let value = transform(self[index])
            values.withLock { $0[index] = value }
        }
        return values.withLock { $0.compactMap(\.self) }
    }
}
