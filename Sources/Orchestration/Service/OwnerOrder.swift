import DurableFlow
package import Foundation
import GRDB

/// What a person can ask the owner of the database to do. Another process writes it as a command, the owner carries it out; without an owner the
/// asking process becomes it.
package enum OwnerOrder: Codable, Sendable, Equatable {
    case cancel(run: String, actor: String)
    case retry(run: String, actor: String)
    /// - Parameter adopting: what the open step made; nil says that it made nothing.
    case resolve(run: String, adopting: String?, actor: String)
    /// The token travels sealed.
    case addConnection(name: String, baseURL: String?, sealedToken: Data, fingerprint: String, label: String?, account: String?, isAccepted: Bool)
    /// - Parameter isGone: nothing else gives the connection its token, so what is known of its webhooks is forgotten.
    case removeConnection(name: String, isGone: Bool)
    /// A client of the HTTP API that shows a key of this digest may act for the connection.
    case addKey(connection: String, digest: Data, kind: AccessKey.Kind)
    /// No key that was issued for the connection is good any more, and tokens of livedigital are tried again when they are shown.
    case revokeKeys(connection: String)
    /// livedigital accepts this token no more.
    case forgetToken(digest: Data)
    /// The token was seen to work: the runs of the connection go on.
    case openConnection(name: String)
    /// Makes the stored jobs as the change set says, if nothing has moved since it was worked out.
    case apply(ChangeSet, actor: String)
    case pauseJob(name: String, note: String?, actor: String)
    case resumeJob(name: String, actor: String)
    /// Takes up the collections that past sessions lack.
    case backfill(Backfill, actor: String)
    /// Gathers the reports of calls without a job; the answer is the key of the run.
    case collect(CollectionRequest, actor: String)
    /// Makes a run of a job besides its schedule, where no start is given at the one that its kind has; the answer is its key.
    case triggerJob(name: String, startsAt: Date?, actor: String)
    /// Mends what has drifted; the answer is the outcomes, as JSON.
    case mendDrift(DriftMending, actor: String)
    /// Makes the run of one action; the answer is its key.
    case act(ActionOrder)
    /// Makes the runs of several actions, all or none.
    case actAll([ActionOrder])
    /// Makes or removes webhooks; the answer is the keys of the runs, as JSON.
    case changeWebhooks(WebhookOrder)

    init(_ command: OwnerCommand) throws {
        guard command.verb == Self.verb else { throw OperatorError("this version does not know the command \(command.verb)") }
        self = try JSONDecoder().decode(OwnerOrder.self, from: command.argument)
    }

    static let verb = "order"

    /// Carries the order out inside the caller's transaction; doing it twice is doing it once.
    ///
    /// - Returns: what was done, in a sentence.
    func carryOut(_ journal: ServiceJournal, _ db: Database, _ context: OwnerContext, now: Date) throws -> String {
        let accounts = context.accounts
        switch self {
        case .cancel(let run, let actor):
            try SharedPlaybacks.checkUnused(db, run)
            try journal.end(db, key: run, actor: actor, now: now)
            return "\(run) is being cancelled"
        case .retry(let run, let actor):
            // Two runs of one occurrence must never both publish.
            if let other = try RunRecord.successor(db, of: run) {
                throw OperatorError("\(other.key) has taken the place of \(run); look at it with: autowebinar run show \(other.key)")
            }
            try JobTable.retry(db, journal, key: run, actor: actor, now: now)
            return "\(run) goes on"
        case .resolve(let run, let identifier, let actor):
            try journal.resolve(db, key: run, as: identifier.map(Resolution.adopt) ?? .undone, actor: actor, now: now)
            return "\(run) goes on"
        case .addConnection(let name, let baseURL, let sealedToken, let fingerprint, let label, let account, let isAccepted):
            // A token that was accepted for another account, or elsewhere, is not one of this account; and why this one took the place of another is
            // not known: those that are shown are tried again.
            if let former = try ConnectionTable.fetch(db, name: name),
                former.account == nil || former.account != account || accounts.address(former.baseURL) != accounts.address(baseURL)
                    || former.fingerprint != fingerprint
            {
                _ = try AccessKeyTable.remove(db, connection: name, kind: .token)
            }
            try ConnectionTable.put(
                db,
                Connection(
                    name: name, baseURL: baseURL, sealedToken: sealedToken, fingerprint: fingerprint, label: label, account: account, addedAt: now))
            if isAccepted { try journal.openLane(db, name) }
            try journal.audit(db, nil, "operator", "connection add \(name) (token \(fingerprint))", now: now)
            accounts.forget(name)
            return "the connection \(name) is stored"
        case .removeConnection(let name, let isGone):
            guard try ConnectionTable.remove(db, name: name) else { throw OperatorError("there is no connection \(name)") }
            try journal.audit(db, nil, "operator", "connection remove \(name)", now: now)
            _ = try AccessKeyTable.remove(db, connection: name)
            if isGone { try WebhookTable.forget(db, journal, connection: name, now: now) }
            accounts.forget(name)
            return "the connection \(name) is removed"
        case .addKey(let connection, let digest, let kind):
            try AccessKeyTable.put(db, digest: digest, connection: connection, kind: kind, now: now)
            try journal.audit(db, nil, "operator", "connection key \(connection): \(kind.rawValue)", now: now)
            return "a key of the connection \(connection) is stored"
        case .revokeKeys(let connection):
            let count = try AccessKeyTable.remove(db, connection: connection, kind: .issued)
            _ = try AccessKeyTable.remove(db, connection: connection, kind: .token)
            try journal.audit(db, nil, "operator", "connection key \(connection): \(count) revoked", now: now)
            return "\(count.counted("key")) of the connection \(connection) revoked"
        case .forgetToken(let digest):
            try AccessKeyTable.remove(db, digest: digest)
            return "the token is forgotten"
        case .openConnection(let name):
            try journal.openLane(db, name)
            accounts.forget(name)
            return "the runs of the connection \(name) go on"
        case .apply(let set, let actor):
            return try ChangePlanner(zones: context.zones).apply(set, db, journal, actor: actor, now: now)
        case .pauseJob(let name, let note, let actor):
            return try JobTable.pause(db, journal, name: name, note: note, actor: actor, now: now)
        case .resumeJob(let name, let actor):
            return try JobTable.resume(db, journal, name: name, actor: actor, now: now)
        case .backfill(let backfill, let actor):
            return try backfill.carryOut(db, journal, webURL: context.webURL, zones: context.zones, actor: actor, now: now)
        case .collect(let request, let actor):
            return try request.carryOut(db, journal, actor: actor, now: now)
        case .triggerJob(let name, let startsAt, let actor):
            return try JobTable.trigger(db, journal, name: name, startsAt: startsAt, webURL: context.webURL, actor: actor, now: now)
        case .mendDrift(let mending, let actor):
            let outcomes = try mending.carryOut(db, journal, ChangePlanner(zones: context.zones), actor: actor, now: now)
            return String(decoding: try JSONEncoder().encode(outcomes), as: UTF8.self)
        case .act(let order):
            return try order.submit(journal, db, webURL: context.webURL, now: now).run
        case .actAll(let orders):
            for order in orders { _ = try order.submit(journal, db, webURL: context.webURL, now: now) }
            return "\(orders.count.counted("action")) taken"
        case .changeWebhooks(let order):
            let runs = try order.carryOut(db, journal, publicURL: context.publicURL, now: now)
            return String(decoding: try JSONEncoder().encode(runs), as: UTF8.self)
        }
    }
}
