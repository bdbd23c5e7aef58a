package import DurableFlow
import Foundation
import GRDB

/// What an action brought, as people and programs see it.
package struct ActionOutcome: Encodable, Sendable, Equatable {
    /// The step of its run.
    package var step: String
    package var action: String
    /// By name, every member of the definition, null where there is none.
    package var result: [String: JSONValue]

    /// What stands in the place of a secret that is not shown.
    package static let redacted = JSONValue.string("(sealed)")

    /// Without what is secret.
    init(_ result: ActionResult) {
        self.init(result) { _ in Self.redacted }
    }

    /// - Parameter secret: what a sealed member is shown as.
    private init(_ result: ActionResult, secret: (_ sealed: Data) throws -> JSONValue) rethrows {
        (step, action) = (result.step, result.action)
        var members = result.members
        for (name, sealed) in result.sealed { members[name] = try secret(sealed) }
        for member in ActionCatalog.named(result.action)?.results ?? [] where members[member.name] == nil { members[member.name] = .null }
        self.result = members
    }
}

extension ActionOutcome {
    /// Without what is only on the disk of the service, for whoever asks from elsewhere.
    var withoutLocal: ActionOutcome {
        var outcome = self
        for member in ActionCatalog.named(action)?.results ?? [] where member.isLocal { outcome.result[member.name] = nil }
        return outcome
    }

    /// What the actions of a run brought so far, in order. Of an autowebinar that was asked for by itself: nothing until it is published.
    ///
    /// - Parameter masterKey: opens what is secret; nil leaves it out.
    /// - Throws: ``SecretError`` where it was sealed with another key, or where this program does not know the flow.
    package static func all(of record: RunRecord, opening masterKey: MasterKey?) throws -> [ActionOutcome] {
        switch try ServiceFlow(record) {
        case .actions(let flow):
            return try flow.results.map { result in
                try ActionOutcome(result) { sealed in
                    guard let masterKey else { return redacted }
                    let member = ActionSecret.member(run: record.key, step: result.sealedBy, name: "url")
                    return .string(try masterKey.open(sealed, connection: record.lane, member: member))
                }
            }
        case .autowebinar(let flow):
            let name = ActionDefinition.createAutowebinar.name
            return flow.actionMembers(key: record.key).map { [ActionOutcome(ActionResult(step: name, action: name, members: $0))] } ?? []
        case .collection, .permanentCollection, .removal, .delivery, .webhook, .shared: return []
        }
    }
}

extension RunView {
    /// Whether its results have links that are not shown.
    package var hasSealedLinks: Bool { results?.contains { $0.result.values.contains(ActionOutcome.redacted) } ?? false }

    /// The same run with its links opened, for whoever asked for it: not for lists, logs and events.
    ///
    /// - Throws: as ``ActionOutcome/all(of:opening:)``.
    package init(_ record: RunRecord, opening masterKey: () throws -> MasterKey) throws {
        self.init(record)
        if hasSealedLinks { results = try ActionOutcome.all(of: record, opening: masterKey()) }
    }
}

extension WorkspaceReader {
    /// The run of that key with its links opened, for whoever asked for it; nil where there is no such run.
    package func run(_ key: String, opening masterKey: () throws -> MasterKey) async throws -> RunView? {
        try await store.pool.read { try RunRecord.fetch($0, key: key) }.map { try RunView($0, opening: masterKey) }
    }

    /// What the actions of a run brought so far; nil where there is no such run.
    ///
    /// - Parameter masterKey: opens what is secret, for whoever asked for the action; nil leaves it out.
    package func actionOutcomes(_ run: String, opening masterKey: MasterKey?) async throws -> [ActionOutcome]? {
        guard let record = try await store.pool.read({ try RunRecord.fetch($0, key: run) }) else { return nil }
        return try ActionOutcome.all(of: record, opening: masterKey)
    }
}
