import Foundation
import Testing

@testable import DurableFlow

/// What the journal writes for each outcome of a call and of a look-up, for each kind of effect.
@Suite(.timeLimit(.minutes(5)))
struct JournalOutcomeTests {
    /// One line of the table. Two steps are scripted, the first of the kind under test; back-offs are half of a second.
    struct Line: Sendable, CustomTestStringConvertible {
        var name: String
        var kinds: [ScriptFlow.Step.Shape] = [.repeatable, .adoptable, .askable]
        var result: WorkResult<String>
        var state: RunState
        /// Seconds from the outcome; nil where the run is not due.
        var due: Double?
        var step: StepState
        var attempt = 1
        var failures = 0
        var doubts = 0
        var note: String?
        var pausesLane = false
        var next: String?
        var received: [String] = []

        var testDescription: String { name }
    }

    private static let refusal = Failure(code: "forbidden", message: "not allowed")

    static let performed: [Line] = [
        Line(
            name: "answered", result: .performed(.answered("yes")), state: .running, step: .succeeded, next: "second perform",
            received: ["yes performed"]),
        Line(
            name: "refused", result: .performed(.refused(refusal)), state: .failed, step: .failed, note: "not allowed",
            received: ["refused forbidden"]),
        Line(name: "not ready", result: .performed(.notReady("no report")), state: .waiting, due: 30, step: .deferred, note: "no report"),
        Line(
            name: "not ready, asked back in 5 s", result: .performed(.notReady("no report", retryAfter: .seconds(5))), state: .waiting, due: 5,
            step: .deferred, note: "no report"),
        Line(
            name: "not sent", result: .performed(.hindered(.notSent("no route"))), state: .ready, due: 0.5, step: .failed, attempt: 2, failures: 1,
            note: "no route"),
        Line(
            name: "rate limited", result: .performed(.hindered(.rateLimited(retryAfter: nil))), state: .ready, due: 0.5, step: .deferred, failures: 1,
            note: "asked to slow down"),
        Line(
            name: "rate limited for 7 s", result: .performed(.hindered(.rateLimited(retryAfter: .seconds(7)))), state: .ready, due: 7,
            step: .deferred,
            failures: 1, note: "asked to slow down"),
        Line(
            name: "blocked", result: .performed(.hindered(.blocked(refusal))), state: .ready, due: 0, step: .deferred, note: "not allowed",
            pausesLane: true),
        Line(
            name: "mismatch", result: .performed(.hindered(.mismatch("no such path"))), state: .held, step: .failed, attempt: 2, note: "no such path"),
        Line(
            name: "unknown, repeatable", kinds: [.repeatable], result: .performed(.hindered(.unknown("hung up"))), state: .ready, due: 0.5,
            step: .superseded, attempt: 2, failures: 1, doubts: 1, note: "hung up"),
        Line(
            name: "unknown, adoptable", kinds: [.adoptable], result: .performed(.hindered(.unknown("hung up"))), state: .ambiguous, due: 4,
            step: .intent, note: "hung up"),
        Line(
            name: "unknown, overwriting", kinds: [.overwriting], result: .performed(.hindered(.unknown("hung up"))), state: .ambiguous, due: 4,
            step: .intent, note: "hung up"),
        Line(
            name: "unknown, askable", kinds: [.askable], result: .performed(.hindered(.unknown("hung up"))), state: .held, step: .intent,
            note: "first: hung up; was it done?"),
        Line(name: "not begun", result: .notBegun, state: .ready, due: 0, step: .deferred),
    ]

