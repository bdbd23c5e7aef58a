import DurableFlow
package import Foundation

extension AutowebinarFlow {
    /// Before the session, and while nothing is published, what was made is removed. A session that has begun is left alone: the run just ends.
    /// The permanent form is removed also after its run has completed, once those who watched it are collected.
    package mutating func cancel(at now: Date) {
        switch state {
        case .completed where isOnShow(at: now), _ where isOnShow(at: now) && plan.startsAt == nil && plan.share == nil:
            state = .awaitRelease
        case .completed, .failed, .cancelled, .skipped:
            break
        case .cancelling(var cancelling):
            cancelling.conclusion = .cancelled
            state = .cancelling(cancelling)
        case _ where plan.share == .playback:
            facts.use = nil
            state = .awaitRelease
        default:
            if facts.published || facts.isRestored, let startsAt = plan.startsAt, startsAt <= now {
                state = .cancelled
            } else {
                undo(towards: .cancelled)
            }
        }
    }

    /// Goes back to what failed: to the reports, to a removal, or to the beginning, for which there must still be time.
    package mutating func retry(at now: Date) -> Bool {
        guard case .failed(_, _, let left) = state else { return false }
        if let left {
            state = .cancelling(left)
        } else if facts.published {
            guard let endsAt else { return false }
            let deadline = max(endsAt, now).later(by: plan.analytics.giveUpAfter)
            state = .collectAnalytics(Collecting(deadline: deadline))
        } else {
            if let publishBy = plan.publishBy, publishBy < now { return false }
            facts.recordId = nil
            facts.recordLength = nil
            facts.isRecordStale = false
            guard plan.share != .event else {
                (facts.shared, facts.playbackId) = (nil, nil)
                state = .awaitPlayback
                return true
            }
            state = facts.spaceId == nil ? .findRoom : facts.playbackId == nil ? .createPlayback : .selectRecord
        }
        return true
    }

    /// Turns towards an end, removing what was made: surplus that is known, then the event, then the playback.
    mutating func undo(towards conclusion: Conclusion) {
        var rest: [Removal] = []
        if case .deleteSurplus(let surplus) = state { rest = surplus }
        rest += made
        if rest.isEmpty {
            conclude(conclusion)
        } else if facts.isRestored, conclusion != .cancelled {
            conclude(conclusion.remarking(leaving: rest))
        } else {
            state = .cancelling(Cancelling(conclusion: conclusion, rest: rest))
        }
    }

    /// What the run has made and is its own to remove, in that order. A playback that others share is not.
    var made: [Removal] {
        guard let playbackId = facts.playbackId else { return [] }
        return (facts.eventId.map { [Removal(playbackId: playbackId, eventId: $0)] } ?? [])
            + (plan.share == .event ? [] : [Removal(playbackId: playbackId)])
    }

    /// The first of the rest is gone.
    mutating func removed(_ cancelling: Cancelling) {
        guard let gone = cancelling.rest.first else { return }
        // What was made stays in the facts of a run that did what it was for.
        if cancelling.conclusion == .completed {
            if gone.eventId == nil { facts.removedPlaybackIds.append(gone.playbackId) }
        } else if let eventId = gone.eventId {
            if eventId == facts.eventId {
                forgetEvent()
                if plan.share == .event { facts.published = false }
            }
        } else {
            facts.removedPlaybackIds.append(gone.playbackId)
            if gone.playbackId == facts.playbackId {
                // Its events went with it.
                forgetEvent()
                facts.playbackId = nil
                facts.published = false
            }
        }
        goOn(cancelling)
    }

    /// Goes on behind the first of the rest.
    mutating func goOn(_ cancelling: Cancelling) {
        var cancelling = cancelling
        cancelling.rest.removeFirst()
        guard cancelling.rest.isEmpty else {
            state = .cancelling(cancelling)
            return
        }
        // An event that would not go is gone with its playback.
        let stuck = cancelling.stuck.filter { !facts.removedPlaybackIds.contains($0.playbackId) }
        guard let last = stuck.last, let trouble = cancelling.trouble else { return conclude(cancelling.conclusion) }
        let names = stuck.map { $0.eventId.map { "event \($0)" } ?? "playback \($0.playbackId)" }.joined(separator: ", ")
        let remark = "Left on livedigital: \(names), which could not be removed: \(trouble.message)"
        if case .failed(let step, let reason) = cancelling.conclusion {
            state = .failed(step: step, reason: Failure(code: reason.code, message: "\(reason.message) \(remark)"), left: nil)
        } else {
            let again = Cancelling(conclusion: cancelling.conclusion, rest: stuck)
            state = .failed(step: StepName.removing(last).rawValue, reason: Failure(code: trouble.code, message: remark), left: again)
        }
    }

    mutating func conclude(_ conclusion: Conclusion) {
        switch conclusion {
        case .completed: state = .completed
        case .cancelled: state = .cancelled
        case .skipped(let reason): state = .skipped(reason: reason)
        case .failed(let step, let reason): state = .failed(step: step, reason: reason, left: nil)
        }
    }

    mutating func forgetEvent() {
        if facts.published, facts.eventId != nil { facts.revision += 1 }
        facts.eventId = nil
        facts.eventTitle = nil
        facts.inviteUrl = nil
    }
}

extension AutowebinarFlow.Conclusion {
    /// The same end, saying what a run from a backup leaves where it is.
    fileprivate func remarking(leaving rest: [Removal]) -> Self {
        let names = rest.map { $0.eventId.map { "event \($0)" } ?? "playback \($0.playbackId)" }.joined(separator: ", ")
        let remark = "The run comes from a backup and may have gone on after it, so this was left on livedigital: \(names)"
        return switch self {
        case .completed, .cancelled: self
        case .skipped(let reason): .skipped(reason: "\(reason). \(remark)")
        case .failed(let step, let reason): .failed(step: step, reason: Failure(code: reason.code, message: "\(reason.message) \(remark)"))
        }
    }
}
