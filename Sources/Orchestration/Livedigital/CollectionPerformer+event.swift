import DurableFlow
import Foundation
import LivedigitalAPI

/// What is new of a permanent autowebinar.
extension CollectionPerformer {
    func look(
        at event: PermanentEvent, since: Int64, name: String, digest: String?, _ client: LivedigitalClient
    ) async -> Performance<CollectionAnswer> {
        do {
            if client.contract.reportTakesSessionId {
                return .answered(.sessions(try await sessions(of: event, since: since, client)))
            }
            // One that is stored under that name and not recorded, before a crash or a restore, does not show who came since.
            let bytes = try await client.report(spaceId: event.spaceId, playbackId: event.playbackId, eventId: event.eventId)
            if ReportStore.digest(of: bytes) == digest { return .answered(.interval(nil)) }
            return .answered(.interval(try await reports.store(bytes, format: .xlsx, runKey: name)))
        } catch let error as LivedigitalError {
            // Nobody has come yet.
            if case .notReady = error.kind { return .answered(.interval(nil)) }
            return error.performance()
        } catch let failure as Failure {
            return .hindered(.notSent(failure.message))
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    private func sessions(of event: PermanentEvent, since: Int64, _ client: LivedigitalClient) async throws(LivedigitalError) -> [EventSession] {
        let listing = try await client.sessions(spaceId: event.spaceId, playbackId: event.playbackId, eventId: event.eventId)
        return listing.items.compactMap { session in
            guard let finishedAt = session.finishedAt.map({ WireDate.milliseconds(of: $0) }), finishedAt >= since else { return nil }
            return EventSession(
                id: session.id, startedAt: session.startedAt.map { WireDate.milliseconds(of: $0) } ?? finishedAt, finishedAt: finishedAt)
        }.sorted { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }
    }

    /// Sessions whose report is not there, or cannot be had, are left out: the next look finds them again.
    func collect(_ sessions: [EventSession], of event: PermanentEvent, _ client: LivedigitalClient) async -> Performance<CollectionAnswer> {
        let outcomes = await Self.each(sessions) { session in await report(of: session, event, client) }
        var found: [CollectionAnswer.SessionReport] = []
        for outcome in outcomes {
            switch outcome {
            case .success(let report): if let report { found.append(report) }
            case .failure(let hindrance): return .hindered(hindrance)
            }
        }
        return .answered(.sessionReports(found))
    }

    private func report(
        of session: EventSession, _ event: PermanentEvent, _ client: LivedigitalClient
    ) async -> Outcome<CollectionAnswer.SessionReport?> {
        let name = "session-\(session.id)"
        do {
            if let stored = try await self.stored(.xlsx, name: name, of: session.id) {
                return .success(CollectionAnswer.SessionReport(session: session, report: stored))
            }
            let bytes = try await client.report(
                spaceId: event.spaceId, playbackId: event.playbackId, eventId: event.eventId, sessionId: session.id)
            let stored = try await reports.store(bytes, format: .xlsx, runKey: name)
            return .success(CollectionAnswer.SessionReport(session: session, report: stored))
        } catch let error as LivedigitalError {
            switch error.kind {
            case .unauthorized, .rateLimited, .misconfigured: return .failure(error.hindrance)
            default: return .success(nil)
            }
        } catch let failure as Failure {
            return .failure(.notSent(failure.message))
        } catch {
            return .failure(.notSent("\(error)"))
        }
    }
}
