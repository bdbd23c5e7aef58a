/// What went wrong, as programs tell it apart. Code, title and status are fixed for `/v1`; only additions are allowed.
enum ProblemCode: String, Sendable, CaseIterable {
    case invalidRequestParams = "invalid_request_params"
    case ambiguousName = "ambiguous_name"
    case unauthorized
    case forbidden
    case planRestricted = "plan_restricted"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case requestTimeout = "request_timeout"
    case conflict
    case notCreatedHere = "not_created_here"
    case requestInProgress = "request_in_progress"
    case gone
    case tooLarge = "too_large"
    case headersTooLarge = "headers_too_large"
    case idempotencyKeyReused = "idempotency_key_reused"
    case rateLimited = "rate_limited"
    case internalError = "internal_error"
    case upstreamError = "upstream_error"
    case unavailable
    case upstreamUnavailable = "upstream_unavailable"
    case upstreamTimeout = "upstream_timeout"

    var status: Int {
        switch self {
        case .invalidRequestParams, .ambiguousName: 400
        case .unauthorized: 401
        case .forbidden, .planRestricted: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .conflict, .notCreatedHere, .requestInProgress: 409
        case .gone: 410
        case .tooLarge: 413
        case .idempotencyKeyReused: 422
        case .rateLimited: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .upstreamError: 502
        case .unavailable, .upstreamUnavailable: 503
        case .upstreamTimeout: 504
        }
    }

    var title: String {
        switch self {
        case .invalidRequestParams: "Invalid request params"
        case .ambiguousName: "Ambiguous name"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .planRestricted: "Not in the plan"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .requestTimeout: "Request timeout"
        case .conflict: "Conflict"
        case .notCreatedHere: "Not created here"
        case .requestInProgress: "Request in progress"
        case .gone: "Gone"
        case .tooLarge: "Too large"
        case .headersTooLarge: "Header fields too large"
        case .idempotencyKeyReused: "Idempotency key reused"
        case .rateLimited: "Too many requests"
        case .internalError: "Internal error"
        case .upstreamError: "livedigital failed"
        case .unavailable: "Unavailable"
        case .upstreamUnavailable: "livedigital cannot be reached"
        case .upstreamTimeout: "livedigital is too slow"
        }
    }

    /// Whether the same request may succeed later.
    var isRetryable: Bool {
        switch self {
        case .requestTimeout, .requestInProgress, .rateLimited, .internalError, .upstreamError, .unavailable, .upstreamUnavailable, .upstreamTimeout:
            true
        case .invalidRequestParams, .ambiguousName, .unauthorized, .forbidden, .planRestricted, .notFound, .methodNotAllowed, .conflict,
            .notCreatedHere, .gone, .tooLarge, .headersTooLarge, .idempotencyKeyReused:
            false
        }
    }

    /// What `Retry-After` says where nobody knows better.
    var patience: Duration? {
        switch self {
        case .requestInProgress, .rateLimited, .unavailable: .seconds(5)
        case .upstreamError, .upstreamUnavailable, .upstreamTimeout: .seconds(30)
        default: nil
        }
    }
}
