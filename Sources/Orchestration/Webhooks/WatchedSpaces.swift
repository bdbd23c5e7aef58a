import Foundation
import GRDB

/// Who needs the events of which space.
struct WatchedSpaces: Sendable {
    /// `livedigital.watch`; nil where only hooks and jobs are worth asking for.
    var watch: ServiceConfiguration.Livedigital.Watch?

    /// What is wanted of the spaces of a connection.
    struct Need: Sendable, Equatable {
        /// Every space that the account has.
        var all = false
        /// These, by id or exact name.
        var named: Set<String> = []

        var isEmpty: Bool { !all && named.isEmpty }

        /// Those of the known spaces that are needed.
        func among(_ places: [Place]) -> [Place] { all ? places : places.filter { place in named.contains { place.isCalled($0) } } }
    }

    /// What is needed of every connection.
    var general: Need {
        switch watch {
        case .all: Need(all: true)
        case .spaces(let spaces): Need(named: Set(spaces))
        case nil: Need()
        }
    }

    /// What each connection needs; those that need nothing are left out.
    ///
    /// - Parameter environment: the connection whose token comes from the environment; nil where there is none.
    func needs(_ db: Database, environment: String?) throws -> [String: Need] {
        var needs: [String: Need] = [:]
        var connections = Set(try ConnectionTable.fetchAll(db).map(\.name))
        if let environment { connections.insert(environment) }
        for name in connections { needs[name] = general }
        for hook in try HookTable.fetchActive(db) where connections.contains(hook.connection) && hook.needsSpaces {
            if let space = hook.spaceId {
                needs[hook.connection, default: Need()].named.insert(space)
            } else {
                needs[hook.connection, default: Need()].all = true
            }
        }
        for stored in try JobTable.fetchWaiting(db) where connections.contains(stored.job.connection) {
            if let space = stored.job.trigger?.space ?? stored.job.autowebinar?.space {
                needs[stored.job.connection, default: Need()].named.insert(space)
            } else {
                needs[stored.job.connection, default: Need()].all = true
            }
        }
        for webhook in try WebhookTable.fetchAll(db) where webhook.isKept && connections.contains(webhook.connection) {
            needs[webhook.connection, default: Need()].named.insert(webhook.spaceId)
        }
        return needs.filter { !$0.value.isEmpty }
    }
}

extension Hook {
    /// Whether what it is told of follows from what livedigital tells of its spaces. The sessions of a job are made by its runs.
    fileprivate var needsSpaces: Bool { events.contains { $0.isFromLivedigital || jobName == nil && $0.isOfSession } }
}
