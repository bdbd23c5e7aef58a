import Foundation
package import GRDB

/// The only writing connection, on a thread of its own: whatever waits goes into one transaction and one sync.
///
/// A mutation is synchronous and performs no I/O but the database's. Its result is handed out after the commit, never before. An error in a
/// mutation rolls the whole batch back, and its mutations are applied again one by one, so that none leaves half of itself or harms another.
package final class Writer: @unchecked Sendable {
    private typealias Mutation = (apply: (Database) throws -> Void, finish: ((any Error)?) -> Void)

    /// Guards everything that changes.
    private let condition = NSCondition()
    private var mailbox: [Mutation] = []
    private var isClosed = false
    /// Somebody is writing: the thread, or a caller on its own.
    private var isWriting = false
    private var failure: (any Error)?
    private var commitCount = 0
    private var mutationCount = 0

    private let pool: DatabasePool
    private let statements = Statements()
    private let gatherSize: @Sendable () -> Int
    private let finished = DispatchSemaphore(value: 0)

    /// The longest batch.
    private static let batchLimit = 256
    /// The longest wait for more mutations, in seconds.
    private static let gatherTime = 0.001

    /// - Parameter gatherSize: how many mutations are worth waiting for up to a millisecond; 1 never waits.
    package init(_ store: Store, gatherSize: @escaping @Sendable () -> Int = { 1 }) {
        pool = store.pool
        self.gatherSize = gatherSize
        let thread = Thread { [self] in run() }
        thread.name = "autowebinar.writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// How many transactions were committed so far.
    package var commits: Int {
        condition.withLock { commitCount }
    }

    /// How many mutations those transactions held.
    package var mutations: Int {
        condition.withLock { mutationCount }
    }

    /// How many mutations wait for the thread.
    var waiting: Int {
        condition.withLock { mailbox.count }
    }

    /// Applies a mutation in a committed transaction.
    ///
    /// Not cancellable: an outcome that was seen is recorded even while the process shuts down.
    ///
    /// - Parameter here: writes on the calling thread, which then waits for the disk, where nobody else is writing: a hand-over to the thread
    ///   and back costs a lone step a good part of its time, and there is nobody to share the sync with.
    /// - Throws: what the mutation threw, and then it left nothing behind; or the error that made the database unusable, for this and all further ones.
    package func write<T: Sendable>(here: Bool = false, _ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        if here, takeTurn() { return try applyHere(body) }
        return try await withCheckedThrowingContinuation { continuation in
            var value: T?
            let mutation: Mutation = (
                apply: { value = try body($0) },
                finish: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else if let value {
                        continuation.resume(returning: value)
                    }
                }
            )
            submit(mutation)
        }
    }

    /// Ends the thread after what waits is written, and folds the write-ahead log into the file. Calling it again does nothing.
    package func close() {
        let isFirst = condition.withLock {
            defer {
                isClosed = true
                condition.signal()
            }
            return !isClosed
        }
        guard isFirst else { return }
        finished.wait()
    }

    private func submit(_ mutation: Mutation) {
        let refusal: (any Error)? = condition.withLock {
            if let failure { return failure }
            if isClosed { return CancellationError() }
            mailbox.append(mutation)
            return nil
        }
        // Outside the lock, so that the thread does not wake only to wait for it.
        condition.signal()
        if let refusal { mutation.finish(refusal) }
    }

    private func run() {
        while let batch = nextBatch() {
            apply(batch)
            endTurn()
        }
        try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        finished.signal()
    }

    /// Begins to write, unless somebody writes or waits to.
    private func takeTurn() -> Bool {
        condition.withLock {
            guard !isWriting, mailbox.isEmpty, !isClosed, failure == nil else { return false }
            isWriting = true
            return true
        }
    }

    private func endTurn() {
        let isAwaited = condition.withLock {
            isWriting = false
            return isClosed || !mailbox.isEmpty
        }
        if isAwaited { condition.signal() }
    }

    /// One mutation in a transaction of its own, on the caller's thread.
    private func applyHere<T>(_ body: (Database) throws -> T) throws -> T {
        defer { endTurn() }
        var refusal: (any Error)?
        do {
            return try pool.writeWithoutTransaction { db in
                try begin(db)
                let value: T
                do {
                    value = try body(db)
                } catch {
                    try rollBack(db)
                    if !Self.isFatal(error) { refusal = error }
                    throw error
                }
                try commit(db, of: 1)
                return value
            }
        } catch {
            // An error of the mutation alone is nobody else's.
            if refusal == nil { fail([], error) }
            throw error
        }
    }

    private func apply(_ batch: [Mutation]) {
        do {
            try pool.writeWithoutTransaction { db in
                if try !applyTogether(batch, db) { try applyOneByOne(batch, db) }
            }
        } catch {
            fail(batch, error)
        }
    }

    private func nextBatch() -> [Mutation]? {
        condition.lock()
        defer { condition.unlock() }
        while mailbox.isEmpty || isWriting {
            if isClosed, !isWriting { return nil }
            condition.wait()
        }
        let wanted = min(gatherSize(), Self.batchLimit)
        if mailbox.count < wanted, !isClosed {
            let deadline = Date(timeIntervalSinceNow: Self.gatherTime)
            while mailbox.count < wanted, condition.wait(until: deadline) {}
        }
        let batch = Array(mailbox.prefix(Self.batchLimit))
        mailbox.removeFirst(batch.count)
        isWriting = true
        return batch
    }

    /// - Returns: false where a mutation threw, after the roll-back.
    private func applyTogether(_ batch: [Mutation], _ db: Database) throws -> Bool {
        try begin(db)
        do {
            for mutation in batch { try mutation.apply(db) }
        } catch {
            try rollBack(db)
            if Self.isFatal(error) { throw error }
            return false
        }
        try commit(db, of: batch.count)
        for mutation in batch { mutation.finish(nil) }
        return true
    }

    private func applyOneByOne(_ batch: [Mutation], _ db: Database) throws {
        var waiting = batch[...]
        do {
            while let mutation = waiting.first {
                try begin(db)
                do {
                    try mutation.apply(db)
                } catch {
                    try rollBack(db)
                    if Self.isFatal(error) { throw error }
                    mutation.finish(error)
                    waiting.removeFirst()
                    continue
                }
                try commit(db, of: 1)
                mutation.finish(nil)
                waiting.removeFirst()
            }
        } catch {
            fail(Array(waiting), error)
        }
    }

    private func begin(_ db: Database) throws { try statements.run(db, "BEGIN IMMEDIATE TRANSACTION", []) }

    private func commit(_ db: Database, of count: Int) throws {
        do {
            try statements.run(db, "COMMIT TRANSACTION", [])
        } catch {
            try? rollBack(db)
            throw error
        }
        condition.withLock {
            commitCount += 1
            mutationCount += count
        }
    }

    private func rollBack(_ db: Database) throws {
        // SQLite has rolled back by itself after some errors, a full disk among them.
        if db.isInsideTransaction { try db.rollback() }
    }

    /// The database cannot be trusted to write any more: nobody is told of a success, and every further mutation is refused.
    private func fail(_ batch: [Mutation], _ error: any Error) {
        let waiting = condition.withLock {
            failure = error
            defer { mailbox = [] }
            return batch + mailbox
        }
        for mutation in waiting { mutation.finish(error) }
    }

    /// Whether an error makes the database unusable for writing, so that nothing further is written by this process: a full disk, an I/O error.
    package static func isFatal(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM: return true
        default: return false
        }
    }
}