    static let lookedUp: [Line] = [
        Line(
            name: "found", result: .lookedUp(.found("yes")), state: .running, step: .adopted, next: "second perform", received: ["yes adopted"]),
        Line(
            name: "absent", result: .lookedUp(.absent), state: .running, step: .superseded, attempt: 2, doubts: 1, next: "first perform"),
        Line(name: "unproved", result: .lookedUp(.unproved("half a list")), state: .held, step: .intent, note: "half a list"),
        Line(
            name: "not sent", result: .lookedUp(.hindered(.notSent("no route"))), state: .ambiguous, due: 0.5, step: .intent, failures: 1,
            note: "no route"),
        Line(
            name: "unknown", result: .lookedUp(.hindered(.unknown("503"))), state: .ambiguous, due: 0.5, step: .intent, failures: 1, note: "503"),
        Line(
            name: "rate limited", result: .lookedUp(.hindered(.rateLimited(retryAfter: nil))), state: .ambiguous, due: 0.5, step: .intent, failures: 1
        ),
        Line(
            name: "rate limited for 7 s", result: .lookedUp(.hindered(.rateLimited(retryAfter: .seconds(7)))), state: .ambiguous, due: 7,
            step: .intent, failures: 1),
        Line(
            name: "blocked", result: .lookedUp(.hindered(.blocked(refusal))), state: .ambiguous, due: 0, step: .intent, note: "not allowed",
            pausesLane: true),
        Line(
            name: "mismatch", result: .lookedUp(.hindered(.mismatch("no such list"))), state: .held, step: .intent, note: "no such list"),
        Line(name: "not begun", result: .notBegun, state: .ambiguous, due: 0, step: .intent),
    ]

    @Test(arguments: performed)
    func aCallsOutcomeIsRecorded(_ line: Line) throws {
        for kind in line.kinds {
            let bench = try bench(kind)
            try check(line, bench, try bench.begin(), kind)
        }
    }

    @Test(arguments: lookedUp)
    func aLookUpsOutcomeIsRecorded(_ line: Line) throws {
        for kind in line.kinds {
            var bench = try bench(kind)
            // Each kind has its own way to a look-up: by itself, or by what an operator says of an intent that was held.
            let made = [RemoteObject(kind: "hall", identifier: "taken")]
            switch kind {
            case .adoptable:
                try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
                bench.pass(4)
            case .askable:
                try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
                try bench.operate { try $0.resolve($1, key: "run", as: .adopt("hall-1"), actor: "test", now: $2) }
            default:
                var other = ScriptFlow(name: "other", theatre: "south")
                other.steps = [other.steps[0]]
                try bench.submit(other)
                try bench.record(try #require(try bench.claim(["south"]).work.first), .performed(.answered("yes", made: made)))
                try bench.record(try bench.begin(), .performed(.answered("yes", made: made)))
                try bench.operate { try $0.resolve($1, key: "run", as: .adopt("hall-1"), actor: "test", now: $2) }
            }
            let work = try bench.begin()
            #expect(work.modeName == (kind == .adoptable ? "look up" : "adopt hall-1"), "\(kind)")
            var line = line
            // What the question was before stays where a look-up has nothing to say.
            if line.note == nil, line.next != "second perform" { line.note = work.row.note }
            // It stays beside what a look-up says of an answer to it.
            if kind != .adoptable, let reason = line.note, reason != work.row.note {
                line.note = "\(try #require(work.row.note)) (the answer hall-1 is not taken: \(reason))"
            }
            try check(line, bench, work, kind)
        }
    }

    private func bench(_ kind: ScriptFlow.Step.Shape) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        flow.steps[0].shape = kind
        try bench.submit(flow)
        return bench
    }

    private func check(_ line: Line, _ bench: JournalBench, _ work: Work<ScriptFlow>, _ kind: ScriptFlow.Step.Shape) throws {
        let next = try bench.record(work, line.result)
        let row = try bench.row()
        let isNextStep = line.next == "second perform"
        #expect(row.state == line.state, "\(kind)")
        #expect(try bench.due() == line.due, "\(kind)")
        #expect(row.attempt == line.attempt, "\(kind)")
        #expect(row.failures == line.failures, "\(kind)")
        #expect(row.doubts == line.doubts, "\(kind)")
        #expect(row.note == line.note, "\(kind)")
        #expect(row.step == (isNextStep || line.state == .failed ? 2 : 1), "\(kind)")
        #expect(try bench.isLanePaused() == line.pausesLane, "\(kind)")
        #expect(next.map { "\($0.effect.step) \($0.modeName)" } == line.next, "\(kind)")
        #expect(try bench.flow().received == line.received, "\(kind)")
        let first = try #require(try bench.attempts().first { $0.step == 1 && $0.attempt == 1 })
        #expect(first.state == line.step, "\(kind)")
        // Whatever follows at once has its intent in the same commit; whatever rests has none but the open question.
        let open = try bench.attempts().filter { $0.state == .intent && $0 != first }
        #expect(open == (next == nil ? [] : [.init(step: isNextStep ? 2 : 1, attempt: row.attempt, state: .intent)]), "\(kind)")
    }
}
