package import DurableFlow

extension Workspace {
    /// Runs `body`, which follows runs of the database, and sees to it that somebody works on them meanwhile: the process that owns the database,
    /// and from its end on this one, until `body` ends.
    ///
    /// - Parameter purpose: how this process is named to others once it is the owner.
    /// - Throws: what `body` throws, or what made the database unusable.
    package func attending<T: Sendable>(
        purpose: String, faults: FaultPoints = .none, _ body: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    do {
                        try await OwnedWorkspace(self, purpose: purpose, faults: faults).working()
                    } catch is OwnerLock.Taken {
                        try? await Task.sleep(for: .milliseconds(250))
                    }
                }
                return nil
            }
            return try await group.firstValue()
        }
    }
}
