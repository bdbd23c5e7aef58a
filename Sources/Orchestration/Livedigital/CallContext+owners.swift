import DurableFlow

extension CallContext {
    /// Those of some objects that no other run is known to own, in the same order.
    func notOwnedByOthers<Object>(_ kind: String, _ objects: [Object], id: (Object) -> String) async throws -> [Object] {
        if objects.isEmpty { return [] }
        let others = try await ownedByOthers(kind, objects.map(id))
        return objects.filter { !others.contains(id($0)) }
    }
}
