import Foundation
import Orchestration

/// A refusal or failure of a request, told as `application/problem+json` (RFC 9457).
struct Problem: Error, Sendable {
    /// One member of the request that is wrong.
    struct Field: Error, Sendable, Hashable {
        /// From the top of the request: `record`, `schedule.dates[2]`.
        var field: String
        /// A short fixed English word.
        var code: String
        var message: Localized
    }

    /// The call of livedigital that failed.
    struct Upstream: Sendable, Hashable {
        /// Nil where there was no answer.
        var status: Int?
        /// livedigital's name of the operation.
        var operation: String

        init(status: Int?, operation: String) { (self.status, self.operation) = (status, operation) }

        /// The call that a sentence tells of, as errors of livedigital are kept; nil where it tells of none.
        init?(told text: String) {
            guard let match = text.firstMatch(of: /^(?<operation>\w+) \([A-Z]+ [^)]*\): (?:(?<status>[0-9]{3})\b|no answer)/) else { return nil }
            self.init(status: match.status.flatMap { Int($0) }, operation: String(match.operation))
        }
    }

    var code: ProblemCode
    var detail: Localized
    var errors: [Field] = []
    var upstream: Upstream?
    /// When to try again; nil where nothing is known.
    var retryAfter: Duration?
    var headers: [String: String] = [:]
    /// What the request had begun is taken back: asked again, it is carried out anew.
    var isWithdrawn = false

    init(
        _ code: ProblemCode, _ detail: Localized, errors: [Field] = [], upstream: Upstream? = nil, retryAfter: Duration? = nil,
        headers: [String: String] = [:]
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.upstream = upstream
        self.retryAfter = retryAfter ?? code.patience
        self.headers = headers
    }

    /// One or more wrong members.
    init(_ errors: [Field]) {
        let first = errors.first
        self.init(
            .invalidRequestParams,
            Localized(first.map { "\($0.field): \($0.message.english)" } ?? "", russian: first.map { "\($0.field): \($0.message.russian)" } ?? ""),
            errors: errors)
    }

    /// Parts of a path that no thing can have.
    init(notFound errors: [Field]) {
        self.init(errors)
        code = .notFound
    }

    func answer(_ language: Language, requestId: String) -> Answer {
        let text = detail[language]
        var answer = Answer(
            status: code.status,
            content: .bytes(
                JSON.object([
                    "type": .string("urn:autowebinar:problem:\(code.rawValue)"), "title": .string(code.title), "status": .integer(code.status),
                    "code": .string(code.rawValue), "detail": .string(text), "message": .string(text),
                    "errors": .array(
                        errors.map { ["field": .string($0.field), "code": .string($0.code), "message": .string($0.message[language])] }),
                    "retryable": .boolean(code.isRetryable || retryAfter != nil), "requestId": .string(requestId),
                    "upstream": upstream.map { ["status": $0.status.map(JSON.integer) ?? .null, "operation": .string($0.operation)] } ?? .null,
                ]).json, type: "application/problem+json"))
        answer.headers = headers
        answer.headers["Content-Language"] = language.rawValue
        if let retryAfter { answer.headers["Retry-After"] = String(max(1, Int((retryAfter / .seconds(1)).rounded(.up)))) }
        if code == .unauthorized { answer.headers["WWW-Authenticate"] = "Bearer" }
        return answer
    }
}
