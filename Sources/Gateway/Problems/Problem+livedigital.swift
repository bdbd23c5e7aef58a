import DurableFlow
import LivedigitalAPI
import Orchestration

extension Problem {
    /// What a failed call of livedigital means for whoever asked us.
    init(_ error: LivedigitalError) {
        let code: ProblemCode =
            switch error.kind {
            case .notSent: .upstreamUnavailable
            case .rateLimited: .rateLimited
            case .unauthorized: .unauthorized
            case .refused: error.isOfPlan ? .planRestricted : error.status.map(Self.code(ofRefusal:)) ?? .conflict
            case .notReady: .conflict
            case .contractMismatch, .misconfigured: .upstreamError
            case .unknown:
                switch error.status {
                case nil, 408, 504: .upstreamTimeout
                case 503: .upstreamUnavailable
                default: .upstreamError
                }
            }
        self.init(
            code, ProblemText.upstream(error.description, as: code),
            upstream: error.isOurs ? nil : Upstream(status: error.status, operation: error.operation.rawValue), retryAfter: error.retryAfter)
    }

    private static func code(ofRefusal status: Int) -> ProblemCode {
        switch status {
        case 400, 422: .invalidRequestParams
        case 403: .forbidden
        case 404: .notFound
        case 409: .conflict
        case 410: .gone
        default: .upstreamError
        }
    }

    /// What the reason of a failed run means for whoever asked for it.
    ///
    /// - Parameter field: the member of the request that it is about; nil where it is no one of them.
    init(_ failure: Failure, field: String? = nil) {
        let code: ProblemCode =
            switch failure.code {
            case "invalid_request", "invalid_request_params": .invalidRequestParams
            case "ambiguous_name": .ambiguousName
            case "not_created_here": .notCreatedHere
            case Failure.notReady, "inconsistent_flow": .conflict
            case "unauthorized": .unauthorized
            case "forbidden": .forbidden
            case "plan_restricted": .planRestricted
            case "not_found", "no_record", "not_in_list", "not_listed": .notFound
            case "conflict": .conflict
            case "storage": .internalError
            default: .upstreamError
            }
        let upstream = Upstream(told: failure.message)
        // What was never asked of livedigital is not livedigital's to refuse.
        let words =
            code == .invalidRequestParams && upstream == nil ? Localized(below: failure.message) : ProblemText.upstream(failure.message, as: code)
        let errors = field.map { [Field(field: $0, code: failure.code, message: words)] } ?? []
        // What is not listed or not finished yet may be soon.
        let patience: Duration? =
            switch failure.code {
            case NameFailure.Code.unlisted.rawValue: .seconds(5)
            case Failure.notReady: .seconds(60)
            default: nil
            }
        self.init(code, words, errors: errors, upstream: upstream, retryAfter: patience)
    }

    /// A space or room that was named and cannot be told.
    init(_ failure: NameFailure, field: String) {
        let code: ProblemCode =
            switch failure.code {
            case .ambiguous: .ambiguousName
            case .notFound, .unproved, .unlisted: .notFound
            }
        let words = ProblemText.upstream(failure.description, as: code)
        self.init(code, words, errors: [Field(field: field, code: failure.code.rawValue, message: words)])
    }

    /// Any error of a handler.
    init(_ error: any Error, requestId: String) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LivedigitalError: self = Problem(error)
        case let failure as NameFailure: self = Problem(failure, field: "name")
        case let failure as Failure: self = Problem(failure)
        case let refusal as OperatorError: self = Problem(.conflict, ProblemText.refused(refusal.description))
        case let error where Writer.isFatal(error): self = Problem(.unavailable, ProblemText.unavailable)
        case let reuse as ExternalIdReused: self = Problem(.idempotencyKeyReused, ProblemText.externalIdReused(reuse.run))
        case let run as CancellationUndecided: self = Problem(.conflict, Localized(below: run.description), retryAfter: .seconds(5))
        case is CancellationError: self = Problem(.unavailable, ProblemText.unavailable)
        default: self = Problem(.internalError, ProblemText.internalError(requestId))
        }
    }
}
