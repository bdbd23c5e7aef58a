import Synchronization

/// Bounds how many requests of one tenant are answered at the same time, so that none keeps the others waiting.
final class Admission: Sendable {
    private let limit: Int
    private let active = Mutex<[String: Int]>([:])

    init(limit: Int) { self.limit = limit }

    /// Carries work out in one of the tenant's places.
    ///
    /// - Throws: a ``Problem`` with 429 where all are taken.
    func admit<T>(_ tenant: Tenant, _ work: () async throws -> T) async throws -> T {
        let isAdmitted = active.withLock { active in
            guard active[tenant.connection, default: 0] < limit else { return false }
            active[tenant.connection, default: 0] += 1
            return true
        }
        guard isAdmitted else { throw Problem(.rateLimited, ProblemText.tooManyRequests, retryAfter: .seconds(1)) }
        defer {
            active.withLock { active in
                let count = (active[tenant.connection] ?? 1) - 1
                active[tenant.connection] = count == 0 ? nil : count
            }
        }
        return try await work()
    }
}
