/// What can happen. The raw value is the public name.
package enum EventType: String, Codable, CaseIterable, Sendable, CodingKeyRepresentable {
    case callStarted = "call.started"
    case callFinished = "call.finished"
    case recordStarted = "record.started"
    case recordFinished = "record.finished"
    case recordFailed = "record.failed"
    case recordAborted = "record.aborted"
    case autowebinarPublished = "autowebinar.published"
    case sessionStarted = "session.started"
    case sessionFinished = "session.finished"
    case analyticsReady = "analytics.ready"
    case runLate = "run.late"
    case runHeld = "run.held"
    case runFailed = "run.failed"
    case jobPaused = "job.paused"
    case hookDisabled = "hook.disabled"

    /// The type of that name, in our spelling or in livedigital's: `call.started` and `call_started` are the same. Nil where there is none.
    package init?(name: String) {
        self.init(rawValue: name.replacing("_", with: "."))
    }

    /// The name in livedigital's spelling, such as `call_started`.
    package var eventName: String { rawValue.replacing(".", with: "_") }

    /// Whether livedigital tells it, by its webhook; the others are our own.
    package var isFromLivedigital: Bool {
        switch self {
        case .callStarted, .callFinished, .recordStarted, .recordFinished, .recordFailed, .recordAborted: true
        default: false
        }
    }

    /// Whether it is told of sessions: also of calls, which follow from what livedigital tells.
    var isOfSession: Bool { [.sessionStarted, .sessionFinished, .analyticsReady].contains(self) }
}
