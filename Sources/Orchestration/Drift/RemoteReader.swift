import DurableFlow
import Foundation
import LivedigitalAPI

/// Reads what livedigital shows, one call after another at the rate that the configuration allows. Changes nothing there.
struct RemoteReader: Sendable {
    let accounts: Accounts
    /// Between the beginnings of two calls.
    let pause: Duration
    /// Told after each call how many were made, and how many are known to be needed.
    var progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }

    /// How often a call is made that has no answer that decides anything.
    private static let attempts = 4
    private static let longestWait = Duration.seconds(60)

    /// What concerns the runs, and the drafts in the places.
    ///
    /// - Throws: `CancellationError`. Whatever else goes wrong stands in the answer.
    func read(_ runs: [DriftRun], places: Set<RemotePlace>, now: Date) async throws -> RemoteShowing {
        var showing = RemoteShowing()
        for connection in Set(runs.filter { $0.place == nil }.map(\.flow.plan.connection)).sorted() {
            showing.spaces[connection] = try await answer(connection) { client throws(LivedigitalError) in try await client.spaces() }
        }
        let all = places.union(runs.compactMap(showing.place))
        for (number, place) in all.sorted(by: { ($0.connection, $0.spaceId) < ($1.connection, $1.spaceId) }).enumerated() {
            showing.playbacks[place] = try await answer(place.connection) { client throws(LivedigitalError) in
                try await client.playbacks(spaceId: place.spaceId)
            }
            progress(number + 1, all.count)
        }
        let details = runs.compactMap { run in showing.place(of: run).map { (run, $0) } }
        for (number, (run, place)) in details.enumerated() {
            try await readDetails(of: run, in: place, now: now, &showing)
            progress(all.count + number + 1, all.count + details.count)
        }
        return showing
    }

    private func readDetails(of run: DriftRun, in place: RemotePlace, now: Date, _ showing: inout RemoteShowing) async throws {
        guard case .success(let list)? = showing.playbacks[place] else { return }
        let (connection, spaceId) = (place.connection, place.spaceId)
        func readEvents(_ playbackId: String) async throws {
            guard showing.events[playbackId] == nil else { return }
            showing.events[playbackId] = try await answer(connection) { client throws(LivedigitalError) in
                try await client.playbackEvents(spaceId: spaceId, playbackId: playbackId)
            }
        }
        if run.flow.isOnShow(at: now), let id = run.flow.facts.playbackId {
            let listed = list.items.first { $0.id == id }
            // A shared playback is the business of the run that makes it.
            if run.flow.plan.share != .event, listed.map({ !run.isAsPublished($0) }) ?? true {
                showing.single[id] = try await answer(connection) { client throws(LivedigitalError) in
                    try await client.playbackIfThere(spaceId: spaceId, playbackId: id)
                }
            }
            if case .there = showing.presence(of: id, in: place) { try await readEvents(id) }
        } else if let id = run.givenUpOn, list.items.contains(where: { $0.id == id }) {
            try await readEvents(id)
        } else if run.lacksPlayback(at: now) {
            for playback in list.items where playback.name == run.flow.plan.title && playback.isPublished == true {
                try await readEvents(playback.id)
            }
        }
    }

    private func answer<Value: Sendable>(
        _ connection: String, _ call: (LivedigitalClient) async throws(LivedigitalError) -> Value
    ) async throws -> RemoteShowing.Answer<Value> {
        let client: LivedigitalClient
        do {
            client = try await accounts.client(connection)
        } catch {
            return .failure(.init(reason: "\(error)"))
        }
        var last = ""
        for attempt in 1...Self.attempts {
            do throws(LivedigitalError) {
                let value = try await call(client)
                try? await Task.sleep(for: pause)
                return .success(value)
            } catch {
                last = error.description
                switch error.kind {
                case .rateLimited, .notSent, .unknown, .notReady: break
                case .unauthorized, .refused, .contractMismatch, .misconfigured: return .failure(.init(reason: last))
                }
                try Task.checkCancellation()
                if attempt < Self.attempts {
                    try await Task.sleep(for: min(error.retryAfter ?? .seconds(1) * (1 << (attempt - 1)), Self.longestWait))
                }
            }
        }
        return .failure(.init(reason: last))
    }
}

extension LivedigitalClient {
    /// The playback, or nil where livedigital answers that there is none; whether that is so, only the list of playbacks shows besides.
    fileprivate func playbackIfThere(spaceId: String, playbackId: String) async throws(LivedigitalError) -> Playback? {
        do {
            return try await getPlayback(spaceId: spaceId, playbackId: playbackId)
        } catch {
            guard error.status == 404 else { throw error }
            return nil
        }
    }
}

extension DriftRun {
    /// Whether a playback is what the run published. What livedigital does not say is not held against it.
    func isAsPublished(_ playback: Playback) -> Bool {
        playback.name == flow.plan.title && playback.recordId == flow.facts.recordId && playback.isPublished == true
    }

    /// The shared playback of which it has no event any more, or never had one: a lost call may have made one nevertheless. Nil for any other run.
    var givenUpOn: String? {
        guard flow.plan.share == .event, flow.facts.eventId == nil, [.cancelled, .failed, .skipped].contains(state) else { return nil }
        return flow.facts.playbackId
    }

    /// Whether its session is ahead and it has no playback: it has not begun, or ended without one.
    func lacksPlayback(at now: Date) -> Bool {
        guard flow.plan.share == nil, let startsAt = flow.plan.startsAt, now < startsAt, flow.facts.playbackId == nil else { return false }
        return switch flow.state {
        case .findRoom, .createPlayback, .failed, .cancelled, .skipped: true
        default: false
        }
    }
}
