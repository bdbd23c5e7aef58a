import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct DriftDetectorTests {
    private static let place = RemotePlace(connection: "default", spaceId: "space1")
    private static let settle = Duration.seconds(60)
    private let playback = Playback(id: "playback1", name: "Демо", spaceId: "space1", recordId: "record1", isPublished: true)
    private let event = PlaybackEvent(id: "event 1", playbackId: "playback1", name: "Демо", startDate: Webinar.start)

    /// A run in some state, unchanged for longer than anything takes to settle.
    private func run(_ flow: AutowebinarFlow, _ state: RunState = .waiting, age: Duration = .seconds(61)) -> DriftRun {
        DriftRun(key: "demo@2027-01-15T09:00:00.000Z", flow: flow, state: state, updatedAt: Webinar.now.later(by: .zero - age))
    }

    private var published: AutowebinarFlow { Webinar.flow(after: Webinar.story().prefix(6)) }

    private func showing(_ playbacks: [Playback], _ events: [PlaybackEvent], whole: Bool = true, wholeEvents: Bool = true) -> RemoteShowing {
        var showing = RemoteShowing()
        showing.playbacks[Self.place] = .success(Listing(items: playbacks, isComplete: whole))
        for playback in playbacks { showing.events[playback.id] = .success(Listing(items: events, isComplete: wholeEvents)) }
        return showing
    }

    private func findings(
        _ runs: [DriftRun], _ showing: RemoteShowing, owners: [String: String] = [:], removals: Set<Removal> = [], now: Date = Webinar.now
    ) -> [DriftFinding] {
        DriftDetector(
            runs: runs, marked: Dictionary(runs.map { ($0.flow.plan.marker.text, $0) }, uniquingKeysWith: { $1 }), owners: owners,
            starts: runs.startsOfJobs, removals: removals, now: now, settle: Self.settle
        ).findings(showing)
    }

    @Test func whatIsAsItWasPublishedIsNoFinding() {
        #expect(findings([run(published)], showing([playback], [event])).isEmpty)
        // livedigital may cut instants to seconds.
        var cut = Webinar.plan(startsAt: Webinar.start.addingTimeInterval(0.25))
        #expect(findings([run(Webinar.flow(cut, after: Webinar.story().prefix(6)))], showing([playback], [event])).isEmpty)
        cut = Webinar.plan(startsAt: nil)
        let permanent = PlaybackEvent(id: "event 1", playbackId: "playback1", name: "Демо")
        #expect(findings([run(Webinar.flow(cut, after: Webinar.story().prefix(6)), .completed)], showing([playback], [permanent])).isEmpty)
    }

    @Test func goneIsOnlyWhatAWholeListAndTheObjectItselfSay() {
        var gone = showing([], [])
        #expect(findings([run(published)], gone).map(\.kind) == [.unproved], "the playback itself was not asked for")
        gone.single["playback1"] = .success(nil)
        #expect(findings([run(published)], gone).map(\.kind) == [.playbackVanished])
        gone.single["playback1"] = .success(playback)
        gone.events["playback1"] = .success(Listing(items: [event], isComplete: true))
        #expect(findings([run(published)], gone).isEmpty, "the list lags")
        gone.single["playback1"] = .failure(.init(reason: "500"))
        #expect(findings([run(published)], gone).map(\.kind) == [.unproved])

        var partial = showing([], [], whole: false)
        partial.single["playback1"] = .success(nil)
        let finding = findings([run(published)], partial)
        #expect(finding.map(\.kind) == [.unproved])
        #expect(finding.first?.remedies == [])
        #expect(finding.first?.detail.contains("only a part") == true)
        #expect(findings([run(published)], showing([playback], [], wholeEvents: false)).map(\.kind) == [.unproved])
        #expect(findings([run(published)], showing([playback], [])).map(\.kind) == [.eventVanished])
    }

    @Test func ofASharedPlaybackItsOwnRunTellsWhatBecameOfItAndTheOthersOfTheirEvents() {
        func made(_ outcomes: Outcome<AutowebinarAnswer>..., share: AutowebinarPlan.Share, key: String) -> DriftRun {
            let plan = Webinar.plan(startsAt: share == .event ? Webinar.start : nil, share: share)
            return DriftRun(key: key, flow: Webinar.flow(plan, after: outcomes), state: .waiting, updatedAt: Webinar.now.addingTimeInterval(-61))
        }
        let shared = SharedPlayback(
            run: "demo@shared", spaceId: "space1", roomId: "room1", playbackId: "playback1", record: Webinar.record, isPublished: true)
        let followed = Outcome<AutowebinarAnswer>.answered(.followed(shared), how: .performed)
        let series = made(
            .answered(.playback(id: "playback1"), how: .performed), .answered(.record(Webinar.record), how: .performed), Webinar.updated,
            .answered(.used(PlaybackUse(isUsed: true, hasEvent: true)), how: .performed), Webinar.updated, share: .playback, key: "demo@shared")
        let one = made(
            followed, .answered(.event(id: "event 1"), how: .performed), followed, .elapsed, share: .event, key: "demo@2027-01-15T09:00:00.000Z")
        #expect(series.flow.state == .inUse && one.flow.state == .awaitSessionEnd)
        #expect(findings([one, series], showing([playback], [event])).isEmpty)
        var edited = playback
        edited.name = "Иначе"
        #expect(findings([one, series], showing([edited], [event])).map(\.run) == ["demo@shared"])
        #expect(findings([one, series], showing([playback], [])).map(\.run) == [one.key])
        var gone = showing([], [])
        gone.single["playback1"] = .success(nil)
        let found = findings([one, series], gone)
        #expect(found.map(\.kind) == [.playbackVanished])
        #expect(found.first?.detail == "the playback “Демо” (playback1) is gone, and the events of \(one.key) with it")
        // An event at another instant was made by a run that this database does not know, or by a person.
        var later = event
        (later.id, later.startDate) = ("event 3", Webinar.start.addingTimeInterval(86_400))
        let unknown = findings([one, series], showing([playback], [event, later]))
        #expect(unknown.map(\.kind) == [.eventOrphaned] && unknown.first?.remedies == [.deleteOrphans])
        #expect(unknown.first?.run == "demo@shared" && unknown.first?.eventId == "event 3" && unknown.first?.playbackId == "playback1")
        #expect(findings([one, series], showing([playback], [event, later]), owners: ["event 3": "other@always"]).isEmpty)
        let removal = Removal(playbackId: "playback1", eventId: "event 3")
        #expect(findings([one, series], showing([playback], [event, later]), removals: [removal]).isEmpty)
        #expect(findings([one, series], showing([playback], [event, later]), now: Webinar.start.addingTimeInterval(86_400)).isEmpty, "it has begun")
        later.name = "Чужое"
        #expect(findings([one, series], showing([playback], [event, later])).map(\.remedies) == [[]], "it may be a person's")
        // A change that waits for the end of a session is no drift.
        var renamed = series
        renamed.flow.amend(Webinar.bytes(Webinar.amendment(title: "Иначе")), at: Webinar.now)
        #expect(findings([one, renamed], showing([playback], [event])).isEmpty)
        // What a lost call made for a run that was cancelled is left over.
        var cancelled = one
        cancelled.flow.cancel(at: Webinar.now)
        cancelled.flow.receive(.answered(.deleted, how: .performed), at: Webinar.now)
        cancelled.state = .cancelled
        var second = event
        second.id = "event 2"
        let left = findings([cancelled, series], showing([playback], [second]))
        #expect(left.map(\.kind) == [.eventOrphaned])
        #expect(left.first?.eventId == "event 2" && left.first?.playbackId == "playback1" && left.first?.remedies == [.deleteOrphans])
    }

    @Test func whatMakesAnEventAgainComesFirstAsItPublishesThePlaybackToo() {
        var (edited, hidden, moved) = (playback, playback, event)
        (edited.name, hidden.isPublished, moved.startDate) = ("Иначе", false, Webinar.start.addingTimeInterval(60))
        #expect(findings([run(published)], showing([edited], [])).map(\.kind) == [.eventVanished, .playbackEdited])
        #expect(findings([run(published)], showing([hidden], [])).map(\.kind) == [.eventVanished, .playbackUnpublished])
        #expect(findings([run(published)], showing([edited], [moved])).map(\.kind) == [.eventMoved, .playbackEdited])
    }

    @Test func anEditIsBelievedOfThePlaybackItselfWhereItWasAskedFor() {
        var listed = playback
        listed.name = "Иначе"
        var both = showing([listed], [event])
        both.single["playback1"] = .success(playback)
        #expect(findings([run(published)], both).isEmpty, "the list lags")
        both.single["playback1"] = .failure(.init(reason: "500"))
        #expect(findings([run(published)], both).map(\.kind) == [.unproved])
        both.single["playback1"] = .success(nil)
        #expect(findings([run(published)], both).map(\.kind) == [.unproved])
    }

    @Test func aSpaceThatCannotBeReadIsToldOnce() {
        var unread = RemoteShowing()
        unread.playbacks[Self.place] = .failure(.init(reason: "403 No rights"))
        let found = findings([run(published), run(published)], unread)
        #expect(found.map(\.kind) == [.unproved])
        #expect(found.first?.detail == "403 No rights")
    }

    @Test func whatIsUnderWayOrWasUntilJustNowIsNotJudged() {
        let empty = showing([playback], [])
        #expect(findings([run(published, age: .seconds(59))], empty).isEmpty)
        for state in [RunState.ready, .running, .ambiguous, .held, .failed, .cancelled, .skipped] {
            #expect(findings([run(published, state)], empty).isEmpty)
        }
        for (name, flow) in Webinar.everyState where !flow.facts.published { #expect(findings([run(flow)], empty).isEmpty, "\(name)") }
        #expect(findings([run(published)], empty, now: Webinar.start).isEmpty, "the session has begun")
    }

    @Test func everyEditIsToldWithWhatIsThereAndWhatShouldBe() {
        func kinds(_ change: (inout Playback) -> Void) -> [DriftFinding] {
            var edited = playback
            change(&edited)
            return findings([run(published)], showing([edited], [event]))
        }
        let named = kinds { $0.name = "Иначе" }
        #expect(named.map(\.kind) == [.playbackEdited])
        #expect(named.first?.remedies == [.adopt, .recreate])
        #expect(named.first?.found?.name == "Иначе" && named.first?.expected?.name == "Демо")
        #expect(kinds { $0.recordId = "record2" }.first?.remedies == [.adopt, .recreate])
        #expect(kinds { $0.recordId = nil }.first?.remedies == [.recreate], "without a record there is nothing to take over")
        let hidden = kinds { $0.isPublished = false }
        #expect(hidden.map(\.kind) == [.playbackUnpublished])
        #expect(hidden.first?.remedies == [.recreate])
        // What livedigital does not say is not held against it.
        #expect(kinds { ($0.name, $0.recordId, $0.isPublished) = (nil, nil, nil) }.isEmpty)
    }

    @Test func anEventThatWasRenamedOrMovedIsTold() {
        func found(_ change: (inout PlaybackEvent) -> Void, now: Date = Webinar.now) -> [DriftFinding] {
            var edited = event
            change(&edited)
            return findings([run(published)], showing([playback], [edited]), now: now)
        }
        #expect(found { $0.name = "Иначе" }.map(\.kind) == [.eventRenamed])
        let moved = found { $0.startDate = Webinar.start.addingTimeInterval(60) }
        #expect(moved.map(\.kind) == [.eventMoved])
        #expect(moved.first?.remedies == [.recreate])
        #expect(found { $0.startDate = nil }.map(\.kind) == [.eventMoved])
        let begun = found { $0.startDate = Webinar.now.addingTimeInterval(-60) }
        #expect(begun.first?.remedies == [], "its session may have begun")
        // The title was amended, and the event keeps its name.
        var renamed = published
        renamed.amend(Webinar.bytes(Webinar.amendment(title: "Иначе")), at: Webinar.now)
        renamed.receive(Webinar.updated, at: Webinar.now)
        var shown = playback
        shown.name = "Иначе"
        #expect(findings([run(renamed)], showing([shown], [event])).isEmpty)
    }

    @Test func aSecondEventAtTheInstantIsAnOrphanUnlessItIsAnotherRuns() {
        var second = event
        second.id = "event 2"
        let found = findings([run(published)], showing([playback], [event, second]))
        #expect(found.map(\.kind) == [.eventOrphaned])
        #expect(found.first?.eventId == "event 2")
        #expect(findings([run(published)], showing([playback], [event, second]), owners: ["event 2": "other@always"]).isEmpty)
        #expect(
            findings([run(published)], showing([playback], [event, second]), removals: [Removal(playbackId: "playback1", eventId: "event 2")]).isEmpty
        )
        second.name = "Чужое"
        #expect(findings([run(published)], showing([playback], [event, second])).isEmpty, "somebody else's")
    }

    /// A draft with the mark of a run, by what the run is doing.
    @Test func aDraftIsAnOrphanOnlyOnceItsRunCannotWantIt() {
        let draft = Playback(id: "draft1", name: "Демо \(Webinar.marker.bracketed)", spaceId: "space1", isPublished: false)
        func kinds(_ flow: AutowebinarFlow, _ state: RunState) -> [DriftFinding.Kind] {
            findings([run(flow, state)], showing([draft], [])).map(\.kind)
        }
        let beginning = Webinar.flow(after: [])
        for state in [RunState.ready, .running, .waiting, .ambiguous, .held] { #expect(kinds(beginning, state).isEmpty, "\(state)") }
        #expect(kinds(beginning, .cancelled) == [.draftOrphaned])
        #expect(kinds(beginning, .skipped) == [.draftOrphaned])
        #expect(kinds(beginning, .failed) == [.draftOrphaned])
        #expect(kinds(published, .running) == [.draftOrphaned], "published under another id")
        var own = draft
        own.id = "playback1"
        let drafted = Webinar.flow(after: Webinar.story().prefix(1))
        for state in [RunState.ready, .failed, .held] { #expect(findings([run(drafted, state)], showing([own], [])).isEmpty, "its own, \(state)") }
        #expect(findings([run(beginning, .cancelled)], showing([draft], []), removals: [Removal(playbackId: "draft1")]).isEmpty)
        var shown = draft
        for isPublished in [true, nil] {
            shown.isPublished = isPublished
            #expect(findings([run(beginning, .cancelled)], showing([shown], [])).map(\.remedies) == [[]], "it may be seen")
        }
    }

    @Test func aDraftOfAnUnknownRunIsLeftAloneForAMonth() {
        func remedies(age: TimeInterval?) -> [[DriftFinding.Remedy]] {
            let draft = Playback(
                id: "draft1", name: "Демо ⟦run-\(String(repeating: "q", count: 26))⟧", isPublished: false,
                createdAt: age.map { Webinar.now.addingTimeInterval(-$0) })
            return findings([], showing([draft], [])).map(\.remedies)
        }
        #expect(remedies(age: 2_591_999) == [[]])
        let kept = Playback(id: "draft1", name: "⟦run-\(String(repeating: "q", count: 26))⟧", isPublished: false, createdAt: Webinar.now)
        #expect(findings([], showing([kept], [])).first?.deletableFrom == "2027-02-14T08:00:00.000Z")
        #expect(remedies(age: 2_592_000) == [[.deleteOrphans]])
        #expect(remedies(age: nil) == [[]])
    }

    @Test func whatWasPublishedByHandIsFoundForRunsWithoutAPlayback() {
        let hand = Playback(id: "hand1", name: "Демо", spaceId: "space1", recordId: "record7", isPublished: true)
        let show = PlaybackEvent(id: "event 9", playbackId: "hand1", name: "Приходите", startDate: Webinar.start)
        let waiting = Webinar.flow(after: [])
        var cancelled = waiting
        cancelled.cancel(at: Webinar.now)
        for flow in [waiting, cancelled, Webinar.flow(after: [.refused(Webinar.refusal)])] {
            let found = findings([run(flow)], showing([hand], [show]))
            #expect(found.map(\.kind) == [.publishedByHand])
            #expect(found.first?.playbackId == "hand1" && found.first?.eventId == "event 9" && found.first?.remedies == [.adopt])
        }
        #expect(findings([run(waiting)], showing([hand], [show]), owners: ["hand1": "other@always"]).isEmpty)
        var other = show
        other.startDate = Webinar.start.addingTimeInterval(60)
        #expect(findings([run(waiting)], showing([hand], [other])).isEmpty, "another instant")
        var draft = hand
        draft.isPublished = false
        #expect(findings([run(waiting)], showing([draft], [show])).isEmpty, "not published")
        #expect(findings([run(waiting)], showing([hand], [show]), now: Webinar.start).isEmpty, "over")
    }
}
