package import Foundation

/// What livedigital's webhook told us, as it is kept until it is an event.
package struct IngestedEvent: Sendable, Equatable {
    /// The order in which they came.
    package var number: Int64
    package var connection: String
    /// livedigital's name; one that we do not know is kept and does nothing.
    package var eventName: String
    package var spaceId: String?
    package var roomId: String?
    package var callId: String?
    package var recordId: String?
    package var receivedAt: Date
    /// How often its call was looked up.
    package var lookUps: Int
}
