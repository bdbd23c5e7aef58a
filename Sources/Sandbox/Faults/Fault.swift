/// Something that goes wrong on request, in one or more calls of one operation.
///
/// As JSON it is flat: `{"operation":"createPlayback","occurrence":1,"times":1,"moment":"after","action":"drop"}`; the members of the action
/// (`status`, `retryAfter`, `message`, `seconds`, `bytes`, `pid`) stand beside the others.
package struct Fault: Sendable, Equatable {
    /// Before or after the operation's work is done.
    package enum Moment: String, Codable, Sendable {
        case before, after
    }

    /// Which of the two uses of updatePlayback is meant.
    package enum Matching: String, Codable, Sendable {
        /// The one that does not publish.
        case record
        /// The one with `isPublished: true`.
        case publish
    }

    /// What goes wrong.
    package enum Action: Sendable, Equatable {
        /// An answer with this status and an error body. With the moment `before` the work is never done.
        case status(Int, retryAfter: Int? = nil, message: String? = nil)
        /// The connection is closed without a byte of an answer.
        case drop
        /// Waits, in real time, then goes on as if nothing was.
        case delay(Duration)
        /// The connection is closed at once without a byte of an answer, and the work is done this much later. The moment does not matter.
        /// The work is not done if the server ends in the meantime.
        case late(Duration)
        /// A 200 whose body is not JSON.
        case garbage
        /// The file of a recording ends after so many bytes of the answer, with the connection.
        case cut(bytes: Int)
        /// So many bytes of the file come, then none for so long in real time, then the rest.
        case stall(bytes: Int, Duration)
        /// Signal 9 to this process, then as ``drop``.
        case kill(pid: Int32)
    }

    /// The operation's name, such as `createPlayback`.
    package var operation: String
    /// The first call that is hit, counted from 1 from the moment of arming, over the calls that match.
    package var occurrence: Int
    /// How many calls are hit from there on.
    package var times: Int
    /// For updatePlayback only: which use of it. Nil matches both.
    package var matching: Matching?
    /// Before or after the work.
    package var moment: Moment
    /// What goes wrong.
    package var action: Action

    /// A fault that hits the next call once, before its work, unless said otherwise.
    package init(
        operation: String, occurrence: Int = 1, times: Int = 1, matching: Matching? = nil, moment: Moment = .before, action: Action
    ) {
        self.operation = operation
        self.occurrence = occurrence
        self.times = times
        self.matching = matching
        self.moment = moment
        self.action = action
    }
}

extension Fault.Action {
    /// What goes wrong with a file on its way, where that is what is meant.
    var interruption: RecordFile.Interruption? {
        switch self {
        case .cut(let bytes): .cut(after: bytes)
        case .stall(let bytes, let duration): .stall(after: bytes, duration)
        default: nil
        }
    }
}
