// Flows (folder of Orchestration): the kinds of flow that the one engine of a database runs, as one type.
//
// Knows: which kinds there are, how each is told from the others in the journal, and who carries out the calls of each.
// Must not know: what any of them does.
// May import: DurableFlow, Foundation; the folders of the flows.
package import DurableFlow
package import Foundation

/// Any flow of the service. The journal keeps each under its own kind and version, and nothing of this enumeration.
package enum ServiceFlow: Flow, Equatable {
    case autowebinar(AutowebinarFlow)

    package typealias Call = ServiceCall
    package typealias Answer = ServiceAnswer

    package var kind: String { base.kind }
    package var version: Int { base.version }
    package var lane: String { base.lane }

    package var effect: Effect<ServiceCall> {
        switch self {
        case .autowebinar(let flow): flow.effect.map(ServiceCall.autowebinar)
        }
    }

    package mutating func receive(_ outcome: Outcome<ServiceAnswer>, at now: Date) {
        switch self {
        case .autowebinar(var flow):
            guard let outcome = outcome.compactMap(\.autowebinar) else { return }
            flow.receive(outcome, at: now)
            self = .autowebinar(flow)
        }
    }

    package mutating func cancel(at now: Date) { change { $0.cancel(at: now) } }

    package mutating func amend(_ amendment: Data, at now: Date) { change { $0.amend(amendment, at: now) } }

    package mutating func retry(at now: Date) -> Bool { change { $0.retry(at: now) } }

    package mutating func becomeRestored() { change { $0.becomeRestored() } }

    package static func restore(kind: String, version: Int, from data: Data) throws -> ServiceFlow {
        .autowebinar(try AutowebinarFlow.restore(kind: kind, version: version, from: data))
    }

    package func stored(by encoder: JSONEncoder) throws -> Data { try base.stored(by: encoder) }

    private var base: any Flow {
        switch self {
        case .autowebinar(let flow): flow
        }
    }

    private mutating func change<Result>(_ body: (inout any Flow) -> Result) -> Result {
        var flow = base
        defer {
            switch flow {
            case let flow as AutowebinarFlow: self = .autowebinar(flow)
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

    /// Nil where the run is none of an autowebinar.
    package var autowebinar: AutowebinarFlow? { if case .autowebinar(let flow) = self { flow } else { nil } }
}
