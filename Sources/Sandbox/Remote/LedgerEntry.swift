package import Foundation

/// One state that an object of the account was in. The ledger only grows.
package struct LedgerEntry: Codable, Sendable, Equatable {
    /// What the object is.
    package enum Kind: String, Codable, Sendable {
        case space, room, record, webhook, accessLink, invite, playback, event, call
    }

    /// What happened to it.
    package enum Change: String, Codable, Sendable {
        case created, updated, deleted
        /// The secret of the webhook was made anew.
        case refreshed
        /// An update that turned `isPublished` on or off. An update that leaves it as it was is `updated`.
        case published, unpublished
        /// The report of the event or call was handed out.
        case reportFetched
    }

    /// Counts from 1 without gaps.
    package var sequence: Int
    /// The sandbox's clock at the time.
    package var at: Date
    /// The operation that did it; `account` for the seed and whatever was put into the account from outside, `person` for what somebody did by
    /// hand.
    package var operation: String
    /// What the object is.
    package var kind: Kind
    /// Its id.
    package var id: String
    /// What happened to it.
    package var what: Change
    /// The object as the service showed it right after; for a deletion, right before.
    package var state: JSONValue
}
