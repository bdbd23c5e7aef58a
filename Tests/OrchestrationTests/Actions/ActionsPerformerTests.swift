import Crypto
import Curl
import Foundation
import LivedigitalAPI
import Testing

@testable import DurableFlow
@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct ActionsPerformerTests {
    private static let key = Data(repeating: 7, count: 32).base64EncodedString()
    private let token = "⟦run-abcdefghijklmnopqrstuvwxyz⟧"
    private let draft = ActionsCall.Draft(title: "Планёрка", marker: RunMarker("run-abcdefghijklmnopqrstuvwxyz")!, ignoring: ["old"])
    private let room = ActionArguments(action: "createRoom", values: ["spaceId": "space1", "name": "Планёрка", "type": "lesson"])

    private func performer(
        _ remote: ScriptedRemote, key: String? = key, runs: [RunRecord] = [], calls: [String: String] = [:], sessions: [Session] = []
    ) throws -> ActionsPerformer {
        let sessions = sessions + calls.map { Self.session($0.key, room: $0.value) }
        let client = try remote.client()
        let reports = ReportStore(root: URL(fileURLWithPath: "/nonexistent"))
        return ActionsPerformer(
            clients: { _ in client },
            masterKey: {
                guard let key else { throw SecretError("the key file is missing") }
                return try MasterKey.load(file: "/nonexistent", environment: [MasterKey.environmentVariable: key])
            },
            autowebinar: LivedigitalPerformer(clients: { _ in client }, reports: reports), reports: reports,
            runs: RunAccess(
                submit: { _, _ in false }, fetch: { key in runs.first { $0.key == key } },
                session: { id, connection in sessions.first { $0.id == id && $0.connection == connection } }, turn: { _ in nil }),
            now: { Webinar.now })
    }

    private static func session(_ id: String, room: String) -> Session {
        Session(
            id: id, kind: .call, job: "", connection: "default", spaceId: "space1", roomId: room, title: "",
            startsAt: Webinar.now.addingTimeInterval(-3600), endsAt: nil, reports: [])
    }

    private func perform(_ call: ActionsCall, _ remote: ScriptedRemote, ownedByOthers: Set<String> = []) async throws -> Performance<ActionsAnswer> {
        try await performer(remote).perform(call, .run(ownedByOthers: ownedByOthers))
    }

    private func lookUp(
        _ call: ActionsCall, _ remote: ScriptedRemote, adopting identifier: String? = nil, ownedByOthers: Set<String> = [], isRestored: Bool = false
    ) async throws -> Finding<ActionsAnswer> {
        var context = CallContext.run(ownedByOthers: ownedByOthers)
        context.isRestored = isRestored
        return try await performer(remote).lookUp(call, adopting: identifier, context)
    }

    private func opened(_ answer: ActionsAnswer?, run: String = CallContext.run().runKey) throws -> String? {
        if case .openLink(let url) = answer { return url }
        guard case .link(let link) = answer else { return nil }
        let key = try MasterKey.load(file: "/nonexistent", environment: [MasterKey.environmentVariable: Self.key])
        return try key.open(link.url, connection: "default", member: ActionSecret.member(run: run, step: "step", name: "url"))
    }

    private func list(_ items: (id: String, name: String)...) -> String {
        #"{"items":[\#(items.map { #"{"id":"\#($0.id)","name":"\#($0.name)","alias":"alias-\#($0.id)"}"# }.joined(separator: ","))]}"#
    }

    // MARK: Look-ups

    private var createRoom: ActionsCall { .createRoom(spaceId: "space1", draft, arguments: room) }
    private let rooms = "GET /spaces/space1/rooms"

    @Test func theOldestRoomWithOurMarkerIsAdopted() async throws {
        let remote = ScriptedRemote().on(
            rooms, 200,
            list(
                ("1", "Планёрка"), ("2", "Планёрка ⟦run-abcdefghijklmnopqrstuvwxy⟧"), ("5", "x \(token)"), ("4", "Планёрка \(token)"), ("old", token))
        )
        let finding = try await lookUp(createRoom, remote)
        #expect(finding.adopted == .made(id: "4", alias: "alias-4"))
        #expect(finding.made == [RemoteObject(kind: "room", identifier: "4")])
        #expect(try await lookUp(createRoom, remote, ownedByOthers: ["4", "5"]).isAbsent)
        #expect(try await lookUp(createRoom, remote, adopting: "5").adopted == .made(id: "5", alias: "alias-5"))
        #expect(try await lookUp(createRoom, remote, adopting: "9").question?.contains("no room 9") == true)
    }

    @Test("what does not carry the marker is somebody else's and is not taken over, unless the run was restored and may have named it")
    func foreign() async throws {
        let create = ActionsCall.createSpace(draft, arguments: ActionArguments(action: "createSpace", values: ["name": "x"]))
        for (call, path, noun) in [(createRoom, rooms, "room"), (create, "GET /spaces", "space")] {
            let remote = ScriptedRemote().on(path, 200, list(("1", "Планёрка")))
            #expect(
                try await lookUp(call, remote, adopting: "1").question
                    == "the \(noun) 1 was not made by this run: its name, “Планёрка”, does not hold \(token); name another, or say that nothing "
                    + "was made: autowebinar run resolve \(CallContext.run().runKey) --not-done")
            #expect(try await lookUp(call, remote, adopting: "1", isRestored: true).made == [RemoteObject(kind: noun, identifier: "1")])
        }
    }

    @Test(arguments: [(200, #"{"items":[],"total":5}"#), (404, "{}"), (405, "{}"), (200, "nonsense")])
    func aListThatProvesNothingHolds(status: Int, body: String) async throws {
        #expect(try await lookUp(createRoom, ScriptedRemote().on(rooms, status, body)).question != nil)
        let create = ActionsCall.createSpace(draft, arguments: ActionArguments(action: "createSpace", values: ["name": "x"]))
        #expect(try await lookUp(create, ScriptedRemote().on("GET /spaces", status, body)).question != nil)
    }

    @Test func afterARestorationARoomOfThatNameIsAskedAbout() async throws {
        let remote = ScriptedRemote().on(rooms, 200, list(("1", "Планёрка")))
        #expect(try await lookUp(createRoom, remote).isAbsent)
        #expect(try await lookUp(createRoom, remote, isRestored: true).question?.contains("--adopt 1") == true)
        #expect(try await lookUp(createRoom, remote, ownedByOthers: ["1"], isRestored: true).isAbsent)
    }

    @Test func surplusIsWhatCarriesTheMarkerBesides() async throws {
        let remote = ScriptedRemote().on(rooms, 200, list(("1", token), ("2", token), ("3", "Планёрка"), ("old", token)))
        let call = ActionsCall.listSurplus(spaceId: "space1", marker: draft.marker, keeping: "1", ignoring: ["old"])
        #expect(try await perform(call, remote).answer == .surplus(["2"]))
    }

    // MARK: Links

    @Test func aUserOfAPublicRoomGetsItsLink() async throws {
        let call = ActionsCall.composeRoomLink(spaceId: "space1", roomId: "r", role: "role_room_user", webURL: "https://edu.livedigital.space")
        let open = ScriptedRemote().on("GET /spaces/space1/rooms/r", 200, #"{"id":"r","alias":"abc","isPublic":true}"#)
        #expect(try opened(await perform(call, open).answer) == "https://edu.livedigital.space/room/abc")
        let closed = ScriptedRemote().on("GET /spaces/space1/rooms/r", 200, #"{"id":"r","alias":"abc","isPublic":false}"#)
        #expect(try await perform(call, closed).answer == .noLink)
        let moderator = ActionsCall.composeRoomLink(spaceId: "space1", roomId: "r", role: "role_room_moderator", webURL: "https://x")
        #expect(try await perform(moderator, open).answer == .noLink)
    }

    @Test(arguments: [(404, "{}", false), (405, "{}", false), (201, #"{"id":"i"}"#, false), (201, #"{"id":"i","url":"https://x/i"}"#, true)])
    func anInvitationWithoutAnAddressIsNone(status: Int, body: String, isLink: Bool) async throws {
        let remote = ScriptedRemote().on("POST /spaces/space1/rooms/r/invites", status, body)
        let answer = try await perform(.createRoomInvite(spaceId: "space1", roomId: "r", role: "role_room_moderator"), remote).answer
        if isLink { #expect(try opened(answer) == "https://x/i") } else { #expect(answer == .noLink) }
    }

    @Test func theLinkThatTakesItsPlaceLivesAsLongAsItMay() async throws {
        let path = "POST /spaces/space1/rooms/r/generate-access"
        let call = ActionsCall.generateInvite(spaceId: "space1", roomId: "r", role: "role_room_moderator")
        guard case .link(let week)? = try await perform(call, ScriptedRemote().on(path, 200, #"{"url":"https://x/r?accessToken=s"}"#)).answer else {
            return #expect(Bool(false))
        }
        #expect(week.expiresAt == WireDate.milliseconds(of: Webinar.now) + 604_800_000)
        let strict = ScriptedRemote().on(path, 422, #"{"message":"ttl"}"#).on(path, 200, #"{"url":"https://x/r?accessToken=s"}"#)
        guard case .link(let shorter)? = try await perform(call, strict).answer else { return #expect(Bool(false)) }
        #expect(shorter.expiresAt == WireDate.milliseconds(of: Webinar.now) + 432_000_000)
        #expect(strict.asked.count == 2)
    }

    @Test func withoutAKeyNoLinkIsAskedFor() async throws {
        let remote = ScriptedRemote()
        let call = ActionsCall.generateAccess(
            spaceId: "space1", roomId: "r", arguments: ActionArguments(action: "roomGenerateAccess", values: ["username": "A", "role": "user"]))
        guard case .hindered(.notSent(let reason)) = try await performer(remote, key: nil).perform(call, .run()) else { return #expect(Bool(false)) }
        #expect(reason.contains("key file") && remote.asked.isEmpty)
    }

    @Test func aRecordingThatIsSentItselfHasNoLink() async throws {
        let path = "GET /spaces/space1/rooms/r/records/download/rec"
        let call = ActionsCall.composeRecordLink(spaceId: "space1", roomId: "r", recordId: "rec")
        let link = ScriptedRemote().on(path, 302, headers: [(name: "location", value: "https://files.test/a.mp4?sig=1")])
        #expect(try opened(await perform(call, link).answer) == "https://files.test/a.mp4?sig=1")
        let file = ScriptedRemote().on(path, 200, "....ftypmp42", headers: [(name: "content-type", value: "video/mp4")])
        guard case .refused(let failure) = try await perform(call, file) else { return #expect(Bool(false)) }
        #expect(failure.code == "no_link")
    }

    // MARK: Spaces and sessions

    @Test func theReportOfACallThatNeverWasIsNotWaitedFor() async throws {
        let remote = ScriptedRemote().on("GET /spaces/space1/analytics/report?roomId=room1&callId=c1&format=xlsx", 404, "{}")
        for date in RoomCall.datesToAsk(from: Webinar.now.addingTimeInterval(-86_400), to: Webinar.now) {
            let text = WireDate.format(date).replacing(":", with: "%3A")
            remote.on("GET /spaces/space1/analytics/calls?roomId=room1&date=\(text)", 200, #"{"items":[]}"#)
        }
        let call = ActionsCall.collectCallReport(spaceId: "space1", roomId: "room1", callId: "c1", format: "xlsx")
        guard case .refused(let reason) = try await perform(call, remote) else { return #expect(Bool(false), "it is not refused") }
        #expect(reason.code == "not_found" && reason.message.contains("the call c1"))
        // Of this one an event told, whatever the lists say.
        guard case .notReady = try await performer(remote, calls: ["c1": "room1"]).perform(call, .run()) else {
            return #expect(Bool(false), "it is not waited for")
        }
        // This one was held in another room.
        guard case .refused(let elsewhere) = try await performer(remote, calls: ["c1": "room2"]).perform(call, .run()) else {
            return #expect(Bool(false), "it is waited for")
        }
        #expect(elsewhere.message == "The call c1 was held in the room room2, not in room1; give the room of the call.")
    }

    @Test func aSpaceOfSomebodyElseIsNotDeleted() async throws {
        let call = ActionsCall.deleteSpace(spaceId: "space1", isOurs: false)
        let foreign = ScriptedRemote().on("GET /spaces", 200, list(("space1", "Чужая")))
        guard case .refused(let failure) = try await perform(call, foreign) else { return #expect(Bool(false)) }
        #expect(failure.code == "not_created_here" && foreign.asked == ["GET /spaces"])
        #expect(try await perform(call, ScriptedRemote().on("GET /spaces", 200, list())).answer == .deleted(wasThere: false))
        let ours = ScriptedRemote().on("DELETE /spaces/space1", 204)
        #expect(try await perform(call, ours, ownedByOthers: ["space1"]).answer == .deleted(wasThere: true))
        let forced = ScriptedRemote().on("DELETE /spaces/space1", 404).on("GET /spaces", 200, list())
        #expect(try await perform(.deleteSpace(spaceId: "space1", isOurs: true), forced).answer == .deleted(wasThere: false))
    }

    @Test func aChangeWhoseAnswerCannotBeReadCountsWhereItIsShown() async throws {
        let path = "/spaces/space1/rooms/r"
        func room(_ name: String) -> String { #"{"id":"r","name":"\#(name)","type":"lesson"}"# }
        func rename(_ shown: String) async throws -> Performance<ActionsAnswer> {
            let remote = ScriptedRemote().on("GET \(path)", 200, room("old")).on("GET \(path)", 200, room(shown)).on("PUT \(path)", 200, "<html>")
            return try await perform(.nameRoom(spaceId: "space1", roomId: "r", name: "new"), remote)
        }
        #expect(try await rename("new").answer == .updated(name: "new"))
        guard case .hindered(.unknown) = try await rename("old") else { return #expect(Bool(false), "it is to be tried again") }
    }

    // MARK: Changes of a space

    private func updateSpace(_ values: [String: JSONValue], action: String = "updateSpace") -> ActionsCall {
        .updateSpace(spaceId: "s", arguments: ActionArguments(action: action, values: values))
    }

    @Test func aSpaceThatIsListedLateKeepsWhatIsNotChanged() async throws {
        let listed = #"{"items":[{"id":"s","name":"old","description":"d","logo":"https://l"},{"id":"t","name":"other"}]}"#
        let remote = ScriptedRemote().on("GET /spaces", 200, "[]").on("GET /spaces", 200, listed).on("PUT /spaces/s", 200)
        #expect(try await perform(updateSpace(["name": "new"]), remote).answer == .updated(name: "new"))
        #expect(remote.sent == [#"{"name":"new","isPublic":true,"description":"d","logo":"https://l"}"#])
        #expect(try await perform(updateSpace(["description": "x"]), remote).answer == .updated(name: "old"))
        #expect(remote.sent.last == #"{"name":"old","isPublic":true,"description":"x","logo":"https://l"}"#)
        #expect(remote.asked == ["GET /spaces", "GET /spaces", "PUT /spaces/s", "GET /spaces", "PUT /spaces/s"])
    }

    @Test(arguments: [("[]", "not_listed", 2), (#"{"items":[],"total":5}"#, "not_in_list", 1)])
    func aSpaceThatIsNotListedIsNotChanged(list: String, code: String, looks: Int) async throws {
        let remote = ScriptedRemote().on("GET /spaces", 200, list)
        guard case .refused(let failure) = try await perform(updateSpace(["name": "new", "logo": "https://l"]), remote) else {
            return #expect(Bool(false))
        }
        #expect(failure.code == code && failure.message.contains("nothing was changed. Give name, description and logo"))
        #expect(failure.message.hasSuffix("or try again.") == (code == "not_listed"))
        #expect(remote.asked == Array(repeating: "GET /spaces", count: looks))
    }

    @Test func aSpaceThatIsGivenWholeOrWasJustMadeIsNotLookedFor() async throws {
        let remote = ScriptedRemote().on("PUT /spaces/s", 200)
        #expect(try await perform(updateSpace(["name": "n", "description": "d", "logo": "https://l"]), remote).answer == .updated(name: "n"))
        #expect(try await perform(updateSpace(["name": "n", "description": "d"], action: "createSpace"), remote).answer == .updated(name: "n"))
        #expect(remote.sent.last == #"{"name":"n","isPublic":true,"description":"d"}"#)
        #expect(remote.asked.allSatisfy { $0 == "PUT /spaces/s" })
    }

    @Test func namesAreFoundExactly() async throws {
        let remote = ScriptedRemote().on("GET /spaces", 200, list(("s1", "Продажи"), ("s2", "Маркетинг"), ("s3", "Маркетинг")))
            .on("GET /spaces/s1/rooms", 200, list(("r1", "Планёрка")))
        func names(_ space: String, _ room: String) -> ActionsCall {
            .find(.init(ActionArguments(action: "deleteRoom", values: ["space": .string(space), "roomName": .string(room)])))
        }
        #expect(try await perform(names("Продажи", "Планёрка"), remote).answer == .found(ActionPlace(spaceId: "s1", roomId: "r1")))
        for (space, room, code) in [("Маркетинг", "x", "ambiguous_name"), ("Продажи", "планёрка", "not_found")] {
            guard case .refused(let failure) = try await perform(names(space, room), remote) else { return #expect(Bool(false)) }
            #expect(failure.code == code)
        }
    }

    @Test func aSessionOfAnotherConnectionIsNone() async throws {
        let flow = ServiceFlow.autowebinar(Webinar.flow(after: Webinar.story().prefix(7)))
        func record(lane: String) throws -> RunRecord {
            RunRecord(
                key: "demo@x", kind: flow.kind, version: flow.version, lane: lane, state: .waiting, stepName: nil, due: nil, note: nil,
                pausedReason: nil, isCancelRequested: false, createdAt: Webinar.now, updatedAt: Webinar.now,
                context: try flow.stored(by: JSONEncoder()), steps: [])
        }
        let ours = try performer(ScriptedRemote(), runs: [try record(lane: "default")])
        #expect(
            await ours.perform(.findSession("demo@x"), .run()).answer
                == .found(ActionPlace(spaceId: "space1", roomId: "room1", playbackId: "playback1", eventId: "event 1")))
        #expect(await (try performer(ScriptedRemote(), runs: [try record(lane: "other")])).perform(.findSession("demo@x"), .run()).answer == nil)
        guard case .answered(.published(let members), _) = await ours.perform(.awaitPublication(key: "demo@x"), .run()) else {
            return #expect(Bool(false))
        }
        #expect(members["eventId"] == "event 1" && members["sessionId"] == "demo@x")
    }

    @Test func aSessionWhoseRunIsForgottenOrThatIsACallIsToldFromNone() async throws {
        var session = Self.session("demo@x", room: "room1")
        session.kind = .autowebinar
        let performer = try performer(ScriptedRemote(), calls: ["c1": "room1"], sessions: [session])
        for (id, text) in [
            ("demo@x", "not kept any more, and with it what its playback and event are; give its space, playback and event id instead."),
            ("demo@y", "There is no session demo@y;"), ("c1", "comes with: autowebinar report call --space space1 --room room1 --call c1"),
        ] {
            guard case .refused(let failure) = await performer.perform(.findSession(id), .run()) else { return #expect(Bool(false), "\(id)") }
            #expect(failure.code == "not_found" && failure.message.contains(text))
        }
    }
}

extension Performance<ActionsAnswer> {
    fileprivate var answer: ActionsAnswer? { if case .answered(let answer, _) = self { answer } else { nil } }
}

extension Finding<ActionsAnswer> {
    fileprivate var adopted: ActionsAnswer? { if case .found(let answer, _) = self { answer } else { nil } }
    fileprivate var made: [RemoteObject] { if case .found(_, let made) = self { made } else { [] } }
    fileprivate var question: String? { if case .unproved(let question) = self { question } else { nil } }
    fileprivate var isAbsent: Bool { if case .absent = self { true } else { false } }
}
