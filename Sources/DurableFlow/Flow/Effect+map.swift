/// The values of one flow as those of another that contains it.
extension Effect {
    package func map<Other>(_ transform: (Call) -> Other) -> Effect<Other> {
        switch self {
        case .call(let effect):
            .call(
                CallEffect<Other>(
                    step: effect.step, call: transform(effect.call), kind: .init(rawValue: effect.kind.rawValue) ?? .askable, marker: effect.marker,
                    notAfter: effect.notAfter, retries: effect.retries, isOptional: effect.isOptional, requests: effect.requests))
        case .wait(let step, let until): .wait(step: step, until: until)
        case .pass(let step): .pass(step: step)
        case .watch(let step, let call, let until): .watch(step: step, call: transform(call), until: until)
        case .end(let ending): .end(ending)
        }
    }
}

extension Outcome {
    /// Nil where the answer is none of the other's.
    package func compactMap<Other>(_ transform: (Answer) -> Other?) -> Outcome<Other>? {
        switch self {
        case .answered(let answer, let how): transform(answer).map { .answered($0, how: how) }
        case .elapsed: .elapsed
        case .expired: .expired
        case .refused(let failure): .refused(failure)
        }
    }
}

extension Performance {
    package func map<Other>(_ transform: (Answer) -> Other) -> Performance<Other> {
        switch self {
        case .answered(let answer, let made): .answered(transform(answer), made: made)
        case .refused(let failure): .refused(failure)
        case .notReady(let reason, let retryAfter, let givenUp): .notReady(reason, retryAfter: retryAfter, givenUp: givenUp)
        case .hindered(let hindrance): .hindered(hindrance)
        }
    }
}

extension Finding {
    package func map<Other>(_ transform: (Answer) -> Other) -> Finding<Other> {
        switch self {
        case .found(let answer, let made): .found(transform(answer), made: made)
        case .absent: .absent
        case .unproved(let reason): .unproved(reason)
        case .hindered(let hindrance): .hindered(hindrance)
        }
    }
}
