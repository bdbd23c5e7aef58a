import Foundation

extension Job {
    /// How late an occurrence may become a run without being called missed: planning itself takes a moment, and so does a restart.
    static let promptness = Duration.seconds(60)

    /// Why an occurrence that has come does not become a run any more; nil where it does.
    ///
    /// A showing that has begun cannot be made up for. Anything else is made up for as `missed.policy` says, within `missed.window`.
    ///
    /// - Parameter isLatest: no later occurrence has come yet.
    func reasonToMiss(_ nominal: Date, isLatest: Bool, now: Date) -> String? {
        guard nominal < now else { return nil }
        let missed = "\(StoredOccurrence.missed): its start passed while the service did not run or the job was paused"
        if autowebinar != nil { return missed }
        if now <= nominal.later(by: Self.promptness) { return nil }
        switch self.missed.policy {
        case .none: return "\(missed), and missed.policy is none"
        case .latest where !isLatest: return "\(missed), and missed.policy is latest: a later one takes its place"
        case .latest, .all:
            let window = self.missed.window.value
            return now <= nominal.later(by: window) ? nil : "\(missed), longer ago than missed.window (\(DurationText.format(window)))"
        }
    }

    /// When an occurrence that is not published is reported; nil where the job is no autowebinar. One that was planned late gets half of its time
    /// first, five minutes at most.
    func alertMoment(startsAt: Date, now: Date) -> Date? {
        guard let webinar = autowebinar else { return nil }
        let patience = min(300, max(0, startsAt.timeIntervalSince(now) / 2))
        return max(now.addingTimeInterval(patience), startsAt.later(by: .zero - webinar.alertBefore.value))
    }
}
