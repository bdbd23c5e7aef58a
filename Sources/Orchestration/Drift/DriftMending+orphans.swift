import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

extension DriftMending {
    /// Makes one run for each connection that removes what no run owns. A run that lives, or can be taken up again, keeps what is its own.
    func deleteOrphans(_ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> [Outcome] {
        let removals = try DriftRun.fetchRemovals(db)
        var targets: [String: [RemovalFlow.Target]] = [:]
        var outcomes: [Outcome] = []
        for finding in findings {
            do {
                let target = try target(finding, db, removals)
                let connection = finding.connection ?? Connection.defaultName
                targets[connection, default: []].append(target)
                outcomes.append(Outcome(isMended: true, words: "it is deleted", run: Self.key(connection, now)))
            } catch let refusal as OperatorError {
                outcomes.append(Outcome(isMended: false, words: refusal.description))
            }
        }
        for (connection, targets) in targets.sorted(by: { $0.key < $1.key }) {
            let key = Self.key(connection, now)
            guard try journal.submit(db, key: key, flow: .removal(RemovalFlow(connection: connection, targets: targets)), now: now) else {
                throw OperatorError("\(key) exists already; try again")
            }
            // From here on no other run can take it for its own.
            for target in targets { _ = try journal.give(db, target.object, to: key) }
            try journal.audit(db, nil, actor, "drift: delete \(targets.count.counted("orphan")) of \(connection)", now: now)
        }
        return outcomes
    }

    /// What no job can be called, so that the runs of none begin so.
    private static func key(_ connection: String, _ now: Date) -> String { "drift.\(connection)@\(WireDate.format(now))" }

    private func target(_ finding: DriftFinding, _ db: Database, _ removals: Set<Removal>) throws -> RemovalFlow.Target {
        guard [.draftOrphaned, .eventOrphaned].contains(finding.kind), finding.remedies.contains(.deleteOrphans), let spaceId = finding.spaceId,
            let playbackId = finding.playbackId
        else { throw OperatorError("deleteOrphans does nothing about it") }
        let eventId = finding.kind == .eventOrphaned ? finding.eventId : nil
        let target = RemovalFlow.Target(spaceId: spaceId, removal: Removal(playbackId: playbackId, eventId: eventId))
        guard !removals.contains(target.removal) else { throw OperatorError("it is being deleted already") }
        if let key = finding.run, let run = try DriftRun.fetch(db, key: key) {
            let isIts = eventId.map { $0 == run.flow.facts.eventId } ?? run.mayOwn(draft: playbackId)
            guard !isIts else { throw OperatorError("\(key) works with it") }
        }
        if let owner = try ServiceJournal.owner(db, of: target.object), owner != finding.run, let run = try DriftRun.fetch(db, key: owner) {
            guard [.completed, .cancelled, .skipped].contains(run.state), run.flow.facts.playbackId != playbackId else {
                throw OperatorError("\(owner) works with it")
            }
        }
        return target
    }
}

extension RemovalFlow.Target {
    fileprivate var object: RemoteObject {
        removal.eventId.map { RemoteObject(kind: LivedigitalPerformer.Made.playbackEvent, identifier: $0) }
            ?? RemoteObject(kind: LivedigitalPerformer.Made.playback, identifier: removal.playbackId)
    }
}
