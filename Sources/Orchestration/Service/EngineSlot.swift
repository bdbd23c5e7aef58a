import DurableFlow
import GRDB
import Synchronization

/// Where a performer finds the engine that is made after it, to make runs of its own. The engine is not kept alive by it.
final class EngineSlot: Sendable {
    private struct Place {
        weak var engine: ServiceEngine?
    }

    private let place = Mutex(Place())

    func fill(_ engine: ServiceEngine) { place.withLock { $0.engine = engine } }

    /// The runs of the engine's database.
    func access(_ store: Store) -> RunAccess {
        RunAccess(
            submit: { key, flow in
                guard let engine = self.place.withLock({ $0.engine }) else { throw CancellationError() }
                return try await engine.submit(key: key, flow: flow)
            },
            fetch: { key in try await store.pool.read { try RunRecord.fetch($0, key: key) } },
            session: { id, connection in try await store.pool.read { try SessionTable.fetch($0, id: id, connection: connection) } },
            turn: { key in
                guard let engine = self.place.withLock({ $0.engine }) else { throw CancellationError() }
                return try await engine.change { _, db, now in try ChangeOrder.wait(db, key: key, now: now) }
            })
    }
}
