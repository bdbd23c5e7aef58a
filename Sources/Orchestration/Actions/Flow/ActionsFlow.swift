import DurableFlow
package import Foundation
import LivedigitalAPI

/// Actions one after another, each with one effect at a time, as a value that performs nothing.
///
/// Spaces and rooms are made under a name that holds a marker, and named at once. A run that fails or is cancelled between the two removes what has
/// the marker; what earlier actions have finished stays.
package struct ActionsFlow: Flow, Codable, Equatable {
    /// The kind under which the journal keeps these flows.
    package static let kind = "actions"
    /// The version of this definition.
    package static let version = 1

    /// What the run is to bring about.
    package let plan: ActionsPlan
    /// Where it stands.
    package internal(set) var state: State
    /// What it has found out and made.
    package internal(set) var facts = Facts()

    /// A run at its beginning.
    ///
    /// - Parameter beginsAtOnce: a date that lies ahead is not waited for.
    package init(plan: ActionsPlan, beginsAtOnce: Bool = false, now: Date) {
        self.plan = plan
        state = .awaitStart
        if beginsAtOnce || plan.startsAt.map({ $0 <= now }) ?? true { begin(0, at: now) }
    }

    package var kind: String { Self.kind }
    package var version: Int { Self.version }
    package var lane: String { plan.connection }

    /// Reads a stored run.
    ///
    /// - Throws: a ``Failure`` with the code `unknown_flow` where this program does not know the version, or `unreadable_flow`.
    package static func restore(kind: String, version: Int, from data: Data) throws -> ActionsFlow {
        guard kind == Self.kind, version == Self.version else {
            throw Failure(
                code: "unknown_flow",
                message: "This program knows \(Self.kind) flows of version \(Self.version), not \(kind) of version \(version); "
                    + "go on with the program that made the run, or a later one.")
        }
        do {
            return try JSONDecoder().decode(ActionsFlow.self, from: data)
        } catch {
            throw Failure(code: "unreadable_flow", message: "The stored state of the run cannot be read: \(error)")
        }
    }

    /// The result of each action that is done, in order.
    package var results: [ActionResult] { facts.results }
}

/// What an action brought.
package struct ActionResult: Codable, Sendable, Equatable {
    /// The step that it was.
    package let step: String
    package let action: String
    /// By name; those that are secret are not here.
    package internal(set) var members: [String: JSONValue]
    /// The secret ones, sealed for the connection and ``ActionSecret``.
    package internal(set) var sealed: [String: Data] = [:]

    /// When the link that it brought ends; nil where it brought none that does.
    var expiresAt: Date? { members["expiresAt"]?.text.flatMap(WireDate.parse) }
}

/// How the secret member of a result is told from all others when it is sealed.
package enum ActionSecret {
    package static func member(run: String, name: String) -> String { "\(name) of the run \(run)" }
}
