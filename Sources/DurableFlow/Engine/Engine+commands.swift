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
            let answer: String? = try await change { journal, db, now in
                // The one who asked may have withdrawn it since, and been told that nothing was changed.
                guard try Int.fetchOne(db, sql: "SELECT 1 FROM command WHERE id = ? AND answered_ms IS NULL", arguments: [id]) != nil else {
                    return nil
                }
                let answer = try commands(command, journal, db, now)
                try db.execute(
                    sql: "UPDATE command SET answered_ms = ?, failed = 0, answer = ?, argument = x'' WHERE id = ?",
                    arguments: [now.milliseconds, answer, id])
                return answer
            }
            guard let answer else { return }
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
    /// - Parameters:
    ///   - patience: how long to wait; the command is withdrawn when it passes or the task is cancelled.
    ///   - takeOver: asked again and again whether this process has become the owner, since the one that was to answer may end first.
    /// - Returns: the owner's answer; nil where this process has become the owner instead: the command is withdrawn then, and is the caller's to
    ///   carry out.
    /// - Throws: ``OperatorError`` with the owner's refusal, or where nobody answered; what `takeOver` throws.
    package func send(
        to pool: DatabasePool, patience: Duration, clock: EngineClock = .system, takeOver: () throws -> Bool = { false }
    ) async throws -> String? {
        let now = clock.now()
        let id = try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO command(verb, argument, asked_ms) VALUES(?, ?, ?)", arguments: [verb, argument, now.milliseconds])
            return db.lastInsertedRowID
        }
        let deadline = now.adding(patience)
        do {
            while clock.now() < deadline {
                if let answer = try await answer(to: id, pool) { return answer }
                if try takeOver() {
                    // The one before may have answered as its last act.
                    return try await withdraw(id, pool) ? nil : try await answer(to: id, pool)
                }
                try await clock.sleep(.milliseconds(50))
            }
        } catch is CancellationError {
            // Withdrawn below.
        }
        guard try await withdraw(id, pool) else { throw OperatorError("the command was carried out while waiting ended") }
        let owner = OwnerLock.holder(databasePath: pool.path)
        throw OperatorError("\(owner), which owns the database, did not answer; nothing was changed")
    }

    private func answer(to id: Int64, _ pool: DatabasePool) async throws -> String? {
        let row = try await pool.read { db in
            try Row.fetchOne(db, sql: "SELECT failed, answer FROM command WHERE id = ? AND answered_ms IS NOT NULL", arguments: [id])
                .map { (hasFailed: $0["failed"] as Bool, answer: $0["answer"] as String) }
        }
        guard let row else { return nil }
        if row.hasFailed { throw OperatorError(row.answer) }
        return row.answer
    }

    /// False where the command is answered already.
    private func withdraw(_ id: Int64, _ pool: DatabasePool) async throws -> Bool {
        // A task of its own, as GRDB writes nothing for one that was cancelled.
        try await Task {
            try await pool.write { db in
                try db.execute(sql: "DELETE FROM command WHERE id = ? AND answered_ms IS NULL", arguments: [id])
                return db.changesCount == 1
            }
        }.value
    }
}
