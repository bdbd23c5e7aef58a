import Foundation
import GRDB
import Orchestration

/// The request that is being answered, as it will be known to those that repeat it.
struct Repetition: Sendable {
    let connection: String
    let key: String
    /// The run that an earlier one of the same key made; nil where none did.
    let run: String?
    /// Whether that request was answered.
    var isAnswered = false

    /// Notes the run in the transaction that makes it, so that no repetition makes another.
    func note(_ db: Database, run: String) throws {
        guard var request = try RequestTable.fetch(db, connection: connection, key: key) else { return }
        request.run = run
        try RequestTable.put(db, request)
    }
}
