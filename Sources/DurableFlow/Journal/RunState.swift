/// The state of a run as the journal stores it; docs/states.md draws it.
package enum RunState: Int, Sendable, CaseIterable {
    /// May go on as soon as there is a place for it.
    case ready = 0
    /// Being worked on by the owner.
    case running = 1
    /// Asleep until an instant.
    case waiting = 2
    /// It is unknown whether its open intent was carried out; it settles, then is looked up.
    case ambiguous = 3
    /// Put aside by a person.
    case paused = 4
    case completed = 5
    case failed = 6
    case cancelled = 7
    /// Only a person can say how to go on.
    case held = 8
    /// Ended without doing what it was for, for a reason that is no failure.
    case skipped = 9

    /// True when nothing more happens by itself or otherwise.
    package var isFinal: Bool {
        switch self {
        case .completed, .failed, .cancelled, .skipped: true
        case .ready, .running, .waiting, .ambiguous, .paused, .held: false
        }
    }
}

/// The state of one attempt at a step.
package enum StepState: Int, Sendable {
    /// Committed before the call; the outcome is not recorded yet.
    case intent = 0
    case succeeded = 1
    /// Definitely not carried out.
    case failed = 2
    /// Was unknown; the remote side was found to have carried it out.
    case adopted = 3
    /// Was unknown; the remote side was found not to have carried it out, or doing it again is harmless.
    case superseded = 4
    /// Not carried out for a reason that spends no attempt; the same attempt is made again.
    case deferred = 5
}
