package import Foundation
import Logging

/// One thing that the engine is to do now for one run. Its intent is committed.
package struct Work<F: Flow>: Sendable {
    enum Mode: Sendable {
        case perform
        case lookUp(adopting: String?)
    }

    var row: RunRow
    var flow: F
    var effect: CallEffect<F.Call>
    /// What is to be carried out or looked up.
    package var call: F.Call { effect.call }
    var mode: Mode
    /// No list that was asked for before may serve a look-up.
    var notBefore: Date
}

/// What came of a piece of work.
package enum WorkResult<Answer: Sendable>: Sendable {
    case performed(Performance<Answer>)
    case lookedUp(Finding<Answer>)
    /// The process is ending and nothing was sent.
    case notBegun
}

/// What a claim brought.
package struct Claim<F: Flow>: Sendable {
    package var work: [Work<F>] = []
    /// When the next run that could not be claimed yet falls due; nil where none waits for time.
    package var nextDue: Date?
    /// The lanes that were asked and have nothing due now, each with when it has; the distant future where it never has by itself.
    package var resting: [String: Date] = [:]
}

/// How many more runs of a lane may be worked on at once.
package struct Vacancy: Sendable {
    package var lane: String
    package var places: Int

    package init(lane: String, places: Int) {
        self.lane = lane
        self.places = places
    }
}

/// The run was taken over by a later owner: what was found out is not recorded by us.
package struct LostOwnership: Error, Sendable, Equatable {
    package var runKey: String
}

extension Work {
    /// What the log says of an outcome: names and kinds, nothing of what was sent or received.
    func metadata(_ result: WorkResult<F.Answer>) -> Logger.Metadata {
        let outcome =
            switch result {
            case .performed(.answered): "answered"
            case .performed(.refused): "refused"
            case .performed(.notReady): "not ready"
            case .performed(.hindered): "hindered"
            case .lookedUp: "looked up"
            case .notBegun: "not begun"
            }
        return ["run": "\(row.key)", "step": "\(effect.step)", "attempt": "\(row.attempt)", "outcome": "\(outcome)"]
    }
}
