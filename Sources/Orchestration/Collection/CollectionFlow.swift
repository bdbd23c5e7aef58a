import DurableFlow
package import Foundation

/// Gathers the reports of all calls of a space, or of one room, over a span of time, as a value that performs nothing.
///
/// The order is `findRooms`, `listCalls`, `collectReports`, the last two in batches. A call that is not over or not listed yet and a report that is
/// not there are asked for again until they are given up, as is a list or report whose asking fails; those that were never asked for, or longest ago,
/// come first. One that cannot be had is noted and stops no other; the run then ends failed, naming what is missing, and trying again asks for that
/// alone.
package struct CollectionFlow: StoredFlow, Equatable {
    /// The kind under which the journal keeps these flows.
    package static let kind = "collection"
    /// The version of this definition.
    package static let version = 1

    /// What the run is to gather.
    package let plan: CollectionPlan
    /// Where it stands.
    package internal(set) var state: State
    /// What it has found and stored.
    package internal(set) var facts: Facts

    /// A run at its beginning; one whose start lies ahead waits for it.
    ///
    /// - Parameter call: one that an event told of: the lists are read until they have it, or it is given up.
    package init(plan: CollectionPlan, awaiting call: FoundCall? = nil, now: Date) {
        self.plan = plan
        facts = Facts(since: max(plan.startsAt, now))
        facts.calls = [call].compactMap(\.self)
        state = plan.startsAt > now ? .awaitStart : .findRooms
    }

    package var lane: String { plan.connection }

    /// Ends where it is: what is stored stays, and nothing was made on livedigital.
    package mutating func cancel(at now: Date) {
        switch state {
        case .completed, .failed, .cancelled: break
        default: state = .cancelled
        }
    }

    /// Asks again for what is missing, with the same patience as at first.
    package mutating func retry(at now: Date) -> Bool {
        guard case .failed = state else { return false }
        facts.since = now
        facts.cause = nil
        for index in facts.calls.indices {
            facts.calls[index].givenUp = [:]
            facts.calls[index].asksAt = nil
        }
        // Lists that were refused are known by their reasons only: all are read again, and calls that are known stay as they are.
        if !facts.refusedLists.isEmpty || !facts.lateLists.isEmpty { facts.listed = 0 }
        facts.refusedLists = []
        facts.lateLists = []
        if facts.spaceId == nil { state = .findRooms } else { goOn(at: now) }
        return true
    }
}
