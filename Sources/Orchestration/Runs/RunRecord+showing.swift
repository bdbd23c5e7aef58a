import DurableFlow
import Foundation
import GRDB

extension RunRecord {
    /// Whether it is a showing that failed before it was published and left nothing at livedigital: its date may be tried anew. Beside what was left,
    /// after a restore perhaps published, another would be one too many.
    var hasFailedUnpublished: Bool {
        guard state == .failed, let flow = (try? ServiceFlow(self))?.autowebinar else { return false }
        return !flow.facts.published && flow.made.isEmpty
    }

    /// Whether another run may take its date: it was cancelled or skipped, or failed and left nothing.
    var leavesDateFree: Bool { state == .cancelled || state == .skipped || hasFailedUnpublished }

    /// Whether a change of its job leaves a run as it is: it leaves its date free, or is to be cancelled.
    static func hasNothingToChange(_ db: Database, key: String) throws -> Bool {
        // Most are on show, and none of those has to be read whole.
        switch try fetchState(db, key: key) {
        case (_, isCancelRequested: true)?, (.cancelled, _)?, (.skipped, _)?: true
        case (.failed, _)?: try fetch(db, key: key)?.hasFailedUnpublished ?? false
        default: false
        }
    }

    /// The last run of a permanent job, whatever became of it; nil where there was none yet.
    static func permanent(_ db: Database, job: String) throws -> RunRecord? {
        var last: RunRecord?
        for generation in 1...1000 {
            guard let run = try fetch(db, key: RunKey.make(job: job, startsAt: nil, generation: generation)) else { break }
            last = run
        }
        return last
    }

    /// Another run that has taken the place of one, whatever that was for; nil where there is none.
    static func successor(_ db: Database, of key: String) throws -> RunRecord? {
        try fetch(db, prefix: RunKey.occurrence(of: key)).first {
            $0.key != key && RunKey.whole($0.key) == $0.key && ![.failed, .cancelled, .skipped].contains($0.state)
        }
    }

    /// The runs that have failed since an instant and can be tried again, the last first.
    static func retriable(_ db: Database, since: Date, now: Date) throws -> [String] {
        let kinds = ServiceFlow.internalKinds.map { "'\($0)'" }.joined(separator: ", ")
        return try String.fetchAll(
            db, sql: "SELECT key FROM flow WHERE state = ? AND updated_ms >= ? AND kind NOT IN (\(kinds)) ORDER BY updated_ms DESC LIMIT 100",
            arguments: [RunState.failed.rawValue, since.wholeMilliseconds]
        ).filter { key in
            guard var flow = try fetch(db, key: key).flatMap({ try? ServiceFlow($0) }), flow.retry(at: now) else { return false }
            return try successor(db, of: key) == nil
        }
    }

    /// Whether it is a permanent job's that is on show for ever or will be: it was not taken down and did not fail.
    var isOpenForEver: Bool { !isCancelRequested && (!state.isFinal || state == .completed) }
}
