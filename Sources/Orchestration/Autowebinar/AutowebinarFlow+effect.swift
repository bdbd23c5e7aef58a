package import DurableFlow
import Foundation
import LivedigitalAPI

extension AutowebinarFlow {
    package var effect: Effect<AutowebinarCall> {
        switch state {
        case .findRoom:
            guard case .names(let space, let room) = plan.place else { return Self.inconsistent(.findRoom) }
            return prepare(.findRoom, .findRoom(space: space, room: room), .repeatable)
        case .createPlayback:
            let call = AutowebinarCall.createPlayback(
                spaceId: knownSpaceId, name: plan.draftName, marker: plan.marker.text, ignoring: facts.removedPlaybackIds,
                twin: Twin(title: plan.title, startsAt: startMilliseconds, isShared: plan.share == .playback))
            return prepare(.createPlayback, call, .adoptable, marker: plan.marker.text)
        case .selectRecord:
            return prepare(.selectRecord, .selectRecord(spaceId: knownSpaceId, roomId: knownRoomId, selector: plan.record), .repeatable)
        case .attachRecord:
            return update(.attachRecord, name: plan.draftName, isPublished: false)
        case .createPlaybackEvent:
            guard let playbackId = facts.playbackId else { return Self.inconsistent(.createPlaybackEvent) }
            let call = AutowebinarCall.createPlaybackEvent(
                spaceId: knownSpaceId, playbackId: playbackId, name: plan.title, startsAt: startMilliseconds, timezone: plan.timezone,
                ignoring: facts.goneEventIds)
            return prepare(.createPlaybackEvent, call, .adoptable)
        case .listSurplus:
            guard let playbackId = facts.playbackId else { return Self.inconsistent(.listSurplus) }
            let call = AutowebinarCall.listSurplus(
                spaceId: knownSpaceId, marker: plan.marker.text, playbackId: playbackId, eventId: facts.eventId, startsAt: startMilliseconds)
            return prepare(.listSurplus, call, .repeatable)
        case .deleteSurplus(let rest):
            guard let next = rest.first else { return Self.inconsistent(.deleteSurplusPlayback) }
            return prepare(next.eventId == nil ? .deleteSurplusPlayback : .deleteSurplusEvent, deletion(of: next), .repeatable)
        case .publish:
            return update(.publish, name: plan.title, isPublished: true)
        case .composeInvitation:
            return .pass(step: StepName.composeInvitation.rawValue)
        case .awaitFinalCheck:
            guard let checkAt = plan.checkAt else { return Self.inconsistent(.awaitFinalCheck) }
            return .wait(step: StepName.awaitFinalCheck.rawValue, until: checkAt)
        case .reselectRecord:
            let call = AutowebinarCall.selectRecord(spaceId: knownSpaceId, roomId: knownRoomId, selector: plan.record)
            // The check leaves the start alone; what was amended is wanted as long as it can be had.
            return correct(
                .reselectRecord, call, .repeatable, sparing: facts.finalCheck == .due || plan.share == .playback ? .seconds(300) : .zero)
        case .replaceRecord(let record): return updateAgain(.replaceRecord, recordId: record.id)
        case .renamePlayback: return updateAgain(.renamePlayback, recordId: facts.recordId)
        case .checkPlayback:
            guard let playbackId = facts.playbackId else { return Self.inconsistent(.checkPlayback) }
            return correct(.checkPlayback, .readPlayback(spaceId: knownSpaceId, playbackId: playbackId), .repeatable, sparing: .zero)
        case .publishAgain: return updateAgain(.publishAgain, recordId: facts.recordId)
        case .awaitSessionEnd:
            guard let endsAt else { return Self.inconsistent(.awaitSessionEnd) }
            let until = endsAt.later(by: plan.analytics.after)
            return plan.share == .event ? follow(.awaitSessionEnd, until: until) : .wait(step: StepName.awaitSessionEnd.rawValue, until: until)
        case .awaitPlayback: return follow(.awaitPlayback, until: plan.publishBy)
        case .awaitPublication: return follow(.awaitPublication, until: plan.publishBy)
        case .awaitEvent: return followUse(.awaitEvent, until: facts.refusal == nil ? nil : .distantPast)
        case .inUse: return followUse(.awaitNextSession, until: nextTurn)
        case .awaitRelease where plan.share == nil: return .watch(step: StepName.awaitLastReport.rawValue, call: .followCollection, until: nil)
        case .awaitRelease: return followUse(.awaitRelease, until: nil)
        case .collectAnalytics(let collecting):
            return collect(collecting)
        case .awaitCleanup:
            guard let endsAt = endsAt ?? heldUntil, let cleanupAfter = plan.cleanupAfter else { return Self.inconsistent(.awaitCleanup) }
            return .wait(step: StepName.awaitCleanup.rawValue, until: endsAt.later(by: cleanupAfter))
        case .cancelling(let cancelling):
            guard let next = cancelling.rest.first else { return Self.inconsistent(.deletePlayback) }
            let cancelBy = cancelling.conclusion == .completed ? nil : cancelBy
            return .call(
                CallEffect(
                    step: StepName.removing(next).rawValue, call: deletion(of: next), kind: .repeatable, notAfter: cancelBy))
        case .completed: return .end(.completed)
        case .failed(_, let reason, _): return .end(.failed(reason))
        case .cancelled: return .end(.cancelled)
        case .skipped(let reason): return .end(.skipped(reason: reason))
        }
    }

