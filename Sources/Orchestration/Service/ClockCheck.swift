import DurableFlow
package import Foundation
import GRDB
import LivedigitalAPI
import Synchronization

/// Compares this machine's clock with livedigital's, since a skipped occurrence is final and must not rest on a wrong clock.
package final class ClockCheck: Sendable {
    private let accounts: Accounts
    private let reader: WorkspaceReader
    private let hasEnvironmentToken: Bool
    private let onAnswer: @Sendable (String) async -> Void
    private let now: @Sendable () -> Date
    private let lastAsked = Mutex<ContinuousClock.Instant?>(nil)
    /// Whether livedigital has answered since the start.
    private let wasHeard = Atomic(false)

    /// How far the two clocks may lie apart.
    package static let largestSkew = Duration.seconds(120)
    /// How often livedigital is asked where the clock seems right.
    package static let interval = Duration.seconds(600)

    /// - Parameter onAnswer: called with each connection whose token livedigital has just accepted.
    init(
        accounts: Accounts, reader: WorkspaceReader, hasEnvironmentToken: Bool, now: @escaping @Sendable () -> Date = { Date() },
        onAnswer: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        self.accounts = accounts
        self.reader = reader
        self.hasEnvironmentToken = hasEnvironmentToken
        self.now = now
        self.onAnswer = onAnswer
    }

    /// What is wrong with the clock, which is also that livedigital was not heard since the start; nil where it is right, or there is no account to
    /// ask through.
    ///
    /// Between two answers livedigital's clock is carried on by the one that nobody sets, so that ours is found wrong at the first look after it was
    /// set, before anything is decided by it. One that was not heard yet, or shows another time, is asked at each look.
    func problem() async -> String? {
        var names = Set((try? await reader.connections().map(\.name)) ?? [])
        if hasEnvironmentToken { names.insert(Connection.defaultName) }
        let mustAsk = lastAsked.withLock { last in
            if let last, ContinuousClock.now - last < Self.interval { return false }
            last = .now
            return true
        }
        var clients: [(name: String, client: LivedigitalClient)] = []
        for name in names.sorted() {
            if let client = try? await accounts.client(name) { clients.append((name, client)) }
        }
        // One that does not answer keeps nobody else from it.
        await withTaskGroup(of: Void.self) { group in
            for (name, client) in clients where mustAsk || client.serverDate == nil || problem(client, name) != nil {
                group.addTask {
                    guard (try? await client.getMe()) != nil else { return }
                    // An answer without a `Date` is all that there is to hear.
                    self.wasHeard.store(true, ordering: .relaxed)
                    await self.onAnswer(name)
                }
            }
        }
        if clients.contains(where: { $0.client.serverDate != nil }) { wasHeard.store(true, ordering: .relaxed) }
        if !clients.isEmpty, !wasHeard.load(ordering: .relaxed) {
            return "livedigital's clock was not heard since the start (connections: \(clients.map(\.name).joined(separator: ", "))); planning waits "
                + "for its first answer, and runs that exist go on"
        }
        return clients.lazy.compactMap { self.problem($0.client, $0.name) }.first
    }

    private func problem(_ client: LivedigitalClient, _ name: String) -> String? {
        Self.problem(client.serverDate?.carriedOn(to: now()), connection: name)
    }

    /// What livedigital's clock says against ours; nil where the two agree, or it has not shown its own.
    static func problem(_ shown: ServerDate?, connection name: String) -> String? {
        guard let skew = shown?.skew, skew > largestSkew || skew < .zero - largestSkew else { return nil }
        let seconds = abs(skew.components.seconds)
        return "this machine's clock is \(seconds) s \(skew > .zero ? "behind" : "ahead of") livedigital's (connection \(name)); set it right"
    }

    /// What the journal says against our clock, which may not stand before what has been recorded; nil where it does not.
    static func problem(_ db: Database, now: Date) throws -> String? {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(updated_ms) FROM flow").map(Date.init(wholeMilliseconds:))
        guard let newest, newest.timeIntervalSince(now) > 1 else { return nil }
        return "the clock stands at \(WireDate.format(now)), before the journal's last entry at \(WireDate.format(newest)); set it right"
    }
}

extension OwnedWorkspace {
    /// Why nothing may be planned for a connection now, by livedigital, which is asked, or else by the journal, which may have been written while the
    /// clock was ahead; nil where the clock may be trusted. Its runs know the time from the same answer.
    package func clockProblem(connection name: String, now: Date) async throws -> String? {
        let client = try? await accounts.client(name)
        _ = try? await client?.getMe()
        if let shown = client?.serverDate { return ClockCheck.problem(shown, connection: name) }
        return try await reader.store.pool.read { try ClockCheck.problem($0, now: now) }
    }
}

extension Workspace {
    /// What is known of this machine's clock.
    package enum Clock: Sendable, Equatable {
        case right
        /// It must not be relied on; the problem in words.
        case wrong(String)
        /// livedigital could not be asked.
        case unknown
    }

    /// How long an answer of livedigital is waited for where a person waits.
    private static let patience = Duration.seconds(5)

    /// The clock by livedigital, which is asked through the first few connections at once until one of them is answered, whatever the answer, or five
    /// seconds have passed; or else by the journal.
    package func clock(reader: WorkspaceReader, now: Date) async throws -> Clock {
        let shown = try await shownClock(reader)
        guard shown == .unknown else { return shown }
        return try await reader.store.pool.read { try ClockCheck.problem($0, now: now) }.map(Clock.wrong) ?? .unknown
    }

    private func shownClock(_ reader: WorkspaceReader) async throws -> Clock {
        let accounts = accounts(reader)
        let names = (environmentToken == nil ? [] : [Connection.defaultName]) + (try await reader.connections().map(\.name))
        return await withTaskGroup(of: Clock?.self) { group in
            defer { group.cancelAll() }
            for name in names.prefix(3) {
                group.addTask {
                    guard let client = try? await accounts.client(name) else { return nil }
                    _ = try? await client.getMe()
                    return client.serverDate.map { ClockCheck.problem($0, connection: name).map(Clock.wrong) ?? .right }
                }
            }
            group.addTask {
                try? await Task.sleep(for: Self.patience)
                return .unknown
            }
            for _ in names.prefix(3) {
                if let finished = await group.next(), let clock = finished { return clock }
            }
            return .unknown
        }
    }
}
