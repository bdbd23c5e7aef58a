import DurableFlow
import LivedigitalAPI

extension LivedigitalError {
    /// What the error of a sent call means for the engine.
    func performance<Answer>() -> Performance<Answer> {
        switch kind {
        case .refused: .refused(failure)
        // What else it may mean is told once the time for it is over.
        case .notReady(let retryAfter): .notReady(story, retryAfter: retryAfter, givenUp: description)
        default: .hindered(hindrance)
        }
    }

    /// Why nothing is decided; what is refused or not ready decides something, and is said here as a mismatch or as unknown.
    var hindrance: Hindrance {
        switch kind {
        case .notSent: .notSent(description)
        case .rateLimited(let retryAfter): .rateLimited(retryAfter: retryAfter)
        // Waiting mends neither, and all runs of the connection meet the same.
        case .unauthorized, .misconfigured: .blocked(failure)
        case .refused, .contractMismatch: .mismatch(description)
        case .notReady, .unknown: .unknown(description)
        }
    }

    /// What the error of a look-up means for the engine: only a whole answer proves anything.
    func finding<Answer>() -> Finding<Answer> {
        switch kind {
        case .refused, .contractMismatch: .unproved(description)
        case .notSent: .hindered(.notSent(description))
        case .rateLimited(let retryAfter): .hindered(.rateLimited(retryAfter: retryAfter))
        case .unauthorized, .misconfigured: .hindered(.blocked(failure))
        case .notReady, .unknown: .hindered(.unknown(description))
        }
    }

    /// The same for a look-up that also judges what a person says was made: until it works, nobody's word can be checked, and a wrong one would have
    /// the run change or remove what is not its own.
    func findingUnadoptable<Answer>() -> Finding<Answer> {
        let finding: Finding<Answer> = finding()
        return if case .unproved(let question) = finding { .unproved("\(question) \(RunView.nothingToAdopt)") } else { finding }
    }

    /// A success whose body says nothing: something in between may have answered, so asking again can help.
    var isUnreadable: Bool { kind == .contractMismatch && status.map { (200..<300).contains($0) } ?? false }

    private var failure: Failure {
        let code =
            switch status {
            case 400, 422: "invalid_request"
            case 401: "unauthorized"
            case 402, 403: isOfPlan ? "plan_restricted" : "forbidden"
            case 404, 410: "not_found"
            case 409: "conflict"
            case nil where isOurs: "conflict"
            case nil where kind == .misconfigured: "misconfigured"
            default: "refused"
            }
        return Failure(code: code, message: description)
    }
}
