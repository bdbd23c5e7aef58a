package import Foundation

/// One request that reached the service, the `/_sandbox` ones left out.
package struct RequestEntry: Codable, Sendable, Equatable {
    /// Counts from 1 in the order of arrival.
    package var sequence: Int
    /// The sandbox's clock at the arrival.
    package var at: Date
    /// Nil where the path or the method is unknown.
    package var operation: String?
    /// In capitals.
    package var method: String
    /// Without the query.
    package var path: String
    /// What followed the question mark, as sent.
    package var query: String?
    /// The status answered; nil while the answer is due, and for ever where the connection was closed without one.
    package var status: Int?
    /// Whether the right bearer token came with it. The token itself is not kept.
    package var authorised: Bool
}
