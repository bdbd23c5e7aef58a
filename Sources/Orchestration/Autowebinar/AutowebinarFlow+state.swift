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
        /// The shared playback is to end: it waits until no run uses it. The permanent form is taken down: it waits for the last report of its event.
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
}

extension AutowebinarFlow.State: JSONWritable {
    /// The states of the planned steps are a name alone, and most of what is stored; the others go through their containers.
    package func write(to stream: JSONStream) throws {
        let name: StaticString
        switch self {
        case .createPlayback: name = "createPlayback"
        case .selectRecord: name = "selectRecord"
        case .attachRecord: name = "attachRecord"
        case .createPlaybackEvent: name = "createPlaybackEvent"
        case .publish: name = "publish"
        case .awaitSessionEnd: name = "awaitSessionEnd"
        default: return try stream.encode(self)
        }
        stream.object { stream.member(name) { stream.object {} } }
    }
}
