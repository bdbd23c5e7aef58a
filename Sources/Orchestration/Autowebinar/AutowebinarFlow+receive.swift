package import DurableFlow
package import Foundation
import LivedigitalAPI

extension AutowebinarFlow {
    /// Takes an outcome to the next state. One that the present effect cannot have leaves the run as it is.
    package mutating func receive(_ outcome: Outcome<AutowebinarAnswer>, at now: Date) {
        switch outcome {
        case .answered(let answer, let how): receive(answer, how, at: now)
        case .elapsed: elapse(at: now)
        case .expired: expire(at: now)
        case .refused(let reason): refuse(reason, at: now)
        }
    }

    private mutating func receive(_ answer: AutowebinarAnswer, _ how: How, at now: Date) {
        switch (state, answer) {
        case (.findRoom, .room(let spaceId, let roomId)):
            facts.spaceId = spaceId
            facts.roomId = roomId
            state = facts.playbackId == nil ? .createPlayback : .selectRecord
        case (.createPlayback, .playback(let id)):
            facts.playbackId = id
            // What was made just now has no past that could be unknown.
            if how != .adopted { facts.isRestored = false }
            note(how)
            state = .selectRecord
        case (.selectRecord, .record(let record)):
            let isAttached = facts.eventId != nil && facts.recordId == record.id
            facts.isRecordStale = false
            keep(record)
            state = isAttached ? beforePublication : .attachRecord
        case (.attachRecord, .updated):
            state = afterDraft
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
            state = plan.share == nil ? .composeInvitation : .inUse
            noteFirstCheck(at: now)
        case (.collectAnalytics, .report(let report)):
            facts.reports.append(report)
            if missingFormat == nil { finish() }
        case (.cancelling(let cancelling), .deleted):
            removed(cancelling)
        case (_, .followed(let playback)):
            follow(playback, at: now)
        case (_, .used(let use)):
            take(use)
        default:
            receiveCorrection(answer, at: now)
        }
    }

    private mutating func elapse(at now: Date) {
        switch state {
        case .composeInvitation:
            guard let eventId = facts.eventId else { return }
            // Those who were told that it is off learn that it is on again.
            if facts.revision > 0 { facts.revision += 1 }
            facts.inviteUrl = plan.inviteURL(eventId: eventId)
            prepareSession(at: now)
        case .awaitFinalCheck:
            facts.finalCheck = .due
            facts.isRecordStale = facts.isRecordStale || plan.choosesRecordAgain
            prepareSession(at: now)
        case .awaitPlayback, .awaitPublication: expire(at: now)
        case .awaitEvent:
            if let refusal = facts.refusal { undo(towards: .failed(step: StepName.publish.rawValue, reason: refusal)) }
        case .inUse: turnToUse()
        case .awaitRelease: undo(towards: .cancelled)
        case .awaitSessionEnd:
            guard let endsAt, missingFormat != nil else { return finish() }
            state = .collectAnalytics(Collecting(deadline: endsAt.later(by: plan.analytics.giveUpAfter)))
        case .awaitCleanup:
            let rest = made
            state = rest.isEmpty ? .completed : .cancelling(Cancelling(conclusion: .completed, rest: rest))
        default:
            break
        }
    }

    private mutating func expire(at now: Date) {
        if let late = lateness {
            undo(towards: .skipped(reason: late))
        } else if case .cancelling(let cancelling) = state, facts.published, cancelling.conclusion != .completed {
            // The session has begun in the meantime: it is left to its participants.
            conclude(cancelling.conclusion)
        } else if plan.startsAt != nil {
            doWithoutCorrection(at: now)
        } else if plan.share == .playback {
            postponeCorrection()
        }
    }

    /// Why it is skipped once its session cannot be held any more; nil where it is published or has no date.
    private var lateness: String? {
        guard let startsAt = plan.startsAt, isBeforePublication else { return nil }
        return "late: not published within \(plan.lateWindow.inWords) after its start, \(WireDate.format(startsAt))"
    }

    private mutating func refuse(_ reason: Failure, at now: Date) {
        switch state {
        case .publish where plan.share == .playback:
            // The one event that it had may have been taken back meanwhile: then there is another time.
            facts.refusal = reason
            state = .awaitEvent
        case _ where isBeforePublication:
            // What it waited for until its session could not be held any more is late, whatever it was.
            if let late = lateness, reason.code == Failure.notReady, plan.publishBy.map({ $0 <= now }) ?? false {
                return undo(towards: .skipped(reason: "\(late) (\(reason.message))"))
            }
            undo(towards: .failed(step: stepName, reason: reason))
        case .collectAnalytics:
            state = .failed(step: stepName, reason: reason, left: nil)
        case .cancelling(var cancelling):
            cancelling.stuck += cancelling.rest.prefix(1)
            cancelling.trouble = cancelling.trouble ?? reason
            goOn(cancelling)
        default:
            doWithoutCorrection(at: now)
        }
    }

    /// All that was asked for is stored.
    mutating func finish() { state = plan.cleanupAfter == nil ? .completed : .awaitCleanup }

    /// Goes on with another record.
    mutating func keep(_ record: ChosenRecord) {
        facts.recordId = record.id
        facts.recordLength = record.length
    }

    /// The first report that is asked for and not stored; nil where there is none.
    var missingFormat: AutowebinarPlan.Analytics.Format? {
        plan.analytics.formats.first { format in !facts.reports.contains { $0.format == format } }
    }

    private mutating func note(_ how: How) {
        if how != .performed { facts.isUncertain = true }
    }

    private var beforePublication: State {
        if facts.isRecordStale { return .selectRecord }
        if facts.isUncertain { return .listSurplus }
        return switch plan.share {
        case nil: .publish
        case .event: .awaitPublication
        case .playback: .awaitEvent
        }
    }

    private var afterDraft: State { facts.eventId == nil && plan.share != .playback ? .createPlaybackEvent : beforePublication }

    private mutating func removeSurplus(_ rest: [Removal]) {
        if rest.isEmpty {
            facts.isUncertain = false
            state = afterDraft
        } else {
            state = .deleteSurplus(rest: rest)
        }
    }

    /// True in the states in which nobody has a link yet.
    var isBeforePublication: Bool {
        switch state {
        case .findRoom, .createPlayback, .selectRecord, .attachRecord, .createPlaybackEvent, .listSurplus, .deleteSurplus, .publish: true
        case .awaitPlayback, .awaitPublication, .awaitEvent: true
        default: false
        }
    }

    /// The name of the step that the present state asks for.
    private var stepName: String {
        switch effect {
        case .call(let call): call.step
        case .wait(let step, _), .pass(let step), .watch(let step, _, _): step
        case .end: ""
        }
    }
}
