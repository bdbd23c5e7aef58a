import DurableFlow
import Foundation

/// What happens to a published playback before its session begins. Nothing of it can fail the run.
extension AutowebinarFlow {
    /// What the published playback is called.
    var shownTitle: String { facts.formerTitle ?? plan.title }

    /// It is called otherwise than it should be, and that was not refused.
    var isToBeRenamed: Bool { facts.formerTitle != nil && !facts.isRenameRefused }

    /// Chooses what is still to be done before the session.
    mutating func prepareSession(at now: Date) {
        if plan.share != nil {
            prepareShared()
        } else if facts.isRecordStale {
            state = .reselectRecord
        } else if isToBeRenamed {
            state = .renamePlayback
        } else if plan.startsAt == nil {
            state = .completed
        } else if let checkAt = plan.checkAt, facts.finalCheck == .ahead, now < checkAt {
            state = .awaitFinalCheck
        } else if facts.finalCheck == .due {
            state = .checkPlayback
        } else {
            state = .awaitSessionEnd
        }
    }

    mutating func receiveCorrection(_ answer: AutowebinarAnswer, at now: Date) {
        switch (state, answer) {
        case (.reselectRecord, .record(let record)):
            facts.isRecordStale = false
            if record.id == facts.recordId {
                prepareSession(at: now)
            } else {
                state = .replaceRecord(record)
            }
        case (.replaceRecord(let record), .updated):
            keep(record)
            corrected(at: now)
        case (.renamePlayback, .updated), (.publishAgain, .updated):
            corrected(at: now)
        case (.checkPlayback, .playbackShown(let name, let recordId, let isPublished)):
            if name == plan.title, recordId == facts.recordId, isPublished == true {
                // What was refused was done by hand since.
                guard facts.formerTitle == nil else { return corrected(at: now) }
                facts.finalCheck = .over
                prepareSession(at: now)
            } else {
                state = .publishAgain
            }
        default:
            break
        }
    }

    /// The step was refused, or there is no time for it: the session is held with what is there.
    mutating func doWithoutCorrection(at now: Date) {
        switch state {
        case .reselectRecord: facts.isRecordStale = false
        case .replaceRecord: break
        case .renamePlayback: facts.isRenameRefused = true
        case .checkPlayback, .publishAgain: if facts.finalCheck == .due { facts.finalCheck = .over }
        default: return
        }
        prepareSession(at: now)
    }

    /// The playback was set to all that is wanted of it and seen to be published, which is what a check that was due would have looked for.
    private mutating func corrected(at now: Date) {
        facts.formerTitle = nil
        facts.revision += 1
        if facts.finalCheck == .due { facts.finalCheck = .over }
        prepareSession(at: now)
    }
}
