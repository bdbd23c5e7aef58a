/// Lets a few scenarios run at once, the others wait in turn: each is mostly waiting itself, but there are more of them than processors.
actor Places {
    static let shared = Places(8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    /// Runs `body` in one of the places.
    nonisolated func take<T: Sendable>(_ body: () async throws -> T) async rethrows -> T {
        await enter()
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
