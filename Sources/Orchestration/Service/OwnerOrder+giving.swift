package import DurableFlow
import Foundation

extension OwnerOrder {
    /// Has the order carried out: by the process that owns the database, else by this one.
    ///
    /// - Returns: what was done, and whether another process did it.
    package func give(in workspace: Workspace, purpose: String) async throws -> (answer: String, wasForwarded: Bool) {
        let (answer, owner) = try await hand(in: workspace, purpose: purpose)
        return (answer, owner != nil)
    }

    /// The same, with the process that did it; nil is this one. An owner that ends before it answers is replaced by this process, so an order is
    /// carried out once, by somebody, or this throws.
    package func hand(in workspace: Workspace, purpose: String) async throws -> (answer: String, owner: OwnerLock.Taken?) {
        var owned: OwnedWorkspace?
        var owner: OwnerLock.Taken?
        func takesOver() throws -> Bool {
            do {
                owned = try OwnedWorkspace(workspace, purpose: purpose)
                return true
            } catch let taken as OwnerLock.Taken {
                owner = taken
                return false
            }
        }
        if let store = try await workspace.openForCommands(unless: takesOver) {
            let command = OwnerCommand(verb: Self.verb, argument: try JSONEncoder().encode(self))
            let answer = try await command.send(to: store.pool, patience: .seconds(10), takeOver: takesOver)
            if let answer {
                owned?.engine.writer.close()
                return (answer, owner)
            }
        }
        guard let owned else { throw OperatorError("the database was neither free nor did its owner answer; nothing was changed") }
        let context = owned.context
        let answer = try await owned.changing { journal, db, now in
            // What an owner was killed in the middle of is no longer on its way.
            try journal.takeOver(db, now: now)
            return try carryOut(journal, db, context, now: now)
        }
        return (answer, nil)
    }
}

extension OwnerLock.Taken {
    /// The owner is the service, which goes on with every run; any other ends with its own.
    package var isService: Bool { owner.hasSuffix("(\(Daemon.purpose))") }
}
