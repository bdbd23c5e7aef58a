import HTTPTypes

/// An answer that says no, with livedigital's error body `{"message","code"}`.
struct Refusal: Error, Equatable {
    var status: Int
    var message: String
    var code: String
    var headers: [String: String] = [:]

    static let unauthorized = Refusal(status: 401, message: "Unauthorized", code: "unauthorized")
    static let reportNotReady = Refusal(status: 404, message: "Report is not ready", code: "report_not_ready")
    static let tooLarge = Refusal(status: 413, message: "Request body is too large", code: "payload_too_large")

    static func notFound(_ what: String) -> Refusal { Refusal(status: 404, message: "\(what) not found", code: "not_found") }

    static func forbidden(_ message: String) -> Refusal { Refusal(status: 403, message: message, code: "forbidden") }

    /// The documented text, then the member and what is wrong with it.
    static func invalid(_ problem: String) -> Refusal {
        Refusal(status: 422, message: "Invalid request params: \(problem)", code: "invalid_params")
    }

    static func wrongMethod(allowed: [String]) -> Refusal {
        Refusal(
            status: 405, message: "Method not allowed", code: "method_not_allowed", headers: ["Allow": allowed.sorted().joined(separator: ", ")])
    }

    var answer: Answer {
        Answer(status: status, content: .json(.object(["message": .string(message), "code": .string(code)])), headers: headers)
    }
}

extension Refusal {
    /// What the administration answers when the sandbox cannot do what it was asked for.
    init(_ error: SandboxError) {
        self = error.code == .unknownObject ? Refusal(status: 404, message: error.message, code: "not_found") : .invalid(error.message)
    }
}
