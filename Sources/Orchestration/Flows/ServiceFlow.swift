// Flows (folder of Orchestration): the kinds of flow that the one engine of a database runs, as one type.
//
// Knows: which kinds there are, how each is told from the others in the journal, and who carries out the calls of each.
// Must not know: what any of them does.
// May import: DurableFlow, Foundation; the folders of the flows.
package import DurableFlow
package import Foundation

/// Any flow of the service. The journal keeps each under its own kind and version, and nothing of this enumeration.
///
/// Indirect, as a flow is handed on far more often than it changes, and each of its texts would be counted each time.
package indirect enum ServiceFlow: Flow, Equatable {
    case autowebinar(AutowebinarFlow)
    /// The playback that the autowebinars of a job share.
    case shared(AutowebinarFlow)
    case removal(RemovalFlow)
    case actions(ActionsFlow)
    case collection(CollectionFlow)
    case permanentCollection(PermanentCollectionFlow)
    case delivery(DeliveryFlow)
    case webhook(WebhookFlow)

    package typealias Call = ServiceCall
    package typealias Answer = ServiceAnswer

    package var kind: String { base.kind }
    package var version: Int { base.version }
    package var lane: String { base.lane }

    package var effect: Effect<ServiceCall> {
        switch self {
        case .autowebinar(let flow), .shared(let flow): flow.effect.map(ServiceCall.autowebinar)
        case .removal(let flow): flow.effect.map(ServiceCall.autowebinar)
        case .actions(let flow): flow.effect.map(ServiceCall.actions)
        case .collection(let flow): flow.effect.map(ServiceCall.collection)
        case .permanentCollection(let flow): flow.effect.map(ServiceCall.collection)
        case .delivery(let flow): flow.effect.map(ServiceCall.delivery)
        case .webhook(let flow): flow.effect.map(ServiceCall.webhook)
        }
    }

    package mutating func receive(_ outcome: Outcome<ServiceAnswer>, at now: Date) {
        switch self {
        case .autowebinar(var flow):
            guard let outcome = outcome.compactMap(\.autowebinar) else { return }
            flow.receive(outcome, at: now)
            self = .autowebinar(flow)
        case .shared(var flow):
            guard let outcome = outcome.compactMap(\.autowebinar) else { return }
            flow.receive(outcome, at: now)
            self = .shared(flow)
        case .removal(var flow):
            guard let outcome = outcome.compactMap(\.autowebinar) else { return }
            flow.receive(outcome, at: now)
            self = .removal(flow)
        case .actions(var flow):
            guard let outcome = outcome.compactMap(\.actions) else { return }
            flow.receive(outcome, at: now)
            self = .actions(flow)
        case .collection(var flow):
            guard let outcome = outcome.compactMap(\.collection) else { return }
            flow.receive(outcome, at: now)
            self = .collection(flow)
        case .permanentCollection(var flow):
            guard let outcome = outcome.compactMap(\.collection) else { return }
            flow.receive(outcome, at: now)
            self = .permanentCollection(flow)
        case .delivery(var flow):
            guard let outcome = outcome.compactMap(\.delivery) else { return }
            flow.receive(outcome, at: now)
            self = .delivery(flow)
        case .webhook(var flow):
            guard let outcome = outcome.compactMap(\.webhook) else { return }
            flow.receive(outcome, at: now)
            self = .webhook(flow)
        }
    }

    package mutating func cancel(at now: Date) { change { $0.cancel(at: now) } }

    package mutating func amend(_ amendment: Data, at now: Date) { change { $0.amend(amendment, at: now) } }

    package mutating func retry(at now: Date) -> Bool { change { $0.retry(at: now) } }

    package mutating func becomeRestored() { change { $0.becomeRestored() } }

    package static func restore(kind: String, version: Int, from data: Data) throws -> ServiceFlow {
        switch kind {
        case AutowebinarFlow.sharedKind: .shared(try AutowebinarFlow.restore(kind: kind, version: version, from: data))
        case RemovalFlow.kind: .removal(try RemovalFlow.restore(kind: kind, version: version, from: data))
        case ActionsFlow.kind: .actions(try ActionsFlow.restore(kind: kind, version: version, from: data))
        case CollectionFlow.kind: .collection(try CollectionFlow.restore(kind: kind, version: version, from: data))
        case PermanentCollectionFlow.kind: .permanentCollection(try PermanentCollectionFlow.restore(kind: kind, version: version, from: data))
        case DeliveryFlow.kind: .delivery(try DeliveryFlow.restore(kind: kind, version: version, from: data))
        case WebhookFlow.kind: .webhook(try WebhookFlow.restore(kind: kind, version: version, from: data))
        default: .autowebinar(try AutowebinarFlow.restore(kind: kind, version: version, from: data))
        }
    }

    package func stored(by encoder: JSONEncoder) throws -> Data {
        switch self {
        // Most of what is stored: not copied into a box first.
        case .autowebinar(let flow), .shared(let flow): try flow.stored(by: encoder)
        default: try base.stored(by: encoder)
        }
    }

    private var base: any Flow {
        switch self {
        case .autowebinar(let flow), .shared(let flow): flow
        case .removal(let flow): flow
        case .actions(let flow): flow
        case .collection(let flow): flow
        case .permanentCollection(let flow): flow
        case .delivery(let flow): flow
        case .webhook(let flow): flow
        }
    }

    private mutating func change<Result>(_ body: (inout any Flow) -> Result) -> Result {
        var flow = base
        defer {
            switch flow {
            case let flow as AutowebinarFlow: self = flow.plan.share == .playback ? .shared(flow) : .autowebinar(flow)
            case let flow as RemovalFlow: self = .removal(flow)
            case let flow as ActionsFlow: self = .actions(flow)
            case let flow as CollectionFlow: self = .collection(flow)
            case let flow as PermanentCollectionFlow: self = .permanentCollection(flow)
            case let flow as DeliveryFlow: self = .delivery(flow)
            case let flow as WebhookFlow: self = .webhook(flow)
            default: break
            }
        }
        return body(&flow)
    }
}

