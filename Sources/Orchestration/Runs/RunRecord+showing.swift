import DurableFlow
import GRDB

extension RunRecord {
    /// Whether it is a showing that failed before it was published and left nothing at livedigital: its date may be tried anew. Beside what was left,
    /// after a restore perhaps published, another would be one too many.
    var hasFailedUnpublished: Bool {
        guard state == .failed, let flow = (try? ServiceFlow(self))?.autowebinar else { return false }
        return !flow.facts.published && flow.made.isEmpty
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

    /// Whether it is a permanent job's that is on show for ever or will be: it was not taken down and did not fail.
    var isOpenForEver: Bool { !isCancelRequested && (!state.isFinal || state == .completed) }
}
