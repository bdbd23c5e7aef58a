package import DurableFlow
import Foundation
package import LivedigitalAPI

/// Carries the calls of the collection out against livedigital.
///
/// What says that nothing gets through (no connection, a refused token, a request to slow down) hinders the whole call, which is then made again;
/// anything else concerns one list or report, and is told of that one. A report of a call or session that is stored is not fetched again, and that of an
/// event is fetched as it is now, so a call may be made any number of times.
package struct CollectionPerformer: Performer {
    private let clients: LaneClients
    let reports: ReportStore
    private let isChanged: @Sendable (StoredReport, _ sessionId: String) async throws -> Bool

    /// - Parameters:
    ///   - clients: the client of a connection; where it throws, its lane is paused.
    ///   - reports: where reports go.
    ///   - isChanged: whether the file of a session's report is not the one that was stored; it is set aside then, and the report fetched anew.
    package init(
        clients: @escaping @Sendable (String) async throws -> LivedigitalClient, reports: ReportStore,
        isChanged: @escaping @Sendable (StoredReport, _ sessionId: String) async throws -> Bool
    ) {
        self.clients = LaneClients(clients)
        self.reports = reports
        self.isChanged = isChanged
    }

    package func perform(_ call: CollectionCall, _ context: CallContext) async -> Performance<CollectionAnswer> {
        switch await clients.client(of: context.lane) {
        case .failure(let locked): return .hindered(.blocked(locked))
        case .success(let client):
            switch call {
            case .findRooms(let space, let room): return await findRooms(space, room, client)
            case .listCalls(let spaceId, let lists): return await list(lists, spaceId: spaceId, client)
            case .collectReports(let spaceId, let wanted): return await collect(wanted, spaceId: spaceId, client)
            case .lookAtEvent(let event, let since, let name, let digest):
                return await look(at: event, since: since, name: name, digest: digest, client)
            case .collectSessions(let event, let sessions): return await collect(sessions, of: event, client)
            }
        }
    }

    /// Nothing of a collection needs looking up: it is done again.
    package func lookUp(_ call: CollectionCall, adopting identifier: String?, _ context: CallContext) async -> Finding<CollectionAnswer> { .absent }

    private func findRooms(_ space: String, _ room: String?, _ client: LivedigitalClient) async -> Performance<CollectionAnswer> {
        do {
            let spaceId = try await client.spaceId(of: space)
            let listing = try await client.rooms(spaceId: spaceId)
            var rooms = listing.items.map { CollectionFlow.Room(id: $0.id, name: $0.name) }
            if let room {
                let id = try await client.roomId(of: room, spaceId: spaceId)
                rooms = [rooms.first { $0.id == id } ?? CollectionFlow.Room(id: id, name: nil)]
            } else if !listing.isComplete {
                let message = "livedigital listed only a part of the rooms of the space \(spaceId); collect them one by one, by the name of each"
                return .refused(Failure(code: "incomplete_list", message: message))
            }
            return .answered(.rooms(spaceId: spaceId, rooms))
        } catch let error as LivedigitalError {
            return error.isUnreadable ? .hindered(.unknown(error.description)) : error.performance()
        } catch let error as NameFailure {
            return .refused(error.failure)
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    // MARK: Lists

    private func list(_ lists: [DayList], spaceId: String, _ client: LivedigitalClient) async -> Performance<CollectionAnswer> {
        Self.performance(await Self.each(lists) { list in await Self.list(list, spaceId: spaceId, client) }, CollectionAnswer.lists)
    }

    private static func list(_ list: DayList, spaceId: String, _ client: LivedigitalClient) async -> Outcome<ListOutcome> {
        do {
            let listing = try await client.calls(spaceId: spaceId, roomId: list.roomId, date: WireDate.date(milliseconds: list.day))
            guard listing.isComplete else {
                let day = WireDate.format(WireDate.date(milliseconds: list.day)).prefix(10)
                let reason = "livedigital listed only a part of the calls of the room \(list.roomId) on \(day)"
                return .success(.refused(list, reason: reason))
            }
            return .success(.calls(listing.items, of: list))
        } catch {
            switch error.kind {
            case .refused: return .success(.refused(list, reason: error.description))
            case .contractMismatch where !error.isUnreadable: return .success(.refused(list, reason: error.description))
            case .contractMismatch, .notReady, .unknown: return .success(.failed(list, reason: error.description))
            case .notSent, .rateLimited, .unauthorized, .misconfigured: return .failure(error.hindrance)
            }
        }
    }

    // MARK: Reports

    private func collect(_ wanted: [WantedReport], spaceId: String, _ client: LivedigitalClient) async -> Performance<CollectionAnswer> {
        Self.performance(await Self.each(wanted) { report in await collect(report, spaceId: spaceId, client) }, CollectionAnswer.reports)
    }

    private func collect(_ report: WantedReport, spaceId: String, _ client: LivedigitalClient) async -> Outcome<ReportOutcome> {
        let name = "call-\(report.callId)"
        do {
            if let stored = try await self.stored(report.format, name: name, of: report.callId) {
                return .success(ReportOutcome(report, .stored(stored)))
            }
            let bytes = try await client.callReport(
                spaceId: spaceId, roomId: report.roomId, callId: report.callId, format: report.format)
            return .success(ReportOutcome(report, .stored(try await reports.store(bytes, format: report.format, runKey: name))))
        } catch let error as LivedigitalError {
            switch error.kind {
            case .refused, .contractMismatch: return .success(ReportOutcome(report, .refused(reason: error.description)))
            case .notReady(let retryAfter): return .success(ReportOutcome(report, .notReady(reason: error.story, retryAfter: retryAfter)))
            case .unknown: return .success(ReportOutcome(report, .notReady(reason: error.description, retryAfter: nil)))
            case .notSent, .rateLimited, .unauthorized, .misconfigured: return .failure(error.hindrance)
            }
        } catch {
            // What is wrong with a file may be so with this one alone.
            return .success(ReportOutcome(report, .notReady(reason: (error as? Failure)?.message ?? "\(error)", retryAfter: nil)))
        }
    }

    /// What is stored under a name, unless it is not what was collected of the session: that is set aside.
    func stored(_ format: ReportFormat, name: String, of sessionId: String) async throws -> StoredReport? {
        guard let stored = try await reports.stored(format: format, name: name) else { return nil }
        guard try await isChanged(stored, sessionId) else { return stored }
        try await stored.setAside(holding: stored.sha256)
        return nil
    }

    /// What came of all of them; where nothing gets through, what came of the others is found when the call is made again.
    private static func performance<Value>(
        _ outcomes: [Outcome<Value>], _ answer: ([Value]) -> CollectionAnswer
    ) -> Performance<CollectionAnswer> {
        var found: [Value] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let value): found.append(value)
            case .failure(let hindrance): return .hindered(hindrance)
            }
        }
        return .answered(answer(found))
    }

    /// What came of one of several, or why it says nothing.
    enum Outcome<Value: Sendable>: Sendable {
        case success(Value)
        case failure(Hindrance)
    }

    /// Does something with each at once, and keeps their order. A call asks for a batch at most, which bounds it.
    static func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, item) in items.enumerated() { group.addTask { (index, await body(item)) } }
            var values = [Value?](repeating: nil, count: items.count)
            for await (index, value) in group { values[index] = value }
            return values.compactMap { $0 }
        }
    }
}
