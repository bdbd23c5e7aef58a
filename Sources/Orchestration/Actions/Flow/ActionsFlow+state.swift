package import DurableFlow

extension ActionsFlow {
    /// Where a run stands; docs/states.md draws it.
    package enum State: Codable, Sendable, Equatable {
        /// Its date lies ahead.
        case awaitStart
        case working(Position)
        /// What was made and has not got its name is removed.
        case removing(Removing)
        case completed
        case failed(step: Int, reason: Failure)
        case cancelled
    }

    /// What is being done for one action.
    package struct Position: Codable, Sendable, Equatable {
        /// Of the action among the steps of the plan.
        package let index: Int
        /// With references resolved.
        package let arguments: ActionArguments
        package internal(set) var phase: Phase
        package internal(set) var place: ActionPlace
        /// What the action made.
        var madeId: String?
        var alias: String?
        /// The create was once unknown, so there may be more than one of what it made.
        var isUncertain = false
        /// What the run that the action starts is to bring about.
        var webinar: AutowebinarPlan?
        /// The key of that run, once it is made.
        var child: String?
    }

    /// The calls of an action, in the order in which those that it needs are made.
    package enum Phase: Codable, Sendable, Equatable {
        /// Names are turned into ids.
        case find
        /// Something is made under a name with the marker.
        case create
        /// The create was once unknown: what it made besides is looked for.
        case listSurplus
        /// And removed, one by one; never empty.
        case deleteSurplus(rest: [String])
        /// What was made gets its name.
        case name
        /// The one call of an action that makes nothing with a marker.
        case act
        /// livedigital is asked for an invitation.
        case invite
        /// A personal link takes the place of the invitation.
        case access
        /// The run that was started is followed until it is published.
        case follow
    }

    /// The removal of what an action made and did not finish.
    package struct Removing: Codable, Sendable, Equatable {
        package internal(set) var position: Position
        /// Why the action failed; nil where the run was cancelled.
        package let reason: Failure?
        /// What is still there; nil until it is listed.
        package internal(set) var rest: [String]?
    }

    /// What a run has found out and made.
    package struct Facts: Codable, Sendable, Equatable {
        package internal(set) var results: [ActionResult] = []
        /// Spaces that this run made.
        var spaceIds: [String] = []
        /// What this run removed: a list that lags may still show it.
        var removedIds: [String] = []
        /// The key of the run that the action in whose midst this one was cancelled began, or was about to begin.
        var abandoned: String?
    }
}
