import DurableFlow
import Foundation
import GRDB

extension ServiceJournal {
    /// Ends a run. One that waits for its connection and has nothing to
    /// undo ends here and now: the connection may never come. Asking twice changes nothing.
    ///
    /// - Throws: ``OperatorError`` where there is no such run, or it has ended and has nothing to undo.
    func end(_ db: Database, key: String, actor: String, now: Date) throws {
        if try !withdraw(db, key: key, actor: actor, now: now) { try cancel(db, key: key, actor: actor, now: now) }
    }
}
