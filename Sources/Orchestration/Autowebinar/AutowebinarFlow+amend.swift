package import Foundation

extension AutowebinarFlow {
    /// Takes an ``AutowebinarAmendment`` over, as far as the run has not gone yet, or mends what an ``AutowebinarMending`` says; text that is
    /// neither changes nothing.
    ///
    /// Up to publication all of it counts. After that and until the session begins, the playback is renamed or given another record where
    /// those differ; the permanent form, which is on show for ever, also after its run has ended. Later only what happens after the session can
    /// change. Any other run that has ended or removes what it made stays as it is.
    package mutating func amend(_ amendment: Data, at now: Date) {
        guard let amendment = try? AutowebinarAmendment(encoded: amendment) else {
            if let mending = try? AutowebinarMending(encoded: amendment) { mend(mending, at: now) }
            return
        }
        switch state {
        case .completed where isOnShow(at: now): amendPublished(amendment, at: now)
        case .completed, .cancelling, .failed, .cancelled, .skipped, .awaitRelease: break
        case .awaitCleanup where plan.share == .playback: take(amendment)
        case _ where isBeforePublication: amendDraft(amendment)
        default:
            if plan.startsAt.map({ now < $0 }) ?? true {
                amendPublished(amendment, at: now)
            } else {
                amendCollection(amendment)
            }
        }
    }

    private mutating func amendDraft(_ amendment: AutowebinarAmendment) {
        let choosesAnew = plan.record != amendment.record
        take(amendment)
        // Of a shared playback, that is its own run's business.
        guard choosesAnew, plan.share != .event else { return }
        switch state {
        case .attachRecord, .awaitEvent: state = .selectRecord
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
        if plan.share == .event {
            // Its title is that of the playback, which it follows: that is renamed while no session is held.
            var amendment = amendment
            amendment.title = plan.title
            return take(amendment)
        }
        if isRenamed {
            facts.formerTitle = shownTitle == amendment.title ? nil : shownTitle
            facts.isRenameRefused = false
        }
        if choosesAnew { facts.isRecordStale = true }
        take(amendment)
        // The step of the invitation comes first, and leads to the rest by itself.
        if isRenamed || choosesAnew, state != .composeInvitation { prepareSession(at: now) }
    }

    private mutating func take(_ amendment: AutowebinarAmendment) {
        // An event that was made keeps its name: livedigital has no operation that changes one.
        if facts.eventId != nil {
            let shown = facts.eventTitle ?? plan.title
            facts.eventTitle = shown == amendment.title ? nil : shown
        }
        plan.amend(amendment)
    }

    /// Gives the showing another title.
    mutating func retitle(_ title: String) {
        if title != plan.title { take(plan.amendment(title: title, recordId: nil)) }
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
