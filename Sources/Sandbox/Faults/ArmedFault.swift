/// A fault that was armed, and how far it got.
package struct ArmedFault: Codable, Sendable, Equatable {
    /// Whether it is over.
    package enum State: String, Codable, Sendable {
        /// It will still hit a call.
        case armed
        /// It has hit all the calls it was meant for.
        case fired
    }

    /// Counts from 1 in the order of arming, over the life of the server.
    package var number: Int
    /// The fault as it was asked for.
    package var fault: Fault
    /// How many matching calls came since it was armed.
    package var seen: Int
    /// How many of them it hit.
    package var hits: Int
    /// Whether it is over.
    package var state: State
}
