import DurableFlow
import Foundation

/// Performs shows against the simulated remote side, and keeps a log of what it was asked.
actor RemoteStage: Performer {
    /// One request as it arrived.
    struct Request: Sendable {
        var run: String
        var lane: String
        var call: ShowFlow.Call
        var at: Date
        var isLookUp: Bool
        var notBefore: Date
    }

    /// Decides what becomes of a call; nil lets the remote side carry it out.
    typealias Script = @Sendable (ShowFlow.Call, CallContext, RemoteStage) async -> Performance<ShowFlow.Answer>?

    private(set) var remote = SimulatedRemote(listLag: 0)
    private(set) var requests: [Request] = []
    private(set) var inFlight: [String: Int] = [:]
    private(set) var peak: [String: Int] = [:]
    private(set) var peakOfAll = 0
    private let clock: EngineClock
    private let script: Script

    init(clock: EngineClock = .system, script: @escaping Script = { _, _, _ in nil }) {
        self.clock = clock
        self.script = script
    }

    var calls: [Request] { requests.filter { !$0.isLookUp } }
    var lookUps: [Request] { requests.filter(\.isLookUp) }
    var allInFlight: Int { inFlight.values.reduce(0, +) }

    /// Carries a call out without anybody hearing of it.
    @discardableResult
    func apply(_ call: ShowFlow.Call) -> Performance<ShowFlow.Answer> { remote.apply(call, at: clock.now()) }

    func perform(_ call: ShowFlow.Call, _ context: CallContext) async -> Performance<ShowFlow.Answer> {
        note(call, context, isLookUp: false)
        inFlight[context.lane, default: 0] += 1
        peak[context.lane] = max(peak[context.lane] ?? 0, inFlight[context.lane] ?? 0)
        peakOfAll = max(peakOfAll, allInFlight)
        defer { inFlight[context.lane, default: 0] -= 1 }
        if let scripted = await script(call, context, self) { return scripted }
        return apply(call)
    }

    func lookUp(_ call: ShowFlow.Call, adopting identifier: String?, _ context: CallContext) async -> Finding<ShowFlow.Answer> {
        note(call, context, isLookUp: true)
        return remote.lookUp(call, at: clock.now())
    }

    private func note(_ call: ShowFlow.Call, _ context: CallContext, isLookUp: Bool) {
        requests.append(
            Request(run: context.runKey, lane: context.lane, call: call, at: clock.now(), isLookUp: isLookUp, notBefore: context.notBefore))
    }
}
