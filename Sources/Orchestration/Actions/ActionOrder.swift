package import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI

/// One action that somebody asks for by itself.
package struct ActionOrder: Codable, Sendable, Equatable {
    /// The key of its run: that of an `externalId` or another natural key, else a new one. Asking twice with one key is asking once.
    package let key: String
    /// Whether the key stands for what is asked for, not for this order alone.
    private let isNatural: Bool
    package let arguments: ActionArguments
    package let connection: String
    /// Runs of the connection that wait for a token that works are tried again with it.
    package let opensConnection: Bool
    /// Who asks, for the audit.
    package let actor: String

    /// - Parameter naturalKey: what it is that is asked for, where the arguments have no `externalId`; nil for an order like no other.
    package init(
        _ arguments: ActionArguments, naturalKey: String? = nil, connection: String, opensConnection: Bool = false, actor: String, now: Date = Date()
    ) {
        let natural = naturalKey ?? arguments.text("externalId")
        key = natural.map { RunKey.command(externalId: $0, connection: connection) } ?? RunKey.command(now: now)
        isNatural = natural != nil
        self.arguments = arguments
        self.connection = connection
        self.opensConnection = opensConnection
        self.actor = actor
    }

    /// Makes the run inside the caller's transaction. Where a run of a natural key ended, or ends, without having brought about what it was for, or the
    /// time of the link that it brought is over, it is made again.
    ///
    /// - Returns: the key of the run, and whether it is new.
    /// - Throws: ``ExternalIdReused`` where the `externalId` stands for something else, ``CancellationUndecided``.
    package func submit(_ journal: ServiceJournal, _ db: Database, webURL: String, now: Date) throws -> (run: String, isNew: Bool) {
        if opensConnection { try journal.openLane(db, connection) }
        let flow = ServiceFlow(arguments, connection: connection, webURL: webURL, now: now)
        for generation in 1...1000 {
            let key = generation == 1 ? self.key : "\(self.key).\(generation)"
            if try journal.submit(db, key: key, flow: flow, now: now) {
                try journal.audit(db, nil, actor, "\(arguments.action) \(key)", now: now)
                return (key, true)
            }
            let existing = try RunRecord.fetch(db, key: key)
            let known = try existing.map { try ServiceFlow($0) }
            let standing = existing?.standing(known?.autowebinar)
            if isNatural, standing == .undecided { throw CancellationUndecided(run: key) }
            let isExpired = known?.actions?.results.last?.expiresAt.map { $0 <= now } ?? false
            guard isNatural, standing == .inVain || isExpired else {
                if arguments.text("externalId") != nil, let wanted = flow.autowebinar?.plan, known?.autowebinar?.plan.means(wanted) == false {
                    throw ExternalIdReused(run: key)
                }
                return (key, false)
            }
        }
        throw OperatorError("\(key) was tried a thousand times; look at: autowebinar run list")
    }
}

extension RunRecord {
    /// What a run is to whoever asks for the same again.
    package enum Standing: Sendable {
        /// It has brought about what it was for, or will.
        case holds
        /// It never will: it is over, or is to be cancelled.
        case inVain
        /// It is to be cancelled, and has to find out first whether it has brought it about.
        case undecided
    }

    /// What it is to whoever asks for the same again. An autowebinar that was published and cancelled stays so, for whoever asks does not know of it.
    package func standing(_ autowebinar: AutowebinarFlow?) -> Standing {
        if autowebinar?.facts.published == true || wasTakenBack(autowebinar) { return .holds }
        if [.failed, .cancelled, .skipped].contains(state) { return .inVain }
        guard isCancelRequested, !state.isFinal else { return .holds }
        return !isCancelReceived && steps.last?.state == .intent ? .undecided : .inVain
    }

    /// Whether it was cancelled after its autowebinar was published, or is being so.
    func wasTakenBack(_ autowebinar: AutowebinarFlow?) -> Bool {
        (state == .cancelled || isCancelRequested && !state.isFinal) && autowebinar?.facts.revision ?? 0 > 0
    }
}

/// An `externalId` that comes again with other values: it stands for what it came with first, for ever.
package struct ExternalIdReused: Error, Sendable, CustomStringConvertible {
    /// The key of the run that was asked for with it.
    package let run: String

    package var description: String { "This externalId belongs to the run \(run), which was asked for with other values; use a new one." }
}

/// What is asked for again while the run that it was asked for with is to be cancelled and does not know yet what it has brought about.
package struct CancellationUndecided: Error, Sendable, CustomStringConvertible {
    /// The key of that run.
    package let run: String

    package init(run: String) { self.run = run }

    package var description: String { "The run \(run) is being cancelled, and what it has done is still being checked; try again in a few seconds." }
}
