package import Foundation

/// An event on its way to the address of a webhook.
package struct WebhookDelivery: Codable, Sendable, Equatable {
    /// Where it stands.
    package enum State: String, Codable, Sendable {
        /// It will be tried, perhaps again.
        case pending
        /// An attempt was answered with 2xx.
        case delivered
        /// All attempts failed.
        case dropped
    }

    /// One attempt.
    package struct Attempt: Codable, Sendable, Equatable {
        /// The sandbox's clock at its end.
        package var at: Date
        /// The answer's status; nil where there was none.
        package var status: Int?
    }

    /// Counts from 1.
    package var number: Int
    /// The address.
    package var url: String
    /// The event.
    package var event: WebhookEvent
    /// The bytes that are posted, signature and all.
    package var text: String
    /// Where it stands.
    package var state: State
    /// The attempts so far, three at most.
    package var attempts: [Attempt]
}
