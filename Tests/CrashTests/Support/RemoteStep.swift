import Sandbox

/// A step that asks livedigital for something on the way to publication.
enum RemoteStep: String, CaseIterable {
    case createPlayback, selectRecord, attachRecord, createPlaybackEvent, publish

    /// What an unknown outcome means for it.
    enum Kind {
        /// Makes something new with each call.
        case create
        /// Changes nothing.
        case read
        /// Sets a state.
        case update
    }

    var kind: Kind {
        switch self {
        case .createPlayback, .createPlaybackEvent: .create
        case .selectRecord: .read
        case .attachRecord, .publish: .update
        }
    }

    /// The step whose intent is committed together with this one's outcome; nil where no call follows.
    var next: RemoteStep? { Self.allCases.drop { $0 != self }.dropFirst().first }

    /// The call that the step makes.
    func fault(_ action: Fault.Action, _ moment: Fault.Moment = .before, occurrence: Int = 1, times: Int = 1) -> Fault {
        let (operation, matching): (String, Fault.Matching?) =
            switch self {
            case .createPlayback, .createPlaybackEvent: (rawValue, nil)
            case .selectRecord: ("getRecords", nil)
            case .attachRecord: ("updatePlayback", .record)
            case .publish: ("updatePlayback", .publish)
            }
        return Fault(operation: operation, occurrence: occurrence, times: times, matching: matching, moment: moment, action: action)
    }

    /// The call by which it is looked up whether the step was done; nil where it is simply made again.
    var lookUp: String? {
        switch self {
        case .createPlayback: "getPlaybacks"
        case .createPlaybackEvent: "getPlaybackEvents"
        case .attachRecord, .publish: "getPlayback"
        case .selectRecord: nil
        }
    }
}

/// How a step came to its success, as the command reports it.
enum How: String {
    /// Sent once and answered.
    case performed
    /// The outcome was unknown, and it was found done.
    case adopted
    /// The outcome was unknown; it was found undone, or is harmless, and was sent again.
    case repeated
}
