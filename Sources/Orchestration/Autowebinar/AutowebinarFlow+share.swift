import DurableFlow
import Foundation
import LivedigitalAPI

/// The run that makes a shared playback.
extension AutowebinarFlow {
    /// What the runs of its events may know of it.
    ///
    /// - Parameter key: of this run.
    func shared(as key: String) -> SharedPlayback {
        let isReady =
            switch state {
            case .findRoom, .createPlayback, .selectRecord, .attachRecord, .listSurplus, .deleteSurplus: false
            default: true
            }
        let record = facts.recordId.flatMap { id in facts.recordLength.map { ChosenRecord(id: id, length: $0) } }
        return SharedPlayback(
            run: key, spaceId: facts.spaceId, roomId: facts.roomId, playbackId: isReady ? facts.playbackId : nil, record: isReady ? record : nil,
            isPublished: isReady && facts.published, title: isReady && facts.published ? shownTitle : nil)
    }

    /// Its job has no more use for it, or it was cancelled: it only waits for those that use it still.
    var isEnding: Bool { state == .awaitRelease }

    /// When the last session was held, once nothing uses the playback any more.
    var heldUntil: Date? { (facts.use?.heldUntil).map(WireDate.date(milliseconds:)) }

    /// When the next session begins; the playback is not changed under it.
    var nextStart: Date? { (facts.use?.nextStart).map(WireDate.date(milliseconds:)) }

    /// The published playback is not yet as the plan says.
    var isChangePending: Bool { facts.isRecordStale || isToBeRenamed }

    /// When there is something to do about the published playback; nil while only others can say. Without an event nothing of it can be changed.
    var nextTurn: Date? {
        guard let use = facts.use, use.hasEvent else { return nil }
        guard !isChangePending else { return use.quietAt.map(WireDate.date(milliseconds:)) ?? .distantPast }
        return use.checkAt.map(WireDate.date(milliseconds:))
    }

    /// What is no news in the present state. What it waits for is, even if it was seen before.
    var knownUse: PlaybackUse? {
        switch state {
        case .awaitEvent where facts.use?.hasEvent == true && facts.refusal == nil: nil
        default: facts.use
        }
    }

    mutating func take(_ use: PlaybackUse) {
        guard [.awaitEvent, .inUse, .awaitRelease].contains(state) else { return }
        facts.use = use
        switch state {
        case .awaitRelease where !use.isUsed: release(towards: .cancelled)
        case .awaitEvent where !use.isUsed && !use.isNeeded, .inUse where !use.isUsed && !use.isNeeded: release(towards: .completed)
        case .awaitEvent:
            facts.refusal = nil
            if use.hasEvent { state = .publish }
        default: break
        }
    }

    /// What was held stays where it is, unless it is to be cleaned up; what nobody has seen is removed.
    private mutating func release(towards conclusion: Conclusion) {
        if heldUntil == nil {
            undo(towards: conclusion)
        } else if plan.cleanupAfter == nil {
            conclude(conclusion)
        } else {
            state = .awaitCleanup
        }
    }

    /// The record was chosen just now: a session within the hour needs no second look.
    mutating func noteFirstCheck(at now: Date) {
        guard let use = facts.use, let checkAt = use.checkAt, checkAt <= StoredMilliseconds(now).count else { return }
        facts.checkedFor = use.checkFor
    }

    /// Turns to what is to be done about the published playback, while no session is held.
    mutating func turnToUse() {
        if isChangePending {
            state = facts.isRecordStale ? .reselectRecord : .renamePlayback
        } else {
            facts.checkedFor = facts.use?.checkFor
            facts.finalCheck = .due
            facts.isRecordStale = plan.choosesRecordAgain
            prepareShared()
        }
    }

    /// The session comes first: a change waits for its end, and the next look is before the next session.
    mutating func postponeCorrection() {
        if case .replaceRecord = state { facts.isRecordStale = true }
        facts.finalCheck = .ahead
        state = .inUse
    }

    /// Chooses what follows a step of either kind of run.
    mutating func prepareShared() {
        guard plan.share == .playback else { return state = .awaitSessionEnd }
        if facts.finalCheck == .due {
            state = facts.isRecordStale ? .reselectRecord : .checkPlayback
        } else {
            facts.finalCheck = .ahead
            state = .inUse
        }
    }
}

/// The run of an event.
extension AutowebinarFlow {
    /// The run that makes the playback, while this one cannot go on without it.
    var awaitedRun: String? { state == .awaitPlayback || state == .awaitPublication ? facts.shared?.run : nil }

    /// What is no news in the present state. What it waits for is, even if it was seen before.
    var knownPlayback: SharedPlayback? {
        switch state {
        case .awaitPlayback where facts.shared?.playbackId != nil: nil
        case .awaitPublication where facts.shared?.isPublished == true: nil
        default: facts.shared
        }
    }

    mutating func follow(_ playback: SharedPlayback, at now: Date) {
        guard plan.share == .event, [.awaitPlayback, .awaitPublication, .awaitSessionEnd].contains(state) else { return }
        facts.shared = playback
        if let made = playback.playbackId, let former = facts.playbackId, made != former, state != .awaitPlayback,
            plan.startsAt.map({ now < $0 }) ?? false
        {
            // The event went with the playback that it was one of.
            takeBack()
            facts.followedAt = WireDate.milliseconds(of: now)
            facts.playbackId = nil
            state = .awaitPlayback
        }
        switch state {
        case .awaitPlayback:
            guard let playbackId = playback.playbackId, let record = playback.record else { return }
            (facts.spaceId, facts.roomId, facts.playbackId) = (playback.spaceId, playback.roomId, playbackId)
            keep(record)
            state = .createPlaybackEvent
        case .awaitPublication:
            guard playback.isPublished else { return }
            if let record = playback.record { keep(record) }
            if let title = playback.title { retitle(title) }
            facts.published = true
            state = .composeInvitation
        case .awaitSessionEnd:
            // What is shown once the session has begun is what it is about, and what it is called.
            guard plan.startsAt.map({ now < $0 }) ?? false else { return }
            let (title, record) = (playback.title ?? plan.title, playback.record)
            guard title != plan.title || record.map({ $0.id != facts.recordId }) ?? false else { return }
            if let record { keep(record) }
            retitle(title)
            facts.revision += 1
            facts.followedAt = WireDate.milliseconds(of: now)
        default: break
        }
    }
}
