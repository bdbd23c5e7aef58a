/// Whoever asks: the connection that everything of the request is confined to.
struct Tenant: Sendable, Equatable {
    let connection: String
    /// The personal token that was shown; nil where it was an issued key.
    var token: String?
}
