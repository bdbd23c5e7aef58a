import DurableFlow
import LivedigitalAPI

extension LivedigitalError {
    /// What the error of a sent call means for the engine.
    var performance: Performance<AutowebinarAnswer> {
        switch kind {
        case .refused: .refused(failure)
        case .notReady(let retryAfter): .notReady(description, retryAfter: retryAfter)
        case .notSent, .misconfigured: .hindered(.notSent(description))
        case .rateLimited(let retryAfter): .hindered(.rateLimited(retryAfter: retryAfter))
        case .unauthorized: .hindered(.blocked(failure))
        case .contractMismatch: .hindered(.mismatch(description))
        case .unknown: .hindered(.unknown(description))
        }
    }

    /// What the error of a look-up means for the engine: only a whole answer proves anything.
    var finding: Finding<AutowebinarAnswer> {
        switch kind {
        case .refused, .contractMismatch: .unproved(description)
        case .notSent, .misconfigured: .hindered(.notSent(description))
        case .rateLimited(let retryAfter): .hindered(.rateLimited(retryAfter: retryAfter))
        case .unauthorized: .hindered(.blocked(failure))
        case .notReady, .unknown: .hindered(.unknown(description))
        }
    }

    /// A success whose body says nothing: something in between may have answered, so asking again can help.
    var isUnreadable: Bool { kind == .contractMismatch && status.map { (200..<300).contains($0) } ?? false }

    private var failure: Failure {
        let code =
            switch status {
            case 400, 422: "invalid_request"
            case 401: "unauthorized"
            case 402, 403: "forbidden"
            case 404, 410: "not_found"
            case 409: "conflict"
            default: "refused"
            }
        return Failure(code: code, message: description)
    }
}
