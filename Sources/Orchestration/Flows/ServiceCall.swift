package import DurableFlow

/// What any flow of the service asks for.
package enum ServiceCall: Codable, Sendable, Hashable {
    case autowebinar(AutowebinarCall)
    case actions(ActionsCall)
    case collection(CollectionCall)
    case delivery(DeliveryCall)
    case webhook(WebhookCall)
}

/// What any call of the service brings back.
package enum ServiceAnswer: Sendable, Equatable {
    case autowebinar(AutowebinarAnswer)
    case actions(ActionsAnswer)
    case collection(CollectionAnswer)
    case delivery(DeliveryAnswer)
    case webhook(WebhookAnswer)

    /// Nil where it answers the call of another kind of flow.
    var autowebinar: AutowebinarAnswer? { if case .autowebinar(let answer) = self { answer } else { nil } }
    var actions: ActionsAnswer? { if case .actions(let answer) = self { answer } else { nil } }
    var collection: CollectionAnswer? { if case .collection(let answer) = self { answer } else { nil } }
    var delivery: DeliveryAnswer? { if case .delivery(let answer) = self { answer } else { nil } }
    var webhook: WebhookAnswer? { if case .webhook(let answer) = self { answer } else { nil } }
}

extension ServiceCall: JSONWritable {
    package func write(to stream: JSONStream) throws {
        guard case .autowebinar(let call) = self else { return try stream.encode(self) }
        try stream.object {
            try stream.member("autowebinar") { try stream.object { try stream.member("_0") { try call.write(to: stream) } } }
        }
    }
}
