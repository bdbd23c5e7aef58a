package import Foundation
package import GRDB
import Logging

/// A command that one process left in the database for the owner to carry out.
package struct OwnerCommand: Sendable, Equatable {
    package var verb: String
    /// JSON, sealed where it holds a secret.
    package var argument: Data

    package init(verb: String, argument: Data) {
        self.verb = verb
        self.argument = argument
    }
}

extension Engine {
    /// How often the owner looks for commands.
    private static var pollInterval: Duration { .milliseconds(250) }

    /// Looks for commands of other processes until stopped, and answers each once.
    func answerCommands(until isStopping: @escaping @Sendable () -> Bool) async {
        var version: Int64?
        while !isStopping() {
            do {
                let seen = version
                let (current, waiting) = try await writer.write { db in
                    // Changes when another connection has committed, never by our own commits.
                    let current = try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0
                    guard current != seen else { return (current, [(Int64, OwnerCommand)]()) }
                    let rows = try Row.fetchAll(db, sql: "SELECT id, verb, argument FROM command WHERE answered_ms IS NULL ORDER BY id")
                    return (current, rows.map { ($0["id"], OwnerCommand(verb: $0["verb"], argument: $0["argument"])) })
                }
                version = current
                for (id, command) in waiting { try await answer(id, command) }
            } catch {
                return stop(because: error)
            }
            try? await options.clock.sleep(Self.pollInterval)
        }
    }

    private func answer(_ id: Int64, _ command: OwnerCommand) async throws {
        let commands = options.commands
        do {
            let answer = try await change { journal, db, now in
                let answer = try commands(command, journal, db, now)
                try db.execute(
                    sql: "UPDATE command SET answered_ms = ?, failed = 0, answer = ?, argument = x'' WHERE id = ?",
                    arguments: [now.milliseconds, answer, id])
                return answer
            }
            logger.info("carried out a command of another process", metadata: ["verb": "\(command.verb)", "answer": "\(answer)"])
        } catch {
            // Whatever it was, the answer decides whether the database can still be written; unanswered, it would come back for ever.
            try await change { _, db, now in
                try db.execute(
                    sql: "UPDATE command SET answered_ms = ?, failed = 1, answer = ?, argument = x'' WHERE id = ?",
                    arguments: [now.milliseconds, "\(error)", id])
            }
        }
    }
}

extension OwnerCommand {
    /// Leaves the command for the owner and waits for its answer.
    ///
    /// - Parameter patience: how long to wait; the command is withdrawn when it passes or the task is cancelled.
    /// - Throws: ``OperatorError`` with the owner's refusal, or where nobody answered.
    package func send(to pool: DatabasePool, patience: Duration, clock: EngineClock = .system) async throws -> String {
        let now = clock.now()
        let id = try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO command(verb, argument, asked_ms) VALUES(?, ?, ?)", arguments: [verb, argument, now.milliseconds])
            return db.lastInsertedRowID
        }
        let deadline = now.adding(patience)
        do {
            while clock.now() < deadline {
                let outcome: (hasFailed: Bool, answer: String)? = try await pool.read { db in
                    try Row.fetchOne(db, sql: "SELECT failed, answer FROM command WHERE id = ? AND answered_ms IS NOT NULL", arguments: [id])
                        .map { ($0["failed"], $0["answer"]) }
                }
                if let outcome {
                    if outcome.hasFailed { throw OperatorError(outcome.answer) }
                    return outcome.answer
                }
                try await clock.sleep(.milliseconds(50))
            }
        } catch is CancellationError {
            // Withdrawn below.
        }
        // A task of its own, as GRDB writes nothing for one that was cancelled.
        let isWithdrawn = try await Task {
            try await pool.write { db in
                try db.execute(sql: "DELETE FROM command WHERE id = ? AND answered_ms IS NULL", arguments: [id])
                return db.changesCount == 1
            }
        }.value
        guard isWithdrawn else { throw OperatorError("the command was carried out while waiting ended") }
        throw OperatorError("the process that owns the database did not answer; nothing was changed")
    }
}