extension ServiceFlow {
    /// The flow of a run as the journal shows it.
    ///
    /// - Throws: where this program does not know its kind or version.
    package init(_ record: RunRecord) throws {
        self = try ServiceFlow.restore(kind: record.kind, version: record.version, from: record.context)
    }

    /// The kinds of flow that serve others and belong to no job: no run that people list.
    package static let internalKinds = [DeliveryFlow.kind, WebhookFlow.kind]

    /// Whether it is of one of ``internalKinds``.
    var isInternal: Bool { Self.internalKinds.contains(kind) }

    /// Nil where the run is none of an autowebinar.
    package var autowebinar: AutowebinarFlow? { if case .autowebinar(let flow) = self { flow } else { nil } }

    /// Nil where the run makes no playback that others share.
    package var shared: AutowebinarFlow? { if case .shared(let flow) = self { flow } else { nil } }

    /// Nil where the run is none of actions.
    package var actions: ActionsFlow? { if case .actions(let flow) = self { flow } else { nil } }

    /// Nil where the run is no collection.
    package var collection: CollectionFlow? { if case .collection(let flow) = self { flow } else { nil } }

    /// Nil where the run is none of a permanent autowebinar's analytics.
    package var permanentCollection: PermanentCollectionFlow? { if case .permanentCollection(let flow) = self { flow } else { nil } }

    /// Whether a failure of it is one of its job. A report that cannot be had is none: it is no reason to hold no more sessions, or to collect no more.
    var countsAsFailure: Bool {
        switch self {
        case .autowebinar(let flow): !flow.facts.published
        case .actions: true
        case .collection(let flow): flow.facts.spaceId == nil
        // Those that wait for a shared playback fail with it, and count.
        case .permanentCollection, .removal, .delivery, .webhook, .shared: false
        }
    }

    /// The names of the planned steps from the present one on.
    package var stepsAhead: [String] {
        switch self {
        case .autowebinar(let flow), .shared(let flow): flow.stepsAhead
        case .actions(let flow): flow.stepsAhead
        case .collection(let flow): flow.stepsAhead
        case .permanentCollection, .removal, .delivery, .webhook: []
        }
    }
}
