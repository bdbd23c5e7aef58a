package import GRDB

extension Work {
    /// The key of the run.
    package var runKey: String { row.key }
    /// The lane of the run.
    package var lane: String { row.lane }

    /// Sends the call, or looks it up, once. Its intent must be committed; the result is for ``Journal/record(_:_:_:now:)``.
    ///
    /// - Parameter journal: where it is read what other runs own; nothing is written.
    package func carriedOut<P: Performer>(
        by performer: P, reading journal: any DatabaseReader
    ) async -> WorkResult<F.Answer> where P.Call == F.Call, P.Answer == F.Answer {
        let run = row.id
        let context = CallContext(
            runKey: row.key, step: effect.step, lane: row.lane, notBefore: notBefore, isRestored: row.isRestored
        ) { kind, identifiers in
            try await journal.read { db in
                try String.fetchSet(
                    db,
                    sql: """
                        SELECT identifier FROM remote WHERE kind = ? AND flow <> ?
                          AND identifier IN (\(repeatElement("?", count: identifiers.count).joined(separator: ", ")))
                        """,
                    arguments: [kind, run] + StatementArguments(identifiers))
            }
        }
        switch mode {
        case .perform: return .performed(await performer.perform(effect.call, context))
        case .lookUp(let identifier): return .lookedUp(await performer.lookUp(effect.call, adopting: identifier, context))
        }
    }
}

extension WorkResult {
    /// Why the remote side gave no answer that decides anything; nil where it did.
    var hindrance: Hindrance? {
        switch self {
        case .performed(.hindered(let hindrance)), .lookedUp(.hindered(let hindrance)): hindrance
        default: nil
        }
    }
}
