import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct ActionsFlowTests {
    private let steps: [ActionsJob.Step] = [
        .init(id: "space", action: "createSpace", arguments: ["name": "{{constants.team}}"]),
        .init(
            id: "room", action: "createRoom",
            arguments: ["space": "{{steps.space.id}}", "name": "Планёрка {{occurrence.date}} {{occurrence.time}}", "type": "lesson"]),
        .init(id: "gone", action: "deleteSpace", arguments: ["space": "{{steps.space.id}}"]),
    ]

    private func draft(_ flow: ActionsFlow) throws -> ActionsCall.Draft {
        switch try #require(flow.asked).call {
        case .createSpace(let draft, _), .createRoom(_, let draft, _): draft
        default: throw Failure(code: "test", message: "no create but \(flow.brief)")
        }
    }

    @Test func earlierResultsTheOccurrenceAndConstantsAreFilledIn() throws {
        var flow = Doing.job(steps, constants: ["team": "Продажи"])
        let space = try draft(flow)
        #expect(space.title == "Продажи")
        flow.receive(Doing.answered(.made(id: "space9", alias: nil)), at: Doing.now)
        flow.receive(Doing.answered(.updated(name: "Продажи")), at: Doing.now)
        // An id that the run knows is not looked up in a list that may lag.
        #expect(flow.brief == "room.createRoom")
        let room = try draft(flow)
        #expect(room.title.wholeMatch(of: /Планёрка 2027-01-15 \d\d:00/) != nil)
        #expect(room.name == "\(room.title) ⟦\(flow.plan.steps[1].marker.text)⟧")
        #expect(space.marker != room.marker)
        #expect(flow.stepsAhead == ["room.createRoom", "room.nameRoom", "gone.deleteSpace"])
    }

    @Test func aConstantInThePlaceOfAnIdMayBeAName() throws {
        func flow(_ space: JSONValue) -> ActionsFlow {
            let step = ActionsJob.Step(id: "room", action: "createRoom", arguments: ["spaceId": space, "name": "N", "type": "lesson"])
            return Doing.job([step], constants: ["team": "Продажи", "id": "66d1d55d1cf5d9c045c00002"])
        }
        let named = flow("{{constants.team}}")
        #expect(named.asked?.call == flow("Продажи").asked?.call)
        #expect(named.brief != "room.createRoom", "a name is looked up first")
        #expect(flow("{{constants.id}}").brief == "room.createRoom")
    }

    @Test func aSpaceThatTheRunMadeIsItsOwnToDelete() throws {
        var flow = Doing.job(steps, constants: ["team": "Продажи"])
        let story: [ActionsAnswer] = [
            .made(id: "space9", alias: nil), .updated(name: nil), .made(id: "room9", alias: "abc"), .updated(name: nil),
        ]
        for answer in story { flow.receive(Doing.answered(answer), at: Doing.now) }
        #expect(flow.asked?.call == .deleteSpace(spaceId: "space9", isOurs: true))
        flow.receive(Doing.answered(.deleted(wasThere: false), .repeated), at: Doing.now)
        #expect(flow.brief == "completed")
        #expect(flow.results.map(\.step) == ["space", "room", "gone"])
        #expect(flow.results[1].members["joinUrl"] == "https://edu.livedigital.space/room/abc")
        #expect(flow.results[2].members["deleted"] == true, "gone after an attempt of unknown outcome was deleted by it")
    }

    @Test func aLongTitleIsCutInTheNameWithTheMarker() throws {
        let title = String(repeating: "ж", count: 100)
        var flow = Doing.flow("createRoom", ["name": .string(title), "type": "lesson"])
        #expect(try draft(flow).name == "\(title.prefix(60)) ⟦\(flow.plan.steps[0].marker.text)⟧")
        flow.receive(Doing.made, at: Doing.now)
        #expect(flow.asked?.call == .nameRoom(spaceId: "space1", roomId: "room2", name: title))
    }

    @Test func whatHasNoNameYetIsRemovedWhenTheRunEnds() {
        var cancelled = Doing.createRoom(after: Doing.made)
        cancelled.cancel(at: Doing.now)
        #expect(cancelled.asked?.call == .deleteRoom(spaceId: "space1", roomId: "room2"))
        cancelled.receive(Doing.answered(.deleted(wasThere: true)), at: Doing.now)
        #expect(cancelled.brief == "cancelled")

        var refused = Doing.createRoom(after: Doing.adopted, .refused(Doing.refusal))
        refused.receive(Doing.answered(.surplus(["room3", "room2"])), at: Doing.now)
        for id in ["room3", "room2"] {
            #expect(refused.asked?.call == .deleteRoom(spaceId: "space1", roomId: id))
            refused.receive(Doing.answered(.deleted(wasThere: true)), at: Doing.now)
        }
        #expect(refused.state == .failed(step: 0, reason: Doing.refusal))
    }

    @Test("a run that is cancelled where it began, or may have begun, an autowebinar knows that one's key")
    func abandoned() {
        for name in ["begin", "follow", "update"] {
            guard var flow = Doing.everyState.first(where: { $0.name == name })?.flow else { return #expect(Bool(false)) }
            flow.cancel(at: Doing.now)
            #expect(flow.state == .cancelled)
            #expect(flow.facts.abandoned == ["begin": flow.plan.steps[0].child, "follow": "child"][name])
        }
    }

    @Test func whatCannotBeRemovedIsNamed() {
        let flow = Doing.createRoom(after: Doing.made, .refused(Doing.refusal), .refused(Failure(code: "forbidden", message: "403")))
        guard case .failed(0, let reason) = flow.state else { return #expect(Bool(false), "\(flow.state)") }
        #expect(reason.code == "invalid_request")
        #expect(reason.message.contains("room2") && reason.message.contains(flow.plan.steps[0].marker.text) && reason.message.contains("403"))
    }

    @Test func aFailedRunGoesOnAtTheActionThatFailed() {
        var flow = Doing.job(steps, constants: ["team": "Продажи"])
        for answer in [ActionsAnswer.made(id: "space9", alias: nil), .updated(name: nil)] { flow.receive(Doing.answered(answer), at: Doing.now) }
        flow.receive(.refused(Doing.refusal), at: Doing.now)
        #expect(flow.brief == "failed")
        let goesOn = flow.retry(at: Doing.now)
        #expect(goesOn)
        #expect(flow.brief == "room.createRoom")
        #expect(flow.results.count == 1)
    }

    @Test func aValueThatDoesNotFitOnceItIsKnownFailsItsAction() {
        let flow = Doing.job(
            [.init(id: "space", action: "createSpace", arguments: ["name": "{{constants.team}}"])],
            constants: ["team": .string(String(repeating: "x", count: 300))])
        guard case .failed(0, let reason) = flow.state else { return #expect(Bool(false), "\(flow.state)") }
        #expect(reason.message == "space.createSpace: name: the text has 300 characters, at most 200 are allowed")
    }

    @Test func linksAreKeptSealedOnly() throws {
        let flow = Doing.flow("roomGenerateAccess", ["username": "Анна"], after: Doing.answered(.link(Doing.link)))
        let result = try #require(flow.results.first)
        #expect(result.members["url"] == nil && result.sealed["url"] == Doing.link.url)
        #expect(result.members["expiresAt"] == "2027-01-16T08:00:00.000Z")
        let outcome = ActionOutcome(result)
        #expect(outcome.result["url"] == ActionOutcome.redacted)
    }

    @Test func theLinkOfAPublicRoomIsNoSecret() throws {
        let url = "https://edu.livedigital.space/room/demo"
        let flow = Doing.flow("createRoomInvite", ["role": "role_room_user"], after: Doing.answered(.openLink(url)))
        let result = try #require(flow.results.first)
        #expect(result.members["url"] == .string(url) && result.sealed.isEmpty && result.members["kind"] == "room")
        #expect(ActionOutcome(result).result["url"] == .string(url))
    }

    @Test func aDateAheadIsWaitedForUnlessItIsRunByHand() {
        let later = Doing.now.addingTimeInterval(60)
        let step = [ActionsJob.Step(id: "a", action: "createSpace", arguments: ["name": "x"])]
        guard case .wait("awaitStart", until: later) = Doing.job(step, startsAt: later).effect else { return #expect(Bool(false)) }
        let actions = ActionsJob(steps: step)
        let job = Job(name: "monday", content: .actions(actions))
        let flow = ServiceFlow(job, startsAt: later, webURL: "https://x", beginsAtOnce: true, now: Doing.now)
        #expect(flow.actions?.brief == "a.createSpace")
    }

    @Test func anAutowebinarByItselfIsARunOfItsOwn() throws {
        let arguments = ActionArguments(
            action: "createAutowebinar",
            values: Doing.webinar.merging(["spaceName": "Маркетинг", "roomId": "room1", "startDate": "2030-01-01T00:00:00.000Z"]) { $1 })
        let flow = try #require(ServiceFlow(arguments, connection: "default", webURL: "https://x", now: Doing.now).autowebinar)
        #expect(flow.plan.place == .names(space: "Маркетинг", room: "room1"))
        #expect(flow.plan.record == .latest(minDuration: nil, nameContains: nil))
        #expect(flow.plan.startsAt == Date(timeIntervalSince1970: 1_893_456_000))
        #expect(flow.actionMembers(key: "k") == nil)
    }
}
