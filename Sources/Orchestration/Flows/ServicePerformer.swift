package import DurableFlow

/// Carries the calls of every kind of flow out, each by who knows it.
package struct ServicePerformer: Performer {
    private let autowebinar: LivedigitalPerformer
    private let actions: ActionsPerformer?
    private let collection: CollectionPerformer?
    private let delivery: DeliveryPerformer?
    private let webhook: WebhookPerformer?

    /// A kind whose performer is nil is not carried out here: its runs are held.
    package init(
        autowebinar: LivedigitalPerformer, actions: ActionsPerformer? = nil, collection: CollectionPerformer? = nil,
        delivery: DeliveryPerformer? = nil, webhook: WebhookPerformer? = nil
    ) {
        self.autowebinar = autowebinar
        self.actions = actions
        self.collection = collection
        self.delivery = delivery
        self.webhook = webhook
    }

    package func perform(_ call: ServiceCall, _ context: CallContext) async -> Performance<ServiceAnswer> {
        switch call {
        case .autowebinar(let call): await autowebinar.perform(call, context).map(ServiceAnswer.autowebinar)
        case .actions(let call): await actions?.perform(call, context).map(ServiceAnswer.actions) ?? Self.nobody()
        case .collection(let call): await collection?.perform(call, context).map(ServiceAnswer.collection) ?? Self.nobody()
        case .delivery(let call): await delivery?.perform(call, context).map(ServiceAnswer.delivery) ?? Self.nobody()
        case .webhook(let call): await webhook?.perform(call, context).map(ServiceAnswer.webhook) ?? Self.nobody()
        }
    }

    package func lookUp(_ call: ServiceCall, adopting identifier: String?, _ context: CallContext) async -> Finding<ServiceAnswer> {
        switch call {
        case .autowebinar(let call): await autowebinar.lookUp(call, adopting: identifier, context).map(ServiceAnswer.autowebinar)
        case .actions(let call): await actions?.lookUp(call, adopting: identifier, context).map(ServiceAnswer.actions) ?? Self.unproved()
        case .collection(let call): await collection?.lookUp(call, adopting: identifier, context).map(ServiceAnswer.collection) ?? Self.unproved()
        case .delivery(let call): await delivery?.lookUp(call, adopting: identifier, context).map(ServiceAnswer.delivery) ?? Self.unproved()
        case .webhook(let call): await webhook?.lookUp(call, adopting: identifier, context).map(ServiceAnswer.webhook) ?? Self.unproved()
        }
    }

    private static let reason = "this process does not carry out runs of this kind; go on with: autowebinar serve"

    private static func nobody() -> Performance<ServiceAnswer> { .hindered(.mismatch(reason)) }

    private static func unproved() -> Finding<ServiceAnswer> { .unproved(reason) }
}
