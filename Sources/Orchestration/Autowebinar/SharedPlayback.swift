import Foundation

/// What the runs of a job's occurrences know of the playback that they share.
package struct SharedPlayback: Codable, Sendable, Hashable {
    /// The key of the run that makes it.
    package let run: String
    package let spaceId: String?
    package let roomId: String?
    /// Nil while it cannot be given an event: it is not made yet, or has no record.
    package let playbackId: String?
    /// What it shows.
    package let record: ChosenRecord?
    package let isPublished: Bool
    /// What it is called; nil until it is published.
    package var title: String?
}

/// What the run that makes a shared playback knows of those that use it. All instants are in milliseconds since 1970.
package struct PlaybackUse: Codable, Sendable, Hashable {
    /// A run of an occurrence goes on or is about to.
    package var isUsed = false
    /// The job may have more occurrences that will use it.
    package var isNeeded = true
    /// It has an event of ours, without which it can neither be published nor changed.
    package var hasEvent = false
    /// When the next session begins: what changes the playback is not sent after that.
    package var nextStart: Int64?
    /// When no session is held or about to begin; nil where that is so now.
    package var quietAt: Int64?
    /// When the playback is looked at for the next session that it was not looked at for, and the beginning of that session.
    package var checkAt: Int64?
    package var checkFor: Int64?
    /// The end of the last session that was held; said only where nothing uses it and nothing will.
    package var heldUntil: Int64?
}

extension PlaybackUse {
    /// So long before a session the playback is left alone.
    private static let spare = Duration.seconds(300)

    private struct Span {
        let start: Int64
        let end: Int64
    }

    /// What the sessions of some runs leave to a playback; who uses it and whether it is needed is not said.
    ///
    /// - Parameters:
    ///   - runs: those of occurrences that are not over and keep their event.
    ///   - playback: the run that makes the playback.
    init(of runs: [AutowebinarFlow], _ playback: AutowebinarFlow, now: Date) {
        let spare = StoredMilliseconds(Self.spare).count
        let length = playback.facts.recordLength ?? .zero
        let sessions = runs.compactMap { run -> Span? in
            guard run.hasEvent(of: playback), let start = run.startMilliseconds else { return nil }
            return Span(start: start, end: start + StoredMilliseconds(run.facts.recordLength ?? length).count)
        }.sorted { $0.start < $1.start }
        func quiet(from instant: Int64) -> Int64 {
            sessions.reduce(instant) { quiet, session in session.start - spare <= quiet && quiet < session.end ? session.end : quiet }
        }
        let present = StoredMilliseconds(now).count
        let lull = quiet(from: present)
        hasEvent = !sessions.isEmpty
        nextStart = sessions.first { $0.start > present }?.start
        quietAt = lull > present ? lull : nil
        for session in sessions where session.start > max(present, playback.facts.checkedFor ?? .min) {
            let wanted = session.start - StoredMilliseconds(AutowebinarPlan.checkAhead).count
            let due = wanted > present ? quiet(from: wanted) : quietAt ?? wanted
            // One that begins as soon as the session before it has ended shows what that one showed.
            guard due < session.start else { continue }
            (checkAt, checkFor) = (due, session.start)
            return
        }
    }
}

extension AutowebinarFlow {
    /// Whether it has made an event of a playback, and does not take it back.
    fileprivate func hasEvent(of playback: AutowebinarFlow) -> Bool {
        guard facts.eventId != nil, facts.playbackId == playback.facts.playbackId else { return false }
        return if case .cancelling = state { false } else { true }
    }
}
