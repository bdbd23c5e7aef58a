import DurableFlow
import Foundation

/// A flow shaped like real work: two creates, an update between, a publication, a wait and a report.
struct ShowFlow: Flow, Equatable {
    enum Stage: String, Codable, CaseIterable {
        case makeHall, readScript, fitOut, makeShow, open, rest, report, done, tearDownShow, tearDownHall, gone, broken, tooLate
    }

    enum Call: Codable, Sendable, Equatable {
        case makeHall(marker: String)
        case readScript
        case fitOut(hall: String)
        case makeShow(hall: String, run: String)
        case open(hall: String)
        case report(hall: String)
        case tearDownShow(String)
        case tearDownHall(String)
    }

    enum Answer: Sendable, Equatable {
        case done
        case made(String)
    }

    var name: String
    var theatre = "north"
    var stage = Stage.makeHall
    var hall: String?
    var show: String?
    var hows: [String] = []
    var failure: Failure?
    var restLength: Double = 5
    var restUntil: Date?
    var notAfter: Date?
    /// What an amendment made of it.
    var program: String?
    var retries = RetryPolicy(base: .milliseconds(100), cap: .seconds(5), deadline: .seconds(100_000), pollInterval: .seconds(2))

    enum CodingKeys: String, CodingKey { case name, theatre, stage, hall, show, hows, failure, restLength, restUntil, notAfter, program }

    var kind: String { "show" }
    var version: Int { 1 }
    var lane: String { theatre }

    var effect: Effect<Call> {
        switch stage {
        case .makeHall: call(.makeHall(marker: name), .adoptable)
        case .readScript: call(.readScript, .repeatable)
        case .fitOut: call(.fitOut(hall: hall ?? ""), .adoptable)
        case .makeShow: call(.makeShow(hall: hall ?? "", run: name), .adoptable)
        case .open: call(.open(hall: hall ?? ""), .adoptable)
        case .rest: .wait(step: "rest", until: restUntil ?? .distantPast)
        case .report: call(.report(hall: hall ?? ""), .repeatable)
        case .tearDownShow: call(.tearDownShow(show ?? ""), .repeatable)
        case .tearDownHall: call(.tearDownHall(hall ?? ""), .repeatable)
        case .done: .end(.completed)
        case .gone: .end(.cancelled)
        case .broken: .end(.failed(failure ?? Failure(code: "unknown", message: "unknown")))
        case .tooLate: .end(.skipped(reason: "too late"))
        }
    }

    private func call(_ call: Call, _ kind: CallEffect<Call>.Kind) -> Effect<Call> {
        .call(CallEffect(step: stage.rawValue, call: call, kind: kind, marker: name, notAfter: notAfter, retries: retries))
    }

    mutating func receive(_ outcome: Outcome<Answer>, at now: Date) {
        switch outcome {
        case .refused(let failure):
            self.failure = failure
            stage = .broken
        case .expired: stage = .tooLate
        case .elapsed: stage = .report
        case .answered(let answer, let how):
            hows.append("\(stage.rawValue) \(how.rawValue)")
            switch (stage, answer) {
            case (.makeHall, .made(let hall)): (self.hall, stage) = (hall, .readScript)
            case (.readScript, _): stage = .fitOut
            case (.fitOut, _): stage = .makeShow
            case (.makeShow, .made(let show)): (self.show, stage) = (show, .open)
            case (.open, _): (restUntil, stage) = (now.addingTimeInterval(restLength), .rest)
            case (.report, _): stage = .done
            case (.tearDownShow, _): stage = .tearDownHall
            case (.tearDownHall, _): stage = .gone
            default: stage = .broken
            }
        }
    }

    mutating func cancel(at now: Date) {
        stage = show != nil ? .tearDownShow : hall != nil ? .tearDownHall : .gone
    }

    mutating func amend(_ amendment: Data, at now: Date) { program = String(decoding: amendment, as: UTF8.self) }

    mutating func retry(at now: Date) -> Bool {
        guard show != nil, stage == .broken else { return false }
        stage = .report
        return true
    }

    static func restore(kind: String, version: Int, from data: Data) throws -> ShowFlow {
        guard kind == "show", version == 1 else { throw OperatorError("no such flow") }
        return try JSONDecoder().decode(ShowFlow.self, from: data)
    }
}
