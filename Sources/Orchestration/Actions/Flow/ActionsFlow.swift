import DurableFlow
package import Foundation
import LivedigitalAPI

/// Actions one after another, each with one effect at a time, as a value that performs nothing.
///
/// Spaces and rooms are made under a name that holds a marker, and named at once. A run that fails or is cancelled between the two removes what has
/// the marker; what earlier actions have finished stays.
package struct ActionsFlow: StoredFlow, Equatable {
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

    package var lane: String { plan.connection }

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
    /// The step of the journal that brought the secret ones, which their sealing names; nil in results of earlier versions, whose sealing does not.
    package internal(set) var sealedBy: String?

    /// When the link that it brought ends; nil where it brought none that does.
    var expiresAt: Date? { members["expiresAt"]?.text.flatMap(WireDate.parse) }
}

/// How the secret member of a result is told from all others when it is sealed.
package enum ActionSecret {
    /// - Parameter step: the step of the journal; nil for what an earlier version sealed.
    package static func member(run: String, step: String?, name: String) -> String {
        "\(name) of \(step.map { "the step \($0) of " } ?? "")the run \(run)"
    }
}
