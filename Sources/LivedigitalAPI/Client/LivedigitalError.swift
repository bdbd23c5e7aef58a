/// Why a call of livedigital has no usable result. Neither the token nor the query of an address is ever in it.
package struct LivedigitalError: Error, Sendable, Equatable {
    /// What the failure means for whoever decides what comes next.
    package enum Kind: Sendable, Equatable {
        /// Not one byte was written: the remote side saw nothing, and the call may be sent again as it is.
        case notSent
        /// Refused for now (429), without being carried out.
        case rateLimited(retryAfter: Duration?)
        /// The token is wrong or was deleted (401): nothing will work until it is replaced.
        case unauthorized
        /// Refused for good: 400, 402, 403, 404, 409, 422 and every other 4xx that is not named here. It was not carried out. Without a status it
        /// was we who refused to send it, since it could not be right.
        ///
        /// A 404 of `createPlayback` or `createPlaybackEvent` is here: nothing was made, though it may mean an unknown space or playback
        /// as well as a path that differs from the contract table; the advice names both. So is one of a deletion whose object is not shown to be
        /// gone.
        case refused
        /// The report is not there yet; asking again later spends no attempt.
        case notReady(retryAfter: Duration?)
        /// The service answers in another way than the contract table says, and only an override mends it: 405, a redirect, a look-up
        /// that cannot be read, and a 404 of a list or of `getMe` and `getPlayback`, since that does not prove that nothing is there.
        case contractMismatch
        /// It may or may not have been carried out: 5xx, 408, 425, a time-out or a broken connection after bytes were written, cancelled
        /// after sending, a redirected create, or a 2xx answer to a create that cannot be read.
        case unknown(retryAfter: Duration?)
        /// Nothing was sent and nothing will be until the operator mends the configuration: an address that is none, or a certificate that
        /// is not trusted.
        case misconfigured
    }

    /// The operation that it is about.
    package var operation: OperationID
    /// The method in capitals.
    package var method: String
    /// The path below the base URL, with ids, without the query.
    package var path: String
    /// The status of the answer, or nil where there was none.
    package var status: Int?
    /// What the failure means.
    package var kind: Kind
    /// livedigital's own words, or what became of the transfer; at most 500 characters, perhaps empty.
    package var message: String
    /// What to do about it, in one or two sentences, where there is something to do.
    package var advice: String?

    package init(
        operation: OperationID, method: String, path: String, status: Int? = nil, kind: Kind, message: String, advice: String? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.status = status
        self.kind = kind
        self.message = message
        self.advice = advice
    }

    /// How long livedigital asks to wait, where it asks.
    package var retryAfter: Duration? {
        switch kind {
        case .rateLimited(let retryAfter), .notReady(let retryAfter), .unknown(let retryAfter): retryAfter
        case .notSent, .unauthorized, .refused, .contractMismatch, .misconfigured: nil
        }
    }
}

extension LivedigitalError {
    /// It was we who refused to send the call; livedigital was not asked for it.
    package var isOurs: Bool { kind == .refused && status == nil }

    /// The plan of the account lacks what was asked for: 402, or a 403 whose words say so. Another 403 is for want of rights.
    package var isOfPlan: Bool {
        let words = message.lowercased()
        return status == 402 || status == 403 && (words.contains("plan") || words.contains("тариф"))
    }
}

extension LivedigitalError: CustomStringConvertible {
    /// The whole story in one line, what to do about it included, such as
    /// `createPlayback (POST /spaces/66…/playbacks): 422 Invalid request params – name must be a string`. What we refused ourselves tells of no call.
    package var description: String {
        guard let advice else { return story }
        return story.hasSuffix(".") ? "\(story) \(advice)" : "\(story). \(advice)"
    }

    /// The same without what to do about it.
    package var story: String {
        var text = message
        if !isOurs {
            let heading = status.map { status in Self.heading(status).map { "\(status) \($0)" } ?? "\(status)" } ?? "no answer"
            text = "\(operation.rawValue) (\(method) \(path)): \(heading)"
            if !message.isEmpty, !heading.lowercased().hasSuffix(message.lowercased()) { text += " – \(message)" }
        }
        return text
    }

    private static func heading(_ status: Int) -> String? {
        switch status {
        case 400, 422: "Invalid request params"
        case 401: "Unauthorized"
        case 402, 403: "Forbidden"
        case 404: "Not found"
        case 405: "Method not allowed"
        case 409: "Conflict"
        case 429: "Too many requests"
        case 500...: "Server error"
        default: nil
        }
    }
}
