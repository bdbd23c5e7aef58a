extension ThrowingTaskGroup where Failure == any Error {
    /// The first value that a task of the group gives. The others are cancelled then, and awaited.
    ///
    /// - Throws: what a task throws; `CancellationError` where none gives a value.
    mutating func firstValue<Value: Sendable>() async throws -> Value where ChildTaskResult == Value? {
        defer { cancelAll() }
        while let finished = try await next() {
            guard let value = finished else { continue }
            cancelAll()
            while try await next() != nil {}
            return value
        }
        throw CancellationError()
    }
}