    /// Known in every state behind `findRoom`.
    private var knownSpaceId: String { facts.spaceId ?? "" }
    private var knownRoomId: String { facts.roomId ?? "" }

    var startMilliseconds: Int64? { plan.startsAt.map { WireDate.milliseconds(of: $0) } }

    /// A published event may be removed until its session begins, and not in front of its participants.
    private var cancelBy: Date? { facts.published && facts.eventId != nil ? plan.startsAt : nil }

    /// A step up to publication. It is tried for as long as the session can still be held, the permanent form for a day.
    private func prepare(
        _ step: StepName, _ call: AutowebinarCall, _ kind: CallEffect<AutowebinarCall>.Kind, marker: String? = nil
    ) -> Effect<AutowebinarCall> {
        let publishBy = plan.publishBy
        let day = Duration.seconds(86_400)
        var retries = RetryPolicy(deadline: day, readyBy: publishBy ?? plan.createdAt.later(by: day))
        // A shared playback is wanted for as long as its job is.
        if plan.share == .playback { retries = RetryPolicy(deadline: day * 30) }
        if let publishBy {
            retries.deadline = max(day, .milliseconds(WireDate.milliseconds(of: publishBy) - WireDate.milliseconds(of: plan.createdAt)))
        }
        return .call(CallEffect(step: step.rawValue, call: call, kind: kind, marker: marker, notAfter: publishBy, retries: retries))
    }

    private func update(_ step: StepName, name: String, isPublished: Bool) -> Effect<AutowebinarCall> {
        guard let playbackId = facts.playbackId, let recordId = facts.recordId else { return Self.inconsistent(step) }
        let call = AutowebinarCall.updatePlayback(
            spaceId: knownSpaceId, playbackId: playbackId, name: name, recordId: recordId, isPublished: isPublished)
        return prepare(step, call, .adoptable)
    }

    /// A step between publication and the start. The session can be held without it, so it neither fails the run nor asks anybody.
    ///
    /// - Parameter spare: how long before the start it is no longer tried.
    private func correct(
        _ step: StepName, _ call: AutowebinarCall, _ kind: CallEffect<AutowebinarCall>.Kind, sparing spare: Duration
    ) -> Effect<AutowebinarCall> {
        let last = (plan.startsAt ?? nextStart)?.later(by: .zero - spare)
        return .call(
            CallEffect(step: step.rawValue, call: call, kind: kind, notAfter: last, retries: RetryPolicy(readyBy: last), isOptional: true))
    }

    private func updateAgain(_ step: StepName, recordId: String?) -> Effect<AutowebinarCall> {
        guard let playbackId = facts.playbackId, let recordId else { return Self.inconsistent(step) }
        let call = AutowebinarCall.updatePlayback(
            spaceId: knownSpaceId, playbackId: playbackId, name: plan.title, recordId: recordId, isPublished: true)
        return correct(step, call, .adoptable, sparing: .zero)
    }

    private func follow(_ step: StepName, until: Date?) -> Effect<AutowebinarCall> {
        .watch(step: step.rawValue, call: .followPlayback(run: facts.shared?.run, known: knownPlayback), until: until)
    }

    private func followUse(_ step: StepName, until: Date?) -> Effect<AutowebinarCall> {
        .watch(step: step.rawValue, call: .followUse(known: knownUse), until: until)
    }

    private func collect(_ collecting: Collecting) -> Effect<AutowebinarCall> {
        guard let playbackId = facts.playbackId, let eventId = facts.eventId, let format = missingFormat else {
            return Self.inconsistent(.collectAnalytics)
        }
        let call = AutowebinarCall.collectReport(
            spaceId: knownSpaceId, playbackId: playbackId, eventId: eventId, format: format)
        let retries = RetryPolicy(deadline: max(.seconds(86_400), plan.analytics.giveUpAfter), readyBy: collecting.deadline)
        return .call(CallEffect(step: StepName.collectAnalytics.rawValue, call: call, kind: .repeatable, retries: retries))
    }

    private func deletion(of removal: Removal) -> AutowebinarCall {
        if let eventId = removal.eventId {
            return .deletePlaybackEvent(spaceId: knownSpaceId, playbackId: removal.playbackId, eventId: eventId)
        }
        return .deletePlayback(spaceId: knownSpaceId, playbackId: removal.playbackId)
    }

    /// What only a journal that was changed by hand can ask for.
    private static func inconsistent(_ step: StepName) -> Effect<AutowebinarCall> {
        .end(
            .failed(
                Failure(
                    code: "inconsistent_flow", message: "The stored state of the run lacks what the step \(step.rawValue) needs; run the job anew.")
            ))
    }
}
