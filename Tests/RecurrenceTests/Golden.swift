import Recurrence
import Testing

/// A series and the instants that were worked out for it by hand.
struct Golden: Sendable, CustomTestStringConvertible {
    var rule: String?
    var cron: String?
    var start: String
    var zone: String
    var gap = Zone.GapRule.shift
    var overlap = Zone.OverlapRule.first
    /// How many there are in all; nil where it goes on.
    var total: Int?
    /// The last of all, where not all are listed.
    var last: String?
    /// The first ones.
    var instants: String

    var testDescription: String { "\(rule ?? cron ?? "") from \(start) in \(zone)" }
}
