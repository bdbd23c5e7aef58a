package import DurableFlow
package import Foundation

/// Removes drafts and events that no run owns, one step each. Gone counts as removed, so doing it twice is doing it once.
package struct RemovalFlow: StoredFlow, Equatable {
    /// One of them, with the space that it is in.
    package struct Target: Codable, Sendable, Hashable {
        package let spaceId: String
        package let removal: Removal

        package init(spaceId: String, removal: Removal) { (self.spaceId, self.removal) = (spaceId, removal) }
    }

    package static let kind = "removal"
    package static let version = 1

    package let connection: String
    /// What is still to go, in order.
    package private(set) var rest: [Target]
    /// What livedigital refused to remove, and why, the first time.
    private var stuck: [Target] = []
    private var trouble: Failure?
    private var isCancelled = false

    package init(connection: String, targets: [Target]) { (self.connection, rest) = (connection, targets) }

    package var lane: String { connection }

    package var effect: Effect<AutowebinarCall> {
        if isCancelled { return .end(.cancelled) }
        if let next = rest.first {
            let (playbackId, eventId) = (next.removal.playbackId, next.removal.eventId)
            let call: AutowebinarCall =
                eventId.map { .deletePlaybackEvent(spaceId: next.spaceId, playbackId: playbackId, eventId: $0) }
                ?? .deletePlayback(spaceId: next.spaceId, playbackId: playbackId)
            return .call(CallEffect(step: StepName.removing(next.removal).rawValue, call: call, kind: .repeatable))
        }
        guard let trouble else { return .end(.completed) }
        let names = stuck.map { $0.removal.eventId.map { "event \($0)" } ?? "playback \($0.removal.playbackId)" }.joined(separator: ", ")
        return .end(.failed(Failure(code: trouble.code, message: "Left on livedigital: \(names), which could not be removed: \(trouble.message)")))
    }

    package mutating func receive(_ outcome: Outcome<AutowebinarAnswer>, at now: Date) {
        guard !isCancelled, let first = rest.first else { return }
        switch outcome {
        case .answered(.deleted, _): rest.removeFirst()
        case .refused(let failure):
            stuck.append(first)
            trouble = trouble ?? failure
            rest.removeFirst()
        case .answered, .elapsed, .expired: break
        }
    }

    package mutating func cancel(at now: Date) { if !rest.isEmpty { isCancelled = true } }

    package mutating func retry(at now: Date) -> Bool {
        guard !isCancelled, rest.isEmpty, !stuck.isEmpty else { return false }
        (rest, stuck, trouble) = (stuck, [], nil)
        return true
    }
}
