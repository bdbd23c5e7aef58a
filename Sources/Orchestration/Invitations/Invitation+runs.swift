package import DurableFlow
package import Foundation
import GRDB
import LivedigitalAPI

extension Invitation {
    /// The invitations of some runs: by job, in it by start, the permanent form last. Occurrences that were never published have none.
    ///
    /// - Parameter restoredAt: when their database last took the place of another. What had been handed out from that is not known, so the sequences
    ///   go on above all that can have been.
    package static func all(of records: [RunRecord], restoredAt: Date? = nil) -> [Invitation] {
        let floor = restoredAt.map { max(0, Int($0.timeIntervalSince1970) - restorationEpoch) } ?? 0
        let known = records.compactMap { record in
            (try? ServiceFlow(record).autowebinar).map { (record: record, flow: $0) }
        }
        let occurrences = Dictionary(grouping: known) { RunKey.occurrence(of: $0.record.key) }
        let invitations = occurrences.flatMap { occurrence, runs -> [Invitation] in
            let runs = runs.sorted { RunKey.generation(of: $0.record.key) < RunKey.generation(of: $1.record.key) }
            return Set(runs.map(\.flow.plan.connection)).compactMap { invitation(occurrence, runs, connection: $0, above: floor) }
        }
        return invitations.sorted { ($0.job, $0.startsAt ?? .distantFuture, $0.identifier) < ($1.job, $1.startsAt ?? .distantFuture, $1.identifier) }
    }

    /// 2026-01-01, in seconds since 1970: the seconds from there to a restoration are more than the changes before it, and fit in what a `SEQUENCE`
    /// may be until 2094.
    private static let restorationEpoch = 1_767_225_600

    /// The invitation of one occurrence in one connection.
    ///
    /// Its sequence is the sum over the occurrence's runs up to the one that it shows: how often each revised what was published, and one more for
    /// each that came after another. So a run that takes the place of a cancelled one always lies above it.
    ///
    /// - Parameter runs: those of all connections, the first generation first.
    private static func invitation(
        _ occurrence: String, _ runs: [(record: RunRecord, flow: AutowebinarFlow)], connection: String, above floor: Int
    ) -> Invitation? {
        guard let last = runs.lastIndex(where: { $0.flow.plan.connection == connection && $0.flow.wasPublished }) else { return nil }
        let (record, flow) = runs[last]
        let url = flow.facts.published ? flow.facts.inviteUrl : nil
        return Invitation(
            job: RunKey.job(of: record.key), connection: connection, run: record.key, identifier: identifier(occurrence, connection: connection),
            title: flow.shownTitle, startsAt: flow.plan.startsAt, endsAt: flow.endsAt, timezone: flow.plan.timezone,
            status: url == nil ? .cancelled : .confirmed, sequence: runs[...last].reduce(floor + last) { $0 + $1.flow.facts.revision }, url: url,
            changedAt: record.invitationChange(of: flow, isTakenBack: url == nil))
    }

    /// Job and instant name an occurrence, and the connection sets installations apart that share a calendar.
    private static func identifier(_ occurrence: String, connection: String) -> String {
        "\(occurrence.replacing("@", with: "-"))@\(connection).autowebinar"
    }
}

extension AutowebinarFlow {
    /// True once participants had a link, whether or not it leads anywhere now.
    fileprivate var wasPublished: Bool { facts.published && facts.inviteUrl != nil || facts.revision > 0 }
}

extension RunRecord {
    /// When the last step ended that changed what the invitation tells. The look before the session, what comes after it and the cleanup tell nobody
    /// anything; of a removal that takes it back, the first step does.
    fileprivate func invitationChange(of flow: AutowebinarFlow, isTakenBack: Bool) -> Date {
        func ends(_ names: [StepName]) -> [Date] {
            steps.filter { step in step.how != nil && names.contains { $0.rawValue == step.name } }.compactMap(\.endedAt)
        }
        let followed = flow.facts.followedAt.map(WireDate.date(milliseconds:))
        let told = (ends([.composeInvitation, .replaceRecord, .renamePlayback, .publishAgain]) + [followed].compactMap(\.self)).max() ?? createdAt
        guard isTakenBack else { return told }
        return ends([.deletePlaybackEvent, .deletePlayback, .deleteSurplusEvent]).filter { $0 > told }.min() ?? told
    }
}

extension WorkspaceReader {
    /// The invitations of the jobs of these names, or of all where none is named.
    ///
    /// - Parameter connection: only those in it; nil for all. A job may have been in another one before.
    package func invitations(jobs: [String] = [], connection: String? = nil) async throws -> [Invitation] {
        let prefixes: [String?] = jobs.isEmpty ? [nil] : Set(jobs).map(RunKey.prefix)
        let all = try await store.pool.read { db in
            Invitation.all(
                of: try prefixes.flatMap { try RunRecord.fetch(db, prefix: $0, limit: .max) }, restoredAt: try ServiceJournal.restoredAt(db))
        }
        return all.filter { connection == nil || $0.connection == connection }
    }
}
