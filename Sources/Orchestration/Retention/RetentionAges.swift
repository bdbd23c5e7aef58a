/// For how long what is over is kept.
package enum RetentionAges {
    /// Messages of livedigital's webhook, once they are events.
    package static let messages = days(30)
    /// Deliveries, once they are delivered or given up: so long they can be replayed.
    package static let deliveries = days(30)
    /// Runs that look after a webhook.
    package static let webhookRuns = days(30)
    /// Events, by whose id a second telling is known; the poller looks back one day.
    package static let events = days(90)
    /// All other runs, and the audit: more than a year, so that what happens once a year has its last time beside it.
    package static let runs = days(400)
    /// Decided dates: longer than their runs, so that none is ever decided anew.
    package static let occurrences = days(800)
    /// Answers to commands of other processes, which wait for seconds.
    package static let answers = days(1)

    private static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}
