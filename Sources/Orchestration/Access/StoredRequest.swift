package import Foundation

/// A request that may be repeated: who asked for it under which key, and what came of it.
package struct StoredRequest: Sendable, Equatable {
    /// The client's own name of the request, in its connection.
    package var key: String
    package var connection: String
    /// Stands for everything that was asked for: equal requests have equal digests.
    package var digest: Data
    /// Who is answering it at present; nil once it is answered.
    package var holder: String?
    /// The run that it made.
    package var run: String?
    /// The answer, sealed; nil until there is one.
    package var answer: Data?
    /// Whether the answer was given to the client in whole.
    package var isDelivered = false
    /// When it is forgotten; nil keeps it for ever.
    package var expiresAt: Date?

    package init(key: String, connection: String, digest: Data, holder: String?, expiresAt: Date?) {
        self.key = key
        self.connection = connection
        self.digest = digest
        self.holder = holder
        self.expiresAt = expiresAt
    }
}
