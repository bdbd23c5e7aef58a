import Curl
import Foundation

/// What a 2xx answer to a change shows. Something between livedigital and us may have answered what cannot be read, so that proves nothing.
enum ChangeAnswer<Value: WireValue>: Sendable {
    case shown(Value)
    /// It has no body, as livedigital may leave it out.
    case silent
    case unreadable

    var value: Value? { if case .shown(let value) = self { value } else { nil } }
}

extension LivedigitalClient {
    /// Sends an update and reads what the answer shows.
    func updated<Value: WireValue>(_ call: Call, body: JSONText? = nil) async throws(LivedigitalError) -> ChangeAnswer<Value> {
        let response = try await success(call, body: body)
        if response.hasNoContent { return .silent }
        return (try? read(OneAnswer<Value>.self, response, call).value).map(ChangeAnswer.shown) ?? .unreadable
    }

    /// Sends a deletion; an object that is not there counts as done.
    ///
    /// - Parameter isGone: looks whether it is; asked where the answer does not prove it: a 404 or 410, which a path that differs and the token of
    ///   another account have as well, and a success that cannot be read.
    func deletion(
        _ operation: OperationID, _ values: PathValues, isGone: () async throws(LivedigitalError) -> Bool
    ) async throws(LivedigitalError) -> Deletion {
        let call = try call(operation, values)
        let response = try await send(call)
        if response.status == 404 || response.status == 410 {
            guard try await isProved(call, isGone) else { throw failure(call, response) }
            return .alreadyGone
        }
        guard response.isSuccess else { throw failure(call, response) }
        if response.hasNoContent || response.body.withUnsafeBytes(WireText.init) != nil { return .deleted }
        return try await seen(after: call) { () async throws(LivedigitalError) in try await isGone() ? .deleted : nil }
    }

    /// Whether the look proves it. One that livedigital refuses, or does not have, proves nothing.
    private func isProved(_ call: Call, _ isGone: () async throws(LivedigitalError) -> Bool) async throws(LivedigitalError) -> Bool {
        do {
            return try await isGone()
        } catch {
            switch error.kind {
            case .unauthorized, .misconfigured: throw error
            case .refused: return false
            case .contractMismatch where !(200..<300).contains(error.status ?? 0): return false
            default: throw call.failure(.unknown(retryAfter: error.retryAfter), "whether it is there cannot be looked up: \(error)")
            }
        }
    }

    /// What livedigital shows of a change whose answer proves nothing.
    ///
    /// - Parameter look: gives nil where the change is not to be seen.
    /// - Throws: ``LivedigitalError/Kind/unknown(retryAfter:)`` where it is not, or cannot be looked for.
    func seen<Value>(after call: Call, _ look: () async throws(LivedigitalError) -> Value?) async throws(LivedigitalError) -> Value {
        let shown: Value?
        do {
            shown = try await look()
        } catch {
            switch error.kind {
            case .unauthorized: throw error
            // What cannot be read either may be read the next time; a look that livedigital does not have never will.
            case .contractMismatch where !(200..<300).contains(error.status ?? 0): throw error
            default:
                throw call.failure(.unknown(retryAfter: error.retryAfter), "the answer cannot be read, and nor can what came of it: \(error)")
            }
        }
        guard let shown else {
            throw call.failure(.unknown(retryAfter: nil), "the answer cannot be read, and livedigital does not show that it was carried out")
        }
        return shown
    }
}
