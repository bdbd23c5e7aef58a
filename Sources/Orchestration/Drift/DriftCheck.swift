package import DurableFlow
package import Foundation
import GRDB
import LivedigitalAPI

/// Looks for drift, and has it mended.
package struct DriftCheck: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// What was in the database when reading began.
    private struct Stored: Sendable {
        var runs: [DriftRun]
        var places: Set<RemotePlace>
        var jobs: [StoredJob]
        var connections: Set<String>
        var removals: Set<Removal>
    }

    /// What is not as the service left it. Reads only, beside whoever owns the database.
    ///
    /// - Throws: where the database cannot be read, or `CancellationError`. What livedigital does not show is a finding.
    package func findings(now: Date, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }) async throws -> [DriftFinding] {
        guard let reader = try workspace.openForReading() else { return [] }
        let stored = try await reader.store.pool.read { db in
            Stored(
                runs: try DriftRun.fetchUpcoming(db, now: now), places: try DriftRun.fetchPlaces(db), jobs: try JobTable.fetchAll(db),
                connections: Set(try ConnectionTable.fetchAll(db).map(\.name)), removals: try DriftRun.fetchRemovals(db))
        }
        // An account that is not used any more has nothing of ours that lies ahead.
        var connections = stored.connections.union(stored.runs.map(\.flow.plan.connection))
        if workspace.environmentToken != nil { connections.insert(Connection.defaultName) }
        let livedigital = workspace.configuration.livedigital
        let remote = RemoteReader(accounts: workspace.accounts(reader), pause: .seconds(1 / livedigital.rate.perSecond), progress: progress)
        let showing = try await remote.read(stored.runs, places: stored.places.filter { connections.contains($0.connection) }, now: now)
        let files = JobFileDrift(zones: workspace.zones, holidays: workspace.holidays).findings(stored.jobs)
        let settle = livedigital.timeout * 2
        return try await reader.store.pool.read { db in
            let detector = DriftDetector(
                runs: try stored.runs.filter { try DriftRun.fetch(db, key: $0.key)?.updatedAt == $0.updatedAt },
                marked: try DriftRun.fetch(db, markers: showing.markers), owners: try showing.owners(db),
                starts: try DriftRun.fetchUpcoming(db, now: now).startsOfJobs,
                removals: stored.removals.union(try DriftRun.fetchRemovals(db)), now: now, settle: settle)
            return detector.findings(showing) + files
        }
    }

    /// Has what a remedy does carried out by the process that owns the database, else by this one, which then works until the runs that do it rest.
    ///
    /// What is open when the process is killed goes on with the next one that works; asking again goes on with it, and does nothing twice.
    ///
    /// - Returns: the findings with what was done, and whether another process does it.
    package func mend(
        _ findings: [DriftFinding], by remedy: DriftFinding.Remedy, actor: String, purpose: String, faults: FaultPoints = .none
    ) async throws -> (findings: [DriftFinding], wasForwarded: Bool) {
        let chosen = findings.indices.filter { findings[$0].remedies.contains(remedy) }
        let moving = try await workspace.openForReading()?.store.pool.read { try DriftRun.fetchMoving($0) } ?? []
        guard !chosen.isEmpty || !moving.isEmpty else { return (findings, false) }
        let order = OwnerOrder.mendDrift(try await mending(chosen.map { findings[$0] }, by: remedy), actor: actor)
        let (outcomes, wasForwarded) = try await carryOut(order, alsoMoving: moving, purpose: purpose, faults: faults)
        var findings = findings
        for (index, outcome) in zip(chosen, outcomes) {
            if outcome.isMended {
                findings[index].mended = outcome.words
            } else {
                findings[index].detail += ". Not mended: \(outcome.words)"
            }
        }
        return (findings, wasForwarded)
    }

    private func mending(_ findings: [DriftFinding], by remedy: DriftFinding.Remedy) async throws -> DriftMending {
        var mending = DriftMending(remedy: remedy, findings: findings)
        let paths = findings.filter { $0.kind == .jobEdited }.compactMap(\.file)
        guard remedy == .recreate, !paths.isEmpty, let reader = try workspace.openForReading() else { return mending }
        let files = try JobFolder.read(paths, zones: workspace.zones, holidays: workspace.holidays)
        mending.changes = try await reader.changes(files, prune: false, planner: ChangePlanner(zones: workspace.zones), now: Date())
        return mending
    }

    private func carryOut(
        _ order: OwnerOrder, alsoMoving moving: [String], purpose: String, faults: FaultPoints
    ) async throws -> (outcomes: [DriftMending.Outcome], wasForwarded: Bool) {
        let patience = workspace.configuration.livedigital.timeout * 2 + .seconds(60)
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: faults)
            let outcomes = try await owned.working(after: order) { answer in
                try await Self.rest(
                    try JSONDecoder().decode([DriftMending.Outcome].self, from: Data(answer.utf8)), alsoMoving: moving, patience: patience,
                    owned.reader)
            }
            return (outcomes, false)
        } catch is OwnerLock.Taken {
            let (answer, owner) = try await order.hand(in: workspace, purpose: purpose)
            let outcomes = try JSONDecoder().decode([DriftMending.Outcome].self, from: Data(answer.utf8))
            if owner?.isService == true { return (outcomes, true) }
            guard let reader = try workspace.openForReading() else { throw OperatorError("the database is gone") }
            let mended = try await workspace.attending(purpose: purpose, faults: faults) {
                try await Self.rest(outcomes, alsoMoving: moving, patience: patience, reader)
            }
            return (mended, false)
        }
    }

    /// Waits until no run that mends something has anything left to do now, and takes back what was promised of one that could not.
    ///
    /// - Parameter moving: runs that were on their way, and may be mending what an earlier process was asked to; they get the patience.
    private static func rest(
        _ outcomes: [DriftMending.Outcome], alsoMoving moving: [String], patience: Duration, _ reader: WorkspaceReader
    ) async throws -> [DriftMending.Outcome] {
        let mending = Set(outcomes.compactMap(\.run))
        let deadline = ContinuousClock.now + patience
        for key in mending.union(moving) {
            while try await reader.run(key)?.state == .running, mending.contains(key) || ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        var outcomes = outcomes
        for index in outcomes.indices where outcomes[index].isMended {
            guard let key = outcomes[index].run, let trouble = try await reader.run(key)?.trouble else { continue }
            (outcomes[index].isMended, outcomes[index].words) = (false, "\(key): \(trouble)")
        }
        return outcomes
    }
}

