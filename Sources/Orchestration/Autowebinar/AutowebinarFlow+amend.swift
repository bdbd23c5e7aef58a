package import Foundation

extension AutowebinarFlow {
    /// Takes an ``AutowebinarAmendment`` over, as far as the run has not gone yet; text that is none changes nothing.
    ///
    /// Up to publication all of it counts. After that and until the session begins, the playback is renamed or given another record where
    /// those differ. Later only what happens after the session can change. A run that has ended or removes what it made stays as it is.
    package mutating func amend(_ amendment: Data, at now: Date) {
        guard let amendment = try? AutowebinarAmendment(encoded: amendment) else { return }
        switch state {
        case .completed, .cancelling, .failed, .cancelled, .skipped: break
        case _ where isBeforePublication: amendDraft(amendment)
        default:
            if let startsAt = plan.startsAt, now < startsAt {
                amendPublished(amendment, at: now)
            } else {
                amendCollection(amendment)
            }
        }
    }

    private mutating func amendDraft(_ amendment: AutowebinarAmendment) {
        let choosesAnew = plan.record != amendment.record
        plan.amend(amendment)
        guard choosesAnew else { return }
        switch state {
        case .attachRecord: state = .selectRecord
        case .publish:
            facts.isRecordStale = true
            state = .selectRecord
        // What was unknown about the event, or is surplus, must not be forgotten: the record is chosen again afterwards.
        case .createPlaybackEvent, .listSurplus, .deleteSurplus: facts.isRecordStale = true
        default: break
        }
    }

    private mutating func amendPublished(_ amendment: AutowebinarAmendment, at now: Date) {
        let isRenamed = plan.title != amendment.title
        let choosesAnew = plan.record != amendment.record
        if isRenamed {
            let shown = facts.formerTitle ?? plan.title
            facts.formerTitle = shown == amendment.title ? nil : shown
        }
        if choosesAnew { facts.isRecordStale = true }
        plan.amend(amendment)
        // The step of the invitation comes first, and leads to the rest by itself.
        if isRenamed || choosesAnew, state != .composeInvitation { prepareSession(at: now) }
    }

    private mutating func amendCollection(_ amendment: AutowebinarAmendment) {
        let waitsLonger = plan.analytics.giveUpAfter != amendment.analytics.giveUpAfter
        plan.analytics = amendment.analytics
        plan.cleanupAfter = amendment.cleanup
        switch state {
        case .collectAnalytics where missingFormat == nil: finish()
        case .collectAnalytics where waitsLonger:
            guard let endsAt else { return }
            state = .collectAnalytics(Collecting(deadline: endsAt.later(by: plan.analytics.giveUpAfter)))
        case .awaitCleanup: finish()
        default: break
        }
    }
}
