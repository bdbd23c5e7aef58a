/// The steps of the autowebinar flow as users see them.
enum StepName: String, CaseIterable {
    case createPlayback, selectRecord, attachRecord, createPlaybackEvent, publish, composeInvitation, awaitSessionEnd, collectAnalytics
    case findRoom
    case listSurplus, deleteSurplusEvent, deleteSurplusPlayback
    case awaitFinalCheck, reselectRecord, replaceRecord, renamePlayback, checkPlayback, publishAgain
    case awaitCleanup
    case deletePlaybackEvent, deletePlayback
    case awaitPlayback, awaitPublication
    case awaitEvent, awaitNextSession, awaitRelease
    case awaitLastReport

    static let planned = Array(allCases.prefix(8))
    static let cleanup = [StepName.awaitCleanup, .deletePlaybackEvent, .deletePlayback]

    static func removing(_ removal: Removal) -> StepName { removal.eventId == nil ? .deletePlayback : .deletePlaybackEvent }
}

extension AutowebinarFlow {
    /// The names of the steps that every run takes, in order.
    package static func steps(permanent: Bool) -> [String] {
        (permanent ? StepName.planned.prefix(6) : StepName.planned[...]).map(\.rawValue)
    }

    /// The names of the planned steps from the present one on; none once the run has ended or is removing what it made too early.
    package var stepsAhead: [String] { ahead.map(\.rawValue) }

    private var ahead: [StepName] {
        switch state {
        case .findRoom: [.findRoom] + planned
        case .createPlayback: planned(from: .createPlayback)
        case .selectRecord: planned(from: .selectRecord)
        case .attachRecord: planned(from: .attachRecord)
        case .createPlaybackEvent: planned(from: .createPlaybackEvent)
        case .listSurplus, .deleteSurplus, .publish: planned(from: .publish)
        case .composeInvitation: planned(from: .composeInvitation)
        case .awaitFinalCheck: planned(from: .awaitFinalCheck)
        case .reselectRecord: [.reselectRecord] + afterCorrection
        case .replaceRecord: [.replaceRecord] + afterCorrection.drop { $0 == .checkPlayback }
        case .renamePlayback: [.renamePlayback] + afterCorrection.drop { $0 == .checkPlayback }
        case .checkPlayback: [.checkPlayback] + afterCorrection.drop { $0 == .checkPlayback }
        case .publishAgain: [.publishAgain] + afterCorrection.drop { $0 == .checkPlayback }
        case .awaitSessionEnd: planned(from: .awaitSessionEnd)
        case .collectAnalytics: planned(from: .collectAnalytics)
        case .awaitPlayback: planned(from: .awaitPlayback)
        case .awaitPublication: planned(from: .awaitPublication)
        case .awaitEvent: planned(from: .awaitEvent)
        case .inUse: [.awaitNextSession]
        case .awaitRelease: [plan.share == nil ? .awaitLastReport : .awaitRelease]
        case .awaitCleanup: cleanup
        case .cancelling(let cancelling) where cancelling.conclusion == .completed: cancelling.rest.map(StepName.removing)
        case .completed, .cancelling, .failed, .cancelled, .skipped: []
        }
    }

    private var cleanup: [StepName] {
        switch plan.share {
        case nil: StepName.cleanup
        case .event: [.awaitCleanup, .deletePlaybackEvent]
        case .playback: [.awaitCleanup, .deletePlayback]
        }
    }

    private var planned: [StepName] {
        switch plan.share {
        case .playback: return [.createPlayback, .selectRecord, .attachRecord, .awaitEvent, .publish]
        case .event:
            return [.awaitPlayback, .createPlaybackEvent, .awaitPublication, .composeInvitation, .awaitSessionEnd, .collectAnalytics]
                + (plan.cleanupAfter == nil ? [] : cleanup)
        case nil: break
        }
        guard let checkAt = plan.checkAt else { return Array(StepName.planned.prefix(6)) }
        var check: [StepName] = []
        // A run that is made later than that is not checked.
        if plan.createdAt < checkAt {
            check = plan.choosesRecordAgain ? [.awaitFinalCheck, .reselectRecord, .checkPlayback] : [.awaitFinalCheck, .checkPlayback]
        }
        return StepName.planned.prefix(6) + check + StepName.planned.dropFirst(6) + (plan.cleanupAfter == nil ? [] : StepName.cleanup)
    }

    private func planned(from first: StepName) -> [StepName] { Array(planned.drop { $0 != first }) }

    /// What follows a correction of the published playback.
    private var afterCorrection: [StepName] {
        if plan.share == .playback { return facts.finalCheck == .due ? [.checkPlayback, .awaitNextSession] : [.awaitNextSession] }
        switch facts.finalCheck {
        case .ahead:
            let rest = planned(from: .awaitFinalCheck)
            return rest.isEmpty ? planned(from: .awaitSessionEnd) : rest
        case .due: return [.checkPlayback] + planned(from: .awaitSessionEnd)
        case .over: return planned(from: .awaitSessionEnd)
        }
    }
}