extension RunView {
    /// Why the run did not come to where it was to go, in words; nil where it did.
    fileprivate var trouble: String? {
        if let pausedReason { return pausedReason }
        switch state {
        case .held, .failed, .skipped: return "\(state.rawValue): \(error ?? "")"
        case .running, .waiting, .paused, .completed, .cancelled:
            guard let last = steps.last(where: { $0.state == "done" || $0.state == "failed" }), last.state == "failed" else { return nil }
            return "\(last.name) failed: \(last.error ?? "")"
        }
    }
}

extension RemoteShowing {
    /// All marks that any playback carries.
    fileprivate var markers: Set<String> { Set(listed.flatMap { RunMarker.all(in: $0.name ?? "").map(\.text) }) }

    private var listed: [Playback] { playbacks.values.flatMap { (try? $0.get().items) ?? [] } }

    /// Which run owns what was listed.
    fileprivate func owners(_ db: Database) throws -> [String: String] {
        let shown = events.values.flatMap { (try? $0.get().items) ?? [] }
        let objects =
            listed.map { RemoteObject(kind: LivedigitalPerformer.Made.playback, identifier: $0.id) }
            + shown.map { RemoteObject(kind: LivedigitalPerformer.Made.playbackEvent, identifier: $0.id) }
        var owners: [String: String] = [:]
        for object in objects { owners[object.identifier] = try ServiceJournal.owner(db, of: object) }
        return owners
    }
}
