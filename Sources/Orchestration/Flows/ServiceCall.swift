/// What any flow of the service asks for.
package enum ServiceCall: Codable, Sendable, Hashable {
    case autowebinar(AutowebinarCall)
}

/// What any call of the service brings back.
package enum ServiceAnswer: Sendable, Equatable {
    case autowebinar(AutowebinarAnswer)

    /// Nil where it answers the call of another kind of flow.
    var autowebinar: AutowebinarAnswer? { if case .autowebinar(let answer) = self { answer } else { nil } }
}
