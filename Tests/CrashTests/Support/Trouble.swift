import Sandbox

/// What goes wrong once, at one step.
enum Trouble: CaseIterable {
    /// Signal 9 with the intent committed and nothing sent.
    case killedBeforeSending
    /// Signal 9 by the remote side, with its work done and nothing answered.
    case killedAfterTheWork
    /// Signal 9 with the answer here and nothing of it committed.
    case killedWithTheAnswer
    /// Signal 9 with the outcome committed, and the intent of the next step with it.
    case killedAfterTheCommit
    /// The connection ends before the work.
    case dropped
    /// The answer takes longer than the time-out; the work is done.
    case timedOutAfterTheWork
    /// The connection ends, and the work is done 2 s later, within the settle window of 2.5 s.
    case workDoneLate
    /// 502 with the work done.
    case badGatewayAfterTheWork
    /// 503 with the work not done.
    case unavailable
    /// 429 with `Retry-After: 1`.
    case slowedDown
    /// 200 with a body that nobody can read; the work is done.
    case unreadableAfterTheWork
    /// The same from something in between: the work is not done.
    case unreadableWithoutTheWork

    /// How the step must say that it succeeded, by what it does. Derived from what can be known, not from what the engine happens to say:
    ///
    /// - performed: one sending was answered. That holds for 429, which is an answer that says that nothing was done, and for an outcome that was
    ///   committed before the kill, and for an update whose answer cannot be read: the playback is read instead, and shows it done.
    /// - adopted: nobody answered, and the look-up finds the work done.
    /// - repeated: nobody answered, and the look-up finds nothing; a read is always just made again.
    func expected(at step: RemoteStep) -> How {
        let (create, read, update): (How, How, How) =
            switch self {
            // create, read, update
            case .killedBeforeSending: (.repeated, .repeated, .repeated)
            case .killedAfterTheWork: (.adopted, .repeated, .adopted)
            case .killedWithTheAnswer: (.adopted, .repeated, .adopted)
            case .killedAfterTheCommit: (.performed, .performed, .performed)
            case .dropped: (.repeated, .repeated, .repeated)
            case .timedOutAfterTheWork: (.adopted, .repeated, .adopted)
            case .workDoneLate: (.adopted, .repeated, .adopted)
            case .badGatewayAfterTheWork: (.adopted, .repeated, .adopted)
            case .unavailable: (.repeated, .repeated, .repeated)
            case .slowedDown: (.performed, .performed, .performed)
            case .unreadableAfterTheWork: (.adopted, .repeated, .performed)
            case .unreadableWithoutTheWork: (.repeated, .repeated, .repeated)
            }
        return switch step.kind {
        case .create: create
        case .read: read
        case .update: update
        }
    }

    /// Where the process kills itself; nil where the remote side makes the trouble.
    func crashPoint(at step: RemoteStep) -> String? {
        switch self {
        case .killedBeforeSending: "\(step.rawValue):intentCommitted"
        case .killedWithTheAnswer: "\(step.rawValue):answered"
        case .killedAfterTheCommit: "\(step.rawValue):committed"
        default: nil
        }
    }

    /// What the remote side does; empty where the process kills itself.
    func faults(at step: RemoteStep, process: Int32) -> [Fault] {
        // libcurl repeats a request by itself when a kept connection dies, once: the second time, on a new connection, it is our turn. What
        // changes something must not be repeated behind our back, so there a single drop is enough.
        let times = step.kind == .read ? 2 : 1
        return switch self {
        case .killedBeforeSending, .killedWithTheAnswer, .killedAfterTheCommit: []
        case .killedAfterTheWork: [step.fault(.kill(pid: process), .after)]
        case .dropped: [step.fault(.drop, times: times)]
        case .timedOutAfterTheWork: [step.fault(.delay(.seconds(2)), .after)]
        case .workDoneLate: [step.fault(.late(.seconds(2)), times: times)]
        case .badGatewayAfterTheWork: [step.fault(.status(502), .after)]
        case .unavailable: [step.fault(.status(503))]
        case .slowedDown: [step.fault(.status(429, retryAfter: 1))]
        case .unreadableAfterTheWork: [step.fault(.garbage, .after)]
        case .unreadableWithoutTheWork: [step.fault(.garbage)]
        }
    }

    /// Whether the first process dies of it.
    var kills: Bool {
        switch self {
        case .killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer, .killedAfterTheCommit: true
        default: false
        }
    }
}
