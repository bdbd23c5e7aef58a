import DurableFlow
import Foundation

/// A flow that goes through the steps it was given, one after another, and notes what it received.
struct ScriptFlow: Flow, Equatable {
    struct Step: Codable, Sendable, Equatable {
        enum Shape: String, Codable { case repeatable, adoptable, askable, overwriting, pass, wait, watch }

        var name: String
        var shape: Shape
        /// The end of a wait or a watch, or the last instant for a call.
        var instant: Date?
        var readyBy: Date?
        var readyWithin: TimeInterval?
        var deadline: TimeInterval = 3600
    }

    struct Call: Codable, Sendable, Equatable {
        var step: String
        var amendment: String?
    }

    var name = "run"
    var theatre = "north"
    var definition = 1
    var steps = [Step(name: "first", shape: .adoptable), Step(name: "second", shape: .repeatable)]
    var undo: [Step] = []
    var position = 0
    var received: [String] = []
    var isUndoing = false
    var isRetryable = true
    var failure: Failure?
    var isTooLate = false
    var amendment: String?
    /// In the first step, what nobody knows does not hold the run.
    var isOptional = false

    var kind: String { "script" }
    var version: Int { definition }
    var lane: String { theatre }

    var effect: Effect<Call> {
        if let failure { return .end(.failed(failure)) }
        if isTooLate { return .end(.skipped(reason: "too late")) }
        let script = isUndoing ? undo : steps
        guard position < script.count else { return .end(isUndoing ? .cancelled : .completed) }
        let step = script[position]
        switch step.shape {
        case .pass: return .pass(step: step.name)
        case .wait: return .wait(step: step.name, until: step.instant ?? .distantPast)
        case .watch: return .watch(step: step.name, call: Call(step: step.name, amendment: amendment), until: step.instant)
        case .repeatable: return call(step, .repeatable)
        case .adoptable: return call(step, .adoptable)
        case .askable: return call(step, .askable)
        case .overwriting: return call(step, .overwriting)
        }
    }

    private func call(_ step: Step, _ kind: CallEffect<Call>.Kind) -> Effect<Call> {
        let retries = RetryPolicy(
            base: .seconds(1), cap: .seconds(60), deadline: .seconds(step.deadline), pollInterval: .seconds(30), readyBy: step.readyBy,
            readyWithin: step.readyWithin.map(Duration.seconds))
        return .call(
            CallEffect(
                step: step.name, call: Call(step: step.name, amendment: amendment), kind: kind, marker: "marker-\(name)", notAfter: step.instant,
                retries: retries,
                isOptional: isOptional))
    }

    mutating func receive(_ outcome: Outcome<String>, at now: Date) {
        switch outcome {
        case .answered(let answer, let how):
            received.append("\(answer) \(how.rawValue)")
            if !answer.hasPrefix("news") { position += 1 }
        case .elapsed:
            received.append("elapsed")
            position += 1
        case .expired:
            received.append("expired")
            isTooLate = true
        case .refused(let failure):
            received.append("refused \(failure.code)")
            self.failure = failure
        }
    }

    mutating func cancel(at now: Date) {
        received.append("cancel")
        (isUndoing, position, failure) = (true, 0, nil)
    }

    /// `before NAME` puts a step before the present one; every text is sent with the calls from now on.
    mutating func amend(_ amendment: Data, at now: Date) {
        let text = String(decoding: amendment, as: UTF8.self)
        received.append("amend \(text)")
        self.amendment = text
        if text.hasPrefix("before "), !isUndoing { steps.insert(Step(name: String(text.dropFirst(7)), shape: .repeatable), at: position) }
    }

    mutating func retry(at now: Date) -> Bool {
        guard isRetryable else { return false }
        failure = nil
        return true
    }

    static func restore(kind: String, version: Int, from data: Data) throws -> ScriptFlow {
        guard kind == "script", version == 1 else { throw OperatorError("no such flow") }
        return try JSONDecoder().decode(ScriptFlow.self, from: data)
    }
}
