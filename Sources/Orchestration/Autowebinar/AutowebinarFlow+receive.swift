package import DurableFlow
package import Foundation
import LivedigitalAPI

extension AutowebinarFlow {
    /// Takes an outcome to the next state. One that the present effect cannot have leaves the run as it is.
    package mutating func receive(_ outcome: Outcome<AutowebinarAnswer>, at now: Date) {
        switch outcome {
        case .answered(let answer, let how): receive(answer, how)
        case .elapsed: elapse()
        case .expired: expire()
        case .refused(let reason): refuse(reason)
        }
    }

    private mutating func receive(_ answer: AutowebinarAnswer, _ how: How) {
        switch (state, answer) {
        case (.findRoom, .room(let spaceId, let roomId)):
            facts.spaceId = spaceId
            facts.roomId = roomId
            state = .createPlayback
        case (.createPlayback, .playback(let id)):
            facts.playbackId = id
            // What was made just now has no past that could be unknown.
            if how != .adopted { facts.isRestored = false }
            note(how)
            state = .selectRecord
        case (.selectRecord, .record(let record)):
            facts.recordId = record.id
            facts.recordLength = record.length
            state = .attachRecord
        case (.attachRecord, .updated):
            state = facts.eventId == nil ? .createPlaybackEvent : beforePublication
        case (.createPlaybackEvent, .event(let id)):
            facts.eventId = id
            note(how)
            state = beforePublication
        case (.listSurplus, .surplus(let found)):
            removeSurplus(found)
        case (.deleteSurplus(let rest), .deleted):
            if let gone = rest.first, gone.eventId == nil { facts.removedPlaybackIds.append(gone.playbackId) }
            removeSurplus(Array(rest.dropFirst()))
        case (.publish, .updated):
            facts.published = true
            state = .composeInvitation
        case (.collectAnalytics, .report(let report)):
            facts.reports.append(report)
            if facts.reports.count >= plan.analytics.formats.count { state = .completed }
        case (.cancelling(let cancelling), .deleted):
            removed(cancelling)
        default:
            break
        }
    }

    private mutating func elapse() {
        switch state {
        case .composeInvitation:
            guard let eventId = facts.eventId else { return }
            facts.inviteUrl = plan.inviteURL(eventId: eventId)
            state = plan.startsAt == nil ? .completed : .awaitSessionEnd
        case .awaitSessionEnd:
            guard let endsAt, !plan.analytics.formats.isEmpty else {
                state = .completed
                return
            }
            state = .collectAnalytics(Collecting(deadline: endsAt.later(by: plan.analytics.giveUpAfter)))
        default:
            break
        }
    }

    private mutating func expire() {
        if let startsAt = plan.startsAt, isBeforePublication {
            let reason = "late: not published within \(plan.lateWindow.inWords) after its start, \(WireDate.format(startsAt))"
            undo(towards: .skipped(reason: reason))
        } else if case .cancelling(let cancelling) = state, facts.published {
            // The session has begun in the meantime: it is left to its participants.
            conclude(cancelling.conclusion)
        }
    }

    private mutating func refuse(_ reason: Failure) {
        switch state {
        case _ where isBeforePublication:
            undo(towards: .failed(step: stepName, reason: reason))
        case .collectAnalytics:
            state = .failed(step: stepName, reason: reason, left: nil)
        case .cancelling(var cancelling):
            cancelling.stuck += cancelling.rest.prefix(1)
            cancelling.trouble = cancelling.trouble ?? reason
            goOn(cancelling)
        default:
            break
        }
    }

    private mutating func note(_ how: How) {
        if how != .performed { facts.isUncertain = true }
    }

    private var beforePublication: State { facts.isUncertain ? .listSurplus : .publish }

    private mutating func removeSurplus(_ rest: [Removal]) {
        if rest.isEmpty {
            facts.isUncertain = false
            state = .publish
        } else {
            state = .deleteSurplus(rest: rest)
        }
    }

    /// True in the states in which nobody has a link yet.
    private var isBeforePublication: Bool {
        switch state {
        case .findRoom, .createPlayback, .selectRecord, .attachRecord, .createPlaybackEvent, .listSurplus, .deleteSurplus, .publish: true
        default: false
        }
    }

    /// The name of the step that the present state asks for.
    private var stepName: String {
        switch effect {
        case .call(let call): call.step
        case .wait(let step, _), .pass(let step): step
        case .end: ""
        }
    }
}
