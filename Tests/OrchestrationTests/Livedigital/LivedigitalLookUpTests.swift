import Curl
import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct LivedigitalLookUpTests {
    private let list = "GET /spaces/space1/playbacks"
    private let events = "GET /spaces/space1/playbacks/p1/events"
    private let one = "GET /spaces/space1/playbacks/p1"
    private let create = LivedigitalPerformerTests.create
    private let event = LivedigitalPerformerTests.event

    private func lookUp(
        _ call: AutowebinarCall, _ request: String, _ body: String, status: Int = 200, adopting identifier: String? = nil,
        ownedByOthers: Set<String> = []
    ) async throws -> Finding<AutowebinarAnswer> {
        let remote = ScriptedRemote().on(request, status, body)
        return try await remote.performer().lookUp(call, adopting: identifier, .run(ownedByOthers: ownedByOthers))
    }

    private func playbacks(_ items: (id: String, name: String, second: Int?)...) -> String {
        let texts = items.map { item in
            #"{"id":"\#(item.id)","name":"\#(item.name)","createdAt":\#(item.second.map { #""2027-01-15T08:00:0\#($0)Z""# } ?? "null")}"#
        }
        return #"{"items":[\#(texts.joined(separator: ","))]}"#
    }

    private let token = "⟦run-abcdefghijklmnopqrstuvwxyz⟧"

    // MARK: Drafts

    @Test func theDraftWithOurMarkerIsAdopted() async throws {
        let finding = try await lookUp(create, list, playbacks(("x", "Демо", 1), ("p1", "Как угодно \(token) дальше", 2)))
        #expect(finding.answer == .playback(id: "p1"))
        #expect(finding.made == [RemoteObject(kind: "playback", identifier: "p1")])
    }

    @Test func decoysAreNotAdopted() async throws {
        let decoys = playbacks(
            ("title", "Демо", 1), ("other", "Демо ⟦run-zzzzzzzzzzzzzzzzzzzzzzzzzz⟧", 1), ("bare", "Демо run-abcdefghijklmnopqrstuvwxyz", 1),
            ("longer", "Демо ⟦run-abcdefghijklmnopqrstuvwxyz2⟧", 1), ("prefix", "Демо ⟦run-abcdefghijklmnopqrstuvwxy⟧", 1),
            ("cut", "Демо ⟦run-abcdefghijklmnopqrstuvwxyz", 1), ("case", "Демо ⟦RUN-abcdefghijklmnopqrstuvwxyz⟧", 1))
        #expect(try await lookUp(create, list, decoys).brief == "absent")
    }

    @Test func ofSeveralTheOldestIsAdopted() async throws {
        let three = playbacks(("b", token, 2), ("c", token, 1), ("a", token, 1), ("0", token, nil))
        #expect(try await lookUp(create, list, three).answer == .playback(id: "a"))
        #expect(try await lookUp(create, list, three, ownedByOthers: ["a"]).answer == .playback(id: "c"))
        #expect(try await lookUp(create, list, three, ownedByOthers: ["a", "b", "c", "0"]).brief == "absent")
    }

    @Test func aDraftThatTheRunRemovedIsNotAdopted() async throws {
        let call = AutowebinarCall.createPlayback(
            spaceId: "space1", name: "n", marker: "run-abcdefghijklmnopqrstuvwxyz", ignoring: ["old"], twin: Twin(title: "Демо", startsAt: nil))
        #expect(try await lookUp(call, list, playbacks(("old", token, 1), ("new", token, 2))).answer == .playback(id: "new"))
        #expect(try await lookUp(call, list, playbacks(("old", token, 1))).brief == "absent")
    }

    @Test func aPartialListFindsButDoesNotProveAbsence() async throws {
        let finding = try await lookUp(create, list, #"{"items":[{"id":"x","name":"Демо"}],"total":2}"#)
        #expect(finding.brief == "unproved")
        #expect(finding.question.contains("run-abcdefghijklmnopqrstuvwxyz"))
        let found = try await lookUp(create, list, #"{"items":[{"id":"p1","name":"\#(token)"}],"total":2}"#)
        #expect(found.answer == .playback(id: "p1"))
    }

    @Test(arguments: [
        (404, "", "unproved"), (405, "", "unproved"), (200, "<html>", "unproved"), (403, "", "unproved"), (401, "", "blocked unauthorized"),
        (429, "", "rateLimited -"), (500, "", "unknown"),
    ]) func onlyAWholeAnswerProvesAnything(status: Int, body: String, expected: String) async throws {
        for (call, request) in [(create, list), (event, events), (LivedigitalPerformerTests.publish, one)] {
            let finding = try await lookUp(call, request, body, status: status)
            #expect(finding.brief == expected, "\(request)")
            if status == 404 { #expect(finding.question.contains("livedigital.contract"), "it says how to mend it") }
        }
        let broken = ScriptedRemote().on(list, .broken(.cannotConnect, sent: false))
        #expect(try await broken.performer().lookUp(create, adopting: nil, .run()).brief == "notSent")
    }

    @Test func anUnreadableJournalDecidesNothing() async throws {
        let remote = ScriptedRemote().on(list, 200, playbacks(("p1", token, 1))).on(events, 200, #"[{"id":"e1","startDate":"2027-01-15T09:00:00Z"}]"#)
        let performer = try remote.performer()
        #expect(await performer.lookUp(create, adopting: nil, .run(failing: true)).brief == "notSent")
        #expect(await performer.lookUp(event, adopting: nil, .run(failing: true)).brief == "notSent")
    }

    @Test func whatAnOperatorNamesIsAdoptedIfItIsThere() async throws {
        let body = #"{"id":"p1","name":"\#(token)"}"#
        #expect(try await lookUp(create, one, body, adopting: "p1").answer == .playback(id: "p1"))
        #expect(try await lookUp(create, one, body, adopting: "p1", ownedByOthers: ["p1"]).brief == "unproved")
        #expect(try await lookUp(create, one, "", status: 404, adopting: "p1").brief == "unproved")
        let listed = #"[{"id":"e1","startDate":null}]"#
        #expect(try await lookUp(event, events, listed, adopting: "e1").answer == .event(id: "e1"))
        #expect(try await lookUp(event, events, listed, adopting: "e9").brief == "unproved")
    }

    @Test(arguments: [
        (#"{"id":"p1","name":"by hand"}"#, "does not hold ⟦run-abcdefghijklmnopqrstuvwxyz⟧"),
        (#"{"id":"p1","name":"Демо ⟦run-zzzzzzzzzzzzzzzzzzzzzzzzzz⟧"}"#, "“Демо ⟦run-zzzzzzzzzzzzzzzzzzzzzzzzzz⟧”"),
        (#"{"id":"p1","name":"Демо ⟦run-abcdefghijklmnopqrstuvwxyz⟧","isPublished":true}"#, "it is published"),
    ]) func aStrangersPlaybackIsNotAdopted(body: String, reason: String) async throws {
        let finding = try await lookUp(create, one, body, adopting: "p1")
        #expect(finding.brief == "unproved")
        #expect(finding.question.contains(reason))
    }

    // MARK: Events

    @Test func theEventAtOurInstantIsAdopted() async throws {
        let finding = try await lookUp(
            event, events,
            """
            [{"id":"late","startDate":"2027-01-15T09:00:01Z"},{"id":"permanent","startDate":null},
             {"id":"young","startDate":"2027-01-15T09:00:00.000Z","createdAt":"2027-01-14T00:00:02Z"},
             {"id":"e1","startDate":"2027-01-15T12:00:00+03:00","createdAt":"2027-01-14T00:00:01Z"}]
            """)
        #expect(finding.answer == .event(id: "e1"))
        #expect(finding.made == [RemoteObject(kind: "playbackEvent", identifier: "e1")])
    }

    @Test func anotherRunsEventIsNotAdopted() async throws {
        let body = #"[{"id":"e1","startDate":"2027-01-15T09:00:00Z"}]"#
        #expect(try await lookUp(event, events, body, ownedByOthers: ["e1"]).brief == "absent")
        #expect(try await lookUp(event, events, #"{"items":[],"total":3}"#).brief == "unproved")
    }

    @Test func anEventThatIsGoneAndStillListedIsNotAdopted() async throws {
        let again = AutowebinarCall.createPlaybackEvent(
            spaceId: "space1", playbackId: "p1", name: "Демо", startsAt: 1_800_003_600_000, timezone: "Europe/Moscow", ignoring: ["e1"])
        #expect(try await lookUp(again, events, #"[{"id":"e1","startDate":"2027-01-15T09:00:00Z"}]"#).brief == "absent")
        let both = #"[{"id":"e1","startDate":"2027-01-15T09:00:00Z"},{"id":"e2","startDate":"2027-01-15T09:00:00Z"}]"#
        #expect(try await lookUp(again, events, both).answer == .event(id: "e2"))
    }

    @Test func aPermanentEventHasNoInstant() async throws {
        let permanent = AutowebinarCall.createPlaybackEvent(
            spaceId: "space1", playbackId: "p1", name: "Демо", startsAt: nil, timezone: "Europe/Moscow")
        let body = #"[{"id":"dated","startDate":"2027-01-15T09:00:00Z"},{"id":"e1"}]"#
        #expect(try await lookUp(permanent, events, body).answer == .event(id: "e1"))
    }

    @Test(arguments: [
        ("2027-01-15T09:00:00.250Z", true), ("2027-01-15T09:00:00Z", true), ("2027-01-15T09:00:00.251Z", false), ("2027-01-15T09:00:01Z", false),
        ("2027-01-15T08:59:59Z", false),
    ]) func aStartMayComeBackCutToSeconds(remote: String, isOurs: Bool) throws {
        let startDate: Date = try #require(WireDate.parse(remote))
        let event = PlaybackEvent(id: "e", startDate: startDate)
        #expect(event.begins(at: 1_800_003_600_250) == isOurs)
    }

    // MARK: Updates

    @Test(arguments: [
        (#"{"id":"p1","name":"Демо","recordId":"record1","isPublished":true}"#, "absent", "found"),
        (#"{"id":"p1","name":"draft","recordId":"record1","isPublished":false}"#, "found", "absent"),
        (#"{"id":"p1","name":"draft","recordId":"record1"}"#, "found", "unproved"),
        (#"{"id":"p1","name":"draft","recordId":"record2","isPublished":false}"#, "absent", "absent"),
        (#"{"id":"p1","name":"Демо","recordId":null,"isPublished":true}"#, "absent", "absent"),
    ]) func anUpdateIsDoneWhenEverythingIsAsAsked(body: String, attached: String, published: String) async throws {
        #expect(try await lookUp(LivedigitalPerformerTests.attach, one, body).brief == attached)
        #expect(try await lookUp(LivedigitalPerformerTests.publish, one, body).brief == published)
    }

    @Test func whatIsHarmlessWhenRepeatedIsNotLookedUp() async throws {
        let performer = try ScriptedRemote().performer()
        for call in [
            LivedigitalPerformerTests.select, LivedigitalPerformerTests.remove, LivedigitalPerformerTests.removeEvent,
            LivedigitalPerformerTests.report, LivedigitalPerformerTests.surplus, LivedigitalPerformerTests.read, .findRoom(space: "a", room: "b"),
        ] {
            #expect(await performer.lookUp(call, adopting: nil, .run()).brief == "absent")
        }
    }
}
