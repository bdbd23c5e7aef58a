import DurableFlow
import Foundation
import GRDB

extension ServiceJournal {
    /// Ends a run, and with that of a permanent autowebinar those that collect its analytics, which look once more before it is taken down. One that
    /// waits for its connection and has nothing to undo ends here and now: the connection may never come. Asking twice changes nothing.
    ///
    /// - Throws: ``OperatorError`` where there is no such run, or it has ended and has nothing to undo.
    func end(_ db: Database, key: String, actor: String, now: Date) throws {
        if try !withdraw(db, key: key, actor: actor, now: now) { try cancel(db, key: key, actor: actor, now: now) }
        for part in try RunRecord.fetch(db, prefix: RunKey.parts(of: key), limit: 100) where !part.state.isFinal && !part.isCancelRequested {
            if try !withdraw(db, key: part.key, actor: actor, now: now) { try amend(db, key: part.key, amendment: Data(), actor: actor, now: now) }
        }
    }
}
