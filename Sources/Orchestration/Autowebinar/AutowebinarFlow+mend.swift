import Foundation

extension AutowebinarFlow {
    /// Whether what the run published is as it should be until its session begins: nothing of it is to be done or undone. The permanent form is on
    /// show for ever, also once its run has ended.
    func isOnShow(at now: Date) -> Bool {
        guard facts.published, facts.playbackId != nil, facts.eventId != nil || plan.share == .playback, plan.startsAt.map({ now < $0 }) ?? true
        else { return false }
        return switch state {
        case .completed: plan.startsAt == nil && plan.share == nil
        case .awaitRelease: false
        case .collectAnalytics, .awaitCleanup, .cancelling, .failed, .cancelled, .skipped: false
        default: !isBeforePublication
        }
    }

    /// Turns to what mends it. One that does not fit the run any more changes nothing, so it may come twice.
    mutating func mend(_ mending: AutowebinarMending, at now: Date) {
        switch mending {
        case .remakePlayback(let gone):
            guard isOnShow(at: now), facts.playbackId == gone else { return }
            facts.removedPlaybackIds.append(gone)
            takeBack()
            facts.playbackId = nil
            state = .createPlayback
        case .remakeEvent(let gone):
            guard isOnShow(at: now), facts.eventId == gone else { return }
            takeBack()
            // A shared playback may be made again besides.
            state = plan.share == .event ? .awaitPlayback : .createPlaybackEvent
        case .replaceEvent(let eventId):
            guard isOnShow(at: now), facts.eventId == eventId, let playbackId = facts.playbackId else { return }
            takeBack()
            state = .deleteSurplus(rest: [Removal(playbackId: playbackId, eventId: eventId)])
        case .publishAgain(let playbackId):
            guard isOnShow(at: now), facts.playbackId == playbackId else { return }
            state = .publishAgain
        case .keepEventTitle(let eventId, let title):
            guard facts.eventId == eventId else { return }
            facts.eventTitle = title == plan.title ? nil : title
        case .takeOver(let playbackId, let eventId, let eventTitle, let recordId):
            takeOver(playbackId, eventId, eventTitle: eventTitle, recordId: recordId, at: now)
        }
    }

    /// The run stands before its publication again: what fails or is too late from here on is undone like there.
    mutating func takeBack() {
        if let eventId = facts.eventId { facts.goneEventIds.append(eventId) }
        forgetEvent()
        facts.published = false
        facts.formerTitle = nil
    }

    private mutating func takeOver(_ playbackId: String, _ eventId: String, eventTitle: String, recordId: String, at now: Date) {
        guard plan.share == nil, facts.playbackId == nil, plan.startsAt.map({ now < $0 }) ?? true else { return }
        switch state {
        case .findRoom: break
        case .createPlayback: state = .selectRecord
        default: return
        }
        plan.show(recordId: recordId)
        facts.playbackId = playbackId
        facts.eventId = eventId
        facts.eventTitle = eventTitle == plan.title ? nil : eventTitle
        facts.recordId = recordId
        // It was somebody's: a run that fails must not remove it of its own accord.
        facts.isRestored = true
    }
}
