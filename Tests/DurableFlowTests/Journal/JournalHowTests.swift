import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// How a success came about, whom a remote object belongs to, and what readers are shown of it.
@Suite(.timeLimit(.minutes(5)))
struct JournalHowTests {
    @Test func aCallThatWasAnsweredAtOnceIsPerformed() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["hall-1 performed"])
        #expect(try bench.record().steps.first?.how == .performed)
    }

    @Test func aCallThatWasNeverSentAndThenAnsweredIsPerformedToo() throws {
        var bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(1)
        try bench.record(try bench.begin(), .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["hall-1 performed"])
        #expect(try bench.record().steps.first?.how == .performed)
        #expect(try bench.record().steps.first?.attempts == 2)
    }

    @Test func anUnknownCallThatWasFoundUndoneAndSentAgainIsRepeated() throws {
        var bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        let again = try #require(try bench.record(try bench.begin(), .lookedUp(.absent)))
        try bench.record(again, .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["hall-1 repeated"])
        #expect(try bench.record().steps.first?.how == .repeated)
    }

    @Test func anUnknownRepeatableCallThatWasSentAgainIsRepeated() throws {
        var bench = try JournalBench()
        var flow = ScriptFlow()
        flow.steps[0].shape = .repeatable
        try bench.submit(flow)
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(1)
        try bench.record(try bench.begin(), .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["hall-1 repeated"])
    }

    @Test func theSecondUnknownAttemptCanBeAdoptedAndTheDoubtDoesNotReachTheNextStep() throws {
        var bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        let again = try #require(try bench.record(try bench.begin(), .lookedUp(.absent)))
        try bench.record(again, .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        let second = try #require(try bench.record(try bench.begin(), .lookedUp(.found("hall-1"))))
        try bench.record(second, .performed(.answered("script")))
        #expect(try bench.flow().received == ["hall-1 adopted", "script performed"])
        #expect(
            try bench.attempts() == [
                .init(step: 1, attempt: 1, state: .superseded), .init(step: 1, attempt: 2, state: .adopted),
                .init(step: 2, attempt: 1, state: .succeeded),
            ])
        let steps = try bench.record().steps
        #expect(steps.map(\.how) == [.adopted, .performed])
        #expect(steps.map(\.attempts) == [2, 1])
    }

    @Test func theLookUpIsGivenTheInstantBeforeWhichNoListServes() throws {
        var bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        #expect(try bench.begin().notBefore == bench.now)
    }

    @Test func theIntentKeepsTheCallItsMarkerAndItsFingerprint() throws {
        let bench = try JournalBench()
        try bench.submit()
        _ = try bench.begin()
        let row = try #require(try bench.database.read { try Row.fetchOne($0, sql: "SELECT * FROM step") })
        #expect(row["marker"] == "marker-run")
        #expect(row["kind"] == 1)
        #expect(try JSONDecoder().decode(ScriptFlow.Call.self, from: row["request"]) == ScriptFlow.Call(step: "first"))
        #expect((row["fingerprint"] as Data).count == 32)
        #expect(row["started_ms"] == bench.now.milliseconds)
    }

    @Test func anObjectThatBelongsToAnotherRunHoldsTheRunWithItsIntentOpen() throws {
        let bench = try JournalBench()
        let made = [RemoteObject(kind: "hall", identifier: "hall-1")]
        try bench.submit(ScriptFlow(name: "a"))
        try bench.record(try bench.begin(), .performed(.answered("hall-1", made: made)))
        try bench.submit(ScriptFlow(name: "b"))
        try bench.record(try bench.begin(), .performed(.answered("hall-1", made: made)))
        #expect(try bench.claim().work.isEmpty)
        let row = try bench.row("b")
        #expect(row.state == .held)
        #expect(row.due == nil)
        #expect(try #require(row.note).contains("hall hall-1"))
        #expect(try bench.flow("b").received == [])
        #expect(try bench.record("b").steps.map(\.state) == [.intent])
        #expect(try bench.database.read { try String.fetchOne($0, sql: "SELECT flow.key FROM remote JOIN flow ON flow.id = remote.flow") } == "a")
    }

    @Test func anObjectThatTheRunOwnsAlreadyIsNoObstacle() throws {
        let bench = try JournalBench()
        let made = [RemoteObject(kind: "hall", identifier: "hall-1")]
        try bench.submit()
        let second = try #require(try bench.record(try bench.begin(), .performed(.answered("hall-1", made: made))))
        try bench.record(second, .performed(.answered("hall-1", made: made)))
        #expect(try bench.row().state == .completed)
    }
}
