import DurableFlow
import Foundation
import GRDB

/// What binds the run of a permanent autowebinar that is taken down and the run that collects its analytics together: the playback goes only once
/// those who watched it since the last look are asked for. As with shared playbacks, each looks in the database.
enum LastCollection {
    /// Whether nothing collects a permanent autowebinar any more; nil while something does.
    static func look(_ db: Database, key: String, call: ServiceCall) throws -> Outcome<ServiceAnswer>? {
        guard case .autowebinar(.followCollection) = call else { return nil }
        return try RunRecord.fetch(db, prefix: RunKey.parts(of: key), limit: 100).allSatisfy(\.state.isFinal) ? .elapsed : nil
    }

    /// Wakes the autowebinar that waits for it, in the transaction that ends a collection.
    static func noteEnding(_ db: Database, _ journal: ServiceJournal, key: String, flow: ServiceFlow, now: Date) throws {
        let autowebinar = RunKey.whole(key)
        guard flow.permanentCollection != nil, try RunRecord.fetchState(db, key: autowebinar) != nil else { return }
        try journal.wake(db, key: autowebinar, now: now)
    }
}
