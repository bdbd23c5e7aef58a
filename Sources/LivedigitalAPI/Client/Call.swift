import Curl
import Foundation

/// One call under way: all that its errors need to say where they come from.
struct Call: Sendable {
    let row: ContractRow
    /// The names under which its answer is read.
    let names: AnswerNames
    let values: PathValues
    /// Only to take it out of what the remote side says.
    let token: String

    var operation: OperationID { row.operation }

    func failure(_ kind: LivedigitalError.Kind, status: Int? = nil, _ message: String, advice: String? = nil) -> LivedigitalError {
        var path = ""
        row.template.append(to: &path, values)
        return LivedigitalError(
            operation: operation, method: row.method, path: String(path.prefix { $0 != "?" }), status: status, kind: kind,
            message: cleaned(message), advice: advice)
    }

    private static let kept = "(a stored connection keeps its address until it is added again: autowebinar connection add NAME --base-url ADDRESS)"

    private static let trusting =
        "Check livedigital.baseURL \(kept), or put the certificate of the server's authority into the file that livedigital.caFile names and start anew; "
        + "what waits goes on once the server is trusted."

    /// What a failed transfer means.
    func failure(_ failure: HTTPFailure) -> LivedigitalError {
        if failure.requestWasSent { return self.failure(.unknown(retryAfter: nil), failure.message) }
        switch failure.code {
        case .invalidRequest:
            return self.failure(.misconfigured, failure.message, advice: "Check livedigital.baseURL \(Self.kept).")
        case .untrusted:
            return self.failure(.misconfigured, failure.message, advice: Self.trusting)
        default:
            return self.failure(.notSent, failure.message)
        }
    }

    /// What an answer outside 2xx means.
    func failure(_ response: HTTPResponse, receivedAt: Date) -> LivedigitalError {
        let retryAfter = response.retryAfter(receivedAt: receivedAt)
        // A redirect's own words name the address that it leads to, which may be one that lets in whoever has it.
        let words = operation.answersSecret && (300..<400).contains(response.status) ? "" : response.words
        func result(_ kind: LivedigitalError.Kind, _ advice: String? = nil) -> LivedigitalError {
            failure(kind, status: response.status, words, advice: advice)
        }
        switch response.status {
        case 300..<400:
            let advice = "The answer points to another address; put the final one into livedigital.baseURL \(Self.kept), or \(mending)"
            return result(operation.kind == .create ? .unknown(retryAfter: nil) : .contractMismatch, advice)
        case 401:
            return result(
                .unauthorized, "The personal token is wrong or was deleted; make a new one in the account, section “Интеграция”.")
        case 402, 403:
            return result(.refused, forbiddenAdvice(response.status))
        case 404, 410:
            return result(isAbsenceUnproved ? .contractMismatch : .refused, notFoundAdvice)
        case 405:
            return result(.contractMismatch, "The method differs from the one in the contract table; \(mending)")
        case 408, 425:
            return result(.unknown(retryAfter: retryAfter))
        case 429:
            return result(.rateLimited(retryAfter: retryAfter))
        case 400..<500:
            return result(.refused)
        default:
            return result(.unknown(retryAfter: retryAfter))
        }
    }

    /// A 2xx answer that cannot be read: whether a create was carried out is not known, and a look-up has proved nothing.
    func unreadable(_ response: HTTPResponse, _ reason: String) -> LivedigitalError {
        let advice = "If livedigital always answers so, set \(operation.rawValue).idMember in the file that livedigital.contract names."
        return failure(
            operation.kind == .create ? .unknown(retryAfter: nil) : .contractMismatch, status: response.status,
            "the answer \(reason)", advice: operation.kind == .create ? advice : "The answer differs from the contract table; \(mending)")
    }

    /// 404 where the path is a guess or names a collection: nothing follows from it about what exists.
    private var isAbsenceUnproved: Bool {
        switch operation.kind {
        case .list: true
        case .lookUp: operation == .getMe || operation == .getPlayback
        case .create, .update, .delete, .report: false
        }
    }

    private func forbiddenAdvice(_ status: Int) -> String {
        // 402 is about the plan alone.
        if status == 402 { return "The plan of the account does not include this, or is not paid for; another token of the account changes nothing." }
        return switch operation {
        case .roomGenerateAccess:
            "The token must be that of whoever made the room or moderates it; owning the space is not enough."
        case .createWebhook, .getWebhook, .updateWebhook, .deleteWebhook, .refreshSecretWebhook:
            "The token must be made by the owner of the space, and the free plan has no webhooks."
        default:
            "The token has no rights for this, or the plan does not include it; the token must be made by the owner of the account."
        }
    }

    private var notFoundAdvice: String {
        let known = row.template.parameters.filter(\.isID).compactMap { parameter in values[parameter].map { "\(parameter.rawValue) \($0)" } }
        let reading = known.isEmpty ? "" : "Either \(known.joined(separator: ", ")) is unknown to this token, or the path differs: "
        return reading + mending
    }

    /// What to say once a report that is not there is given up.
    var absentReportAdvice: String { "Either livedigital has no report of it, or the path differs: \(mending)" }

    private var mending: String {
        let keys = operation.answersID ? ".method, .path or .idMember" : ".method or .path"
        return "set \(operation.rawValue)\(keys) in the file that livedigital.contract names (now \(row.method) \(row.path))."
    }

    /// The first 80 characters, to show what came instead of JSON. The token is taken out before the cut, which could leave half of it.
    func beginning(of body: Data) -> String {
        operation.answersSecret ? "…" : String(cleaned(String(decoding: body.prefix(2000), as: UTF8.self)).prefix(80))
    }

    /// The text without the token, without the queries of addresses, which may hold other tokens, and cut to 500 characters.
    private func cleaned(_ text: String) -> String {
        var text = token.isEmpty ? text : text.replacing(token, with: "…")
        if text.contains("://") { text.replace(/(https?:\/\/[^\s?"']*)\?[^\s"']*/) { "\($0.1)?…" } }
        return text.count > 500 ? String(text.prefix(499)) + "…" : text
    }
}
