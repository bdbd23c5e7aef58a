package import DurableFlow
package import Foundation

extension AutowebinarFlow {
    /// Where a run stands; docs/states.md draws it.
    package enum State: Codable, Sendable, Equatable {
        /// The job names its space and room; their ids are looked up.
        case findRoom
        case createPlayback
        case selectRecord
        case attachRecord
        case createPlaybackEvent
        /// A create of this run was once unknown: what it made besides is looked for before publication.
        case listSurplus
        /// What was found is removed, one step each; never empty.
        case deleteSurplus(rest: [Removal])
        case publish
        case composeInvitation
        /// Published: it waits until an hour before the start.
        case awaitFinalCheck
        /// The record of a published playback is chosen again: because it is time, or because the choice was amended.
        case reselectRecord
        /// The published playback is given another record.
        case replaceRecord(ChosenRecord)
        /// The published playback is given the amended title.
        case renamePlayback
        /// It is read whether the playback still is as it was published.
        case checkPlayback
        /// It is not: it is published again.
        case publishAgain
        /// The event is to be one of a shared playback: it waits until that can be given one.
        case awaitPlayback
        /// The event is made: it waits until its shared playback is published.
        case awaitPublication
        /// The shared playback has its record: it waits for the first event, without which it cannot be published.
        case awaitEvent
        /// The shared playback is published: it waits until it is to be looked at before a session, or changed.
        case inUse
        /// The shared playback is to end: it waits until no run uses it.
        case awaitRelease
        case awaitSessionEnd
        case collectAnalytics(Collecting)
        /// The reports are stored: it waits until the playback is to be removed.
        case awaitCleanup
        case completed
        /// What was made is being removed, and how the run ends then.
        case cancelling(Cancelling)
        /// - Parameter left: what a cancelled or late run could not remove; trying again goes on there.
        case failed(step: String, reason: Failure, left: Cancelling?)
        case cancelled
        case skipped(reason: String)
    }

    /// How a run ends once what it made is removed.
    package enum Conclusion: Codable, Sendable, Equatable {
        /// The reports are stored, and the playback was to go.
        case completed
        case cancelled
        case skipped(reason: String)
        case failed(step: String, reason: Failure)
    }

    /// The removal of what a run made.
    package struct Cancelling: Codable, Sendable, Equatable {
        package internal(set) var conclusion: Conclusion
        /// What is removed, in order; never empty.
        package internal(set) var rest: [Removal]
        /// What livedigital refused to remove.
        package internal(set) var stuck: [Removal] = []
        /// Why it refused, the first time.
        package internal(set) var trouble: Failure?
    }

    /// The collection of the reports.
    package struct Collecting: Codable, Sendable, Equatable {
        private let until: StoredMilliseconds

        /// When reports that are not there are given up.
        package var deadline: Date { until.date }

        init(deadline: Date) { until = StoredMilliseconds(deadline) }
    }

    /// The look at the published playback shortly before the start.
    enum FinalCheck: String, Codable, Sendable {
        case ahead, due, over
    }

    /// What a run has found out and made. A removed object is no longer in it.
    package struct Facts: Codable, Sendable, Equatable {
        package internal(set) var spaceId: String?
        package internal(set) var roomId: String?
        package internal(set) var playbackId: String?
        package internal(set) var recordId: String?
        private var recordMilliseconds: StoredMilliseconds?
        package internal(set) var eventId: String?
        package internal(set) var inviteUrl: String?
        package internal(set) var published = false
        package internal(set) var reports: [StoredReport] = []
        /// A create of this run was once unknown, so there may be more than one of what it made.
        var isUncertain = false
        /// Playbacks that this run removed: a list that lags may still show them.
        var removedPlaybackIds: [String] = []

        /// The title that the event has, where it was made before the title was amended; nil where it has that of the plan.
        var eventTitle: String?
        private var goneEvents: [String]?
        private var revisions: Int?
        private var restored: Bool?

        /// Events of this run that were taken away by hand, or that it replaced: a list that lags may still show them.
        var goneEventIds: [String] {
            get { goneEvents ?? [] }
            set { goneEvents = newValue.isEmpty ? nil : newValue }
        }

        /// How often what participants were told has changed: a published event was removed, made again, renamed
        /// or moved.
        package internal(set) var revision: Int {
            get { revisions ?? 0 }
            set { revisions = newValue }
        }

        /// The run comes from a backup, or took over what an unknown run made: there may be more of it on livedigital than is known here, and
        /// published. So it removes nothing of its own accord.
        package internal(set) var isRestored: Bool {
            get { restored ?? false }
            set { restored = newValue ? true : nil }
        }

        /// The title that the published playback still has, where it was amended; nil where it has that of the plan.
        var formerTitle: String?
        /// The playback of which the event of this run is one, as it was seen last; nil where the run makes its own.
        var shared: SharedPlayback?
        /// Who uses the shared playback that this run makes, as it was seen last.
        var use: PlaybackUse?
        /// The beginning of the last session before which the shared playback was looked at, in milliseconds since 1970.
        var checkedFor: Int64?
        /// Why the shared playback could not be published, as long as it still has the event that it had then.
        var refusal: Failure?
        private var check: FinalCheck?
        private var staleRecord: Bool?

        /// How far the check before the start has come.
        var finalCheck: FinalCheck {
            get { check ?? .ahead }
            set { check = newValue }
        }

        /// The record is to be chosen again.
        var isRecordStale: Bool {
            get { staleRecord ?? false }
            set { staleRecord = newValue ? true : nil }
        }

        /// The length of the record.
        package internal(set) var recordLength: Duration? {
            get { recordMilliseconds?.duration }
            set { recordMilliseconds = newValue.map(StoredMilliseconds.init) }
        }
    }
}
