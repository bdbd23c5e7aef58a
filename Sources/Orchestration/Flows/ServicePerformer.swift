package import DurableFlow

/// Carries the calls of every kind of flow out, each by who knows it.
package struct ServicePerformer: Performer {
    private let autowebinar: LivedigitalPerformer

    package init(autowebinar: LivedigitalPerformer) {
        self.autowebinar = autowebinar
    }

    package func perform(_ call: ServiceCall, _ context: CallContext) async -> Performance<ServiceAnswer> {
        switch call {
        case .autowebinar(let call): await autowebinar.perform(call, context).map(ServiceAnswer.autowebinar)
        }
    }

    package func lookUp(_ call: ServiceCall, adopting identifier: String?, _ context: CallContext) async -> Finding<ServiceAnswer> {
        switch call {
        case .autowebinar(let call): await autowebinar.lookUp(call, adopting: identifier, context).map(ServiceAnswer.autowebinar)
        }
    }
}
