import Recurrence

/// What the owner of a database needs besides the database to carry orders out.
struct OwnerContext: Sendable {
    var accounts: Accounts
    var zones: ZoneDatabase
    /// Where invitations lead.
    var webURL: String
    /// Where livedigital reaches this service; nil where it does not.
    var publicURL: String?
}
