import Foundation
import LivedigitalAPI
import Testing

@testable import DurableFlow
@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct InvitationTests {
    /// A run of the fixtures' occurrence after so many of its planned steps.
    private func record(
        _ generation: Int = 1, steps: Int, startsAt: Date? = Webinar.start, job: String = "demo", connection: String = "default",
        change: (inout AutowebinarFlow) -> Void = { _ in }
    ) throws -> RunRecord {
        var flow = Webinar.flow(Webinar.plan(startsAt: startsAt, connection: connection), after: Webinar.story().prefix(steps))
        change(&flow)
        return RunRecord(
            key: RunKey.make(job: job, startsAt: startsAt, generation: generation), kind: "autowebinar", version: 1, lane: connection,
            state: .ready, isCancelRequested: false, createdAt: Webinar.now, updatedAt: Webinar.now + 9, context: try JSONEncoder().encode(flow),
            steps: [])
    }

    private func cancelled(_ flow: inout AutowebinarFlow) {
        flow.cancel(at: Webinar.now)
        while case .cancelling = flow.state { flow.receive(.answered(.deleted, how: .performed), at: Webinar.now) }
    }

    @Test("An occurrence that was never published has no invitation, a published one has", arguments: 0...8)
    func published(steps: Int) throws {
        let all = Invitation.all(of: [try record(steps: steps)])
        #expect(all.count == (steps < 6 ? 0 : 1))
        if let only = all.first {
            #expect(only.status == .confirmed)
            #expect(only.url == "https://edu.livedigital.space/event/event%201")
            #expect(only.sequence == 0)
            #expect(only.identifier == "demo-2027-01-15T09:00:00.000Z@default.autowebinar")
            #expect(only.endsAt == Webinar.start + 1800)
        }
    }

    @Test("Published, cancelled, published again, cancelled again: one identifier, and the sequence rises each time")
    func generations() throws {
        let first = try record(steps: 6)
        let firstGone = try record(steps: 6, change: cancelled)
        let failed = try record(2, steps: 2)
        let third = try record(3, steps: 6)
        let thirdGone = try record(3, steps: 6, change: cancelled)
        let story = [[first], [firstGone], [failed, firstGone], [third, failed, firstGone], [firstGone, thirdGone, failed]].map {
            Invitation.all(of: $0)
        }
        #expect(story.map { $0.map(\.status) } == [[.confirmed], [.cancelled], [.cancelled], [.confirmed], [.cancelled]])
        #expect(story.map { $0.map(\.sequence) } == [[0], [1], [1], [3], [4]])
        #expect(Set(story.flatMap { $0.map(\.identifier) }).count == 1)
        #expect(story.map { $0.first?.url == nil } == [false, true, true, false, true])
        #expect(story.last?.first?.run == "demo@2027-01-15T09:00:00.000Z.3")
    }

    @Test("In another connection a date has another identifier; the one before stays, cancelled once its event is gone, and may come back")
    func otherConnection() throws {
        let (first, gone) = (try record(steps: 6), try record(steps: 6, change: cancelled))
        let second = try record(2, steps: 6, connection: "school")
        let secondGone = try record(2, steps: 6, connection: "school", change: cancelled)
        let third = try record(3, steps: 6)
        func told(_ runs: RunRecord...) -> [String] {
            Invitation.all(of: runs).map { "\($0.identifier.split(separator: "@")[1]) \($0.status) \($0.sequence) \($0.run.suffix(2))" }
        }
        #expect(told(first) == ["default.autowebinar confirmed 0 0Z"])
        #expect(told(second, first) == ["default.autowebinar confirmed 0 0Z", "school.autowebinar confirmed 1 .2"])
        #expect(told(second, gone) == ["default.autowebinar cancelled 1 0Z", "school.autowebinar confirmed 2 .2"])
        #expect(told(third, secondGone, gone) == ["default.autowebinar confirmed 4 .3", "school.autowebinar cancelled 3 .2"])
    }

    @Test("An event that is made again: what was told is taken back, and told anew under a higher sequence")
    func madeAgain() throws {
        let outcomes: [Outcome<AutowebinarAnswer>] = [.answered(.event(id: "event 2"), how: .performed), Webinar.updated, .elapsed]
        let story = try (0...3).map { done in
            let record = try record(steps: 6) { flow in
                flow.amend((try? AutowebinarMending.remakeEvent(gone: "event 1").encoded()) ?? Data(), at: Webinar.now)
                for outcome in outcomes.prefix(done) { flow.receive(outcome, at: Webinar.now) }
            }
            return try #require(Invitation.all(of: [record]).first)
        }
        #expect(story.map(\.status) == [.cancelled, .cancelled, .cancelled, .confirmed])
        #expect(story.map(\.sequence) == [1, 1, 1, 2])
        #expect(story.last?.url == "https://edu.livedigital.space/event/event%202")
    }

    @Test("It is called what the playback is called: a new title is told once the playback has it, under a higher sequence")
    func renamed() throws {
        let story = try [[], [Webinar.updated], [.refused(Webinar.refusal)]].map { (outcomes: [Outcome<AutowebinarAnswer>]) in
            let record = try record(steps: 6) { flow in
                flow.amend(Webinar.bytes(Webinar.amendment(title: "Иначе")), at: Webinar.now)
                for outcome in outcomes { flow.receive(outcome, at: Webinar.now) }
            }
            return try #require(Invitation.all(of: [record]).first)
        }
        #expect(story.map(\.title) == ["Демо", "Иначе", "Демо"])
        #expect(story.map(\.sequence) == [0, 1, 0])
    }

    @Test("While it is being cancelled a date stands until its event is gone; one whose session has begun stands")
    func onTheWayOut() throws {
        let asked = try record(steps: 6) { $0.cancel(at: Webinar.now) }
        #expect(Invitation.all(of: [asked]).map(\.status) == [.confirmed])
        let eventGone = try record(steps: 6) {
            $0.cancel(at: Webinar.now)
            $0.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        }
        #expect(Invitation.all(of: [eventGone]).map(\.status) == [.cancelled])
        #expect(Invitation.all(of: [eventGone]).map(\.sequence) == [1])
        let late = try record(steps: 6) { $0.cancel(at: Webinar.start) }
        #expect(Invitation.all(of: [late]).map(\.status) == [.confirmed])
    }

    @Test("After a restoration sequences begin above all that can have been handed out, and above those of an earlier one")
    func restored() throws {
        let record = try record(steps: 6)
        func sequence(_ restoredAt: Date?) -> Int? { Invitation.all(of: [record], restoredAt: restoredAt).first?.sequence }
        let once = try #require(sequence(Webinar.now))
        #expect(sequence(nil) == 0)
        // More than once a second nothing is changed.
        #expect(try once > 10_000_000 && #require(sequence(Webinar.now + 60)) == once + 60)
        #expect(try #require(sequence(Date(timeIntervalSince1970: 3_900_000_000))) < Int(Int32.max))
        #expect(sequence(Date(timeIntervalSince1970: 0)) == 0, "a clock that stands before all this")
    }

    @Test("It is dated by the step that last changed it, and neither the look before the session nor the cleanup is one")
    func dates() throws {
        func step(_ name: StepName, _ minute: Double) -> StepRecord {
            StepRecord(
                name: name.rawValue, state: .succeeded, attempts: 1, how: .performed, startedAt: Webinar.now, endedAt: Webinar.now + minute * 60,
                error: nil, wasUnknown: false)
        }
        func changedAt(_ steps: [StepRecord], _ change: (inout AutowebinarFlow) -> Void = { _ in }) throws -> Double? {
            var record = try record(steps: 6, change: change)
            record.steps = steps
            return Invitation.all(of: [record]).first.map { $0.changedAt.timeIntervalSince(Webinar.now) / 60 }
        }
        let published = [step(.publish, 1), step(.composeInvitation, 2)]
        #expect(try changedAt(published) == 2)
        let rest: [StepName] = [
            .awaitFinalCheck, .reselectRecord, .checkPlayback, .awaitSessionEnd, .collectAnalytics, .awaitCleanup, .deletePlaybackEvent,
            .deletePlayback,
        ]
        #expect(try changedAt(published + rest.enumerated().map { step($1, 100 + Double($0)) }) == 2)
        #expect(try changedAt(published + [step(.renamePlayback, 3), step(.checkPlayback, 4)]) == 3)
        #expect(try changedAt(published) { $0.facts.followedAt = WireDate.milliseconds(of: Webinar.now + 240) } == 4, "of a shared playback")
        #expect(try changedAt(published + [step(.deletePlaybackEvent, 5), step(.deletePlayback, 6)], cancelled) == 5)
    }

    @Test("They come by job and start, the permanent one last, which no calendar can hold")
    func order() throws {
        let permanent = try record(steps: 6, startsAt: nil)
        let later = try record(steps: 6, startsAt: Webinar.start + 86_400)
        let all = Invitation.all(of: [permanent, later, try record(steps: 6, job: "zeta"), try record(steps: 6)])
        #expect(all.map(\.job) == ["demo", "demo", "demo", "zeta"])
        #expect(all.map(\.startsAt) == [Webinar.start, Webinar.start + 86_400, nil, Webinar.start])
        #expect(all.map { $0.calendarEvent == nil } == [false, false, true, false])
        #expect(all.map { $0.isUpcoming(at: Webinar.start + 1801) } == [false, true, true, false])
        #expect(all[0].isUpcoming(at: Webinar.start + 1799))
    }

    @Test("A flow that was stored before revisions were counted is read with none")
    func oldFlow() throws {
        let record = try record(steps: 6)
        #expect(!String(decoding: record.context, as: UTF8.self).contains("revisions"))
        #expect(try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: record.context).facts.revision == 0)
    }
}
