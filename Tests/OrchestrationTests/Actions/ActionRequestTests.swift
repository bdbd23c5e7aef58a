import Foundation
import Recurrence
import Testing

@testable import Orchestration

/// How a request is read, whichever door it came through.
@Suite("ActionRequest", .timeLimit(.minutes(5)))
struct ActionRequestTests {
    private let zones = ZoneDatabase()
    private let now = Date(timeIntervalSince1970: 1_764_000_000)

    private func read(_ name: String, _ arguments: [String: JSONValue]) throws(ActionProblems) -> ActionArguments {
        try ActionRequest(name: name, arguments: arguments).arguments(zones: zones, now: now)
    }

    private func problems(_ name: String, _ arguments: [String: JSONValue]) -> [ActionProblem] {
        do {
            _ = try read(name, arguments)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("what a form tool sends as text is read as its type, and what it leaves empty is absent")
    func formTool() throws {
        let arguments = try read(
            "roomGenerateAccess",
            [
                "spaceName": "Продажи", "roomId": "66d1", "username": "Анна", "role": "role_room_moderator", "ttl": "3600", "isPermanent": "False",
                "email": "", "phone": 79_001_112_233, "externalUserId": nil, "externalMeetingId": "  ",
            ])
        #expect(arguments.integer("ttl") == 3600)
        #expect(arguments.boolean("isPermanent") == false)
        #expect(arguments.text("role") == "moderator")
        #expect(arguments.text("phone") == "79001112233")
        #expect(arguments.values["email"] == nil && arguments.values["externalUserId"] == nil && arguments.values["externalMeetingId"] == nil)
        #expect(arguments.reference(.space) == .name("Продажи"))
        #expect(arguments.reference(.room) == .either("66d1"))
    }

    @Test("defaults are filled in")
    func defaults() throws {
        let arguments = try read("roomGenerateAccess", ["space": "s", "room": "r", "username": "A", "role": "user"])
        #expect(arguments.boolean("isPermanent") == true)
        #expect(arguments.integer("ttl") == 86_400)
        #expect(arguments.reference(.space) == .either("s"))
    }

    @Test("what has the form of an id is one, unless it is given as a name")
    func ids() throws {
        for (text, isId) in [
            ("66d1d55d1cf5d9c045c0d1c4", true), ("a06b59a7-8529-42f7-bb0e-52e571de3488", true), ("66d1d55d1cf5d9c045c0d1c", false),
            ("Продажи", false),
        ] {
            let either = try read("deleteSpace", ["space": .string(text)]).reference(.space)
            #expect(either == (isId ? .id(text) : .either(text)))
            #expect(try read("deleteSpace", ["spaceId": .string(text)]).reference(.space) == either)
            #expect(try read("deleteSpace", ["spaceName": .string(text)]).reference(.space) == .name(text))
        }
    }

    @Test("all mistakes are told at once, by member, in both languages")
    func allMistakes() {
        let problems = problems(
            "createRoom",
            ["spaceId": "s", "spaceName": "Продажи", "nmae": "Планёрка", "type": "lessson", "redirectUrl": "example.com", "isPublic": "да"])
        #expect(
            Set(problems.map { "\($0.field) \($0.code.rawValue)" }) == [
                "nmae unknown_member", "spaceName conflicting_members", "name missing", "type not_a_choice", "redirectUrl wrong_type",
                "isPublic wrong_type",
            ])
        #expect(problems.first { $0.field == "nmae" }?.message.english == "unknown member; did you mean \"name\"?")
        #expect(problems.first { $0.field == "nmae" }?.message.russian == "неизвестное поле; возможно, \"name\"?")
        #expect(
            problems.first { $0.field == "type" }?.message.english == #"expected one of lesson, webinar, found "lessson"; did you mean "lesson"?"#)
    }

    @Test("a role is taken in each spelling wherever one is asked for; the word that is suggested is among those expected")
    func roles() throws {
        for (action, user, moderator) in [
            ("roomGenerateAccess", "user", "moderator"), ("createRoomInvite", "role_room_user", "role_room_moderator"),
        ] {
            func arguments(_ role: String) -> [String: JSONValue] {
                ["space": "s", "room": "r", "role": .string(role)].merging(action == "roomGenerateAccess" ? ["username": "A"] : [:]) { $1 }
            }
            for prefix in ["", "role_room_", "role_space_"] {
                #expect(try read(action, arguments("\(prefix)user")).text("role") == user)
                #expect(try read(action, arguments("\(prefix)moderator")).text("role") == moderator)
            }
            #expect(
                problems(action, arguments("role_room_moderater")).map(\.message.english) == [
                    #"expected one of \#(user), \#(moderator), found "role_room_moderater"; did you mean "\#(moderator)"?"#
                ])
        }
    }

    @Test("an action that is not there is refused with the nearest")
    func unknownAction() {
        #expect(problems("creatRoom", [:]).map(\.message.english) == ["there is no action \"creatRoom\"; did you mean \"createRoom\"?"])
    }

    @Test(
        "the ends of the life of a link",
        arguments: [("0", false), ("1", true), ("604800", true), ("604801", false), ("1.5", false), ("", true), ("день", false)])
    func life(ttl: String, isRight: Bool) {
        let arguments: [String: JSONValue] = ["space": "s", "room": "r", "username": "A", "role": "user", "ttl": .string(ttl)]
        #expect(problems("roomGenerateAccess", arguments).isEmpty == isRight)
    }

    @Test("the waiting room is a switch or a text")
    func waitingRoom() throws {
        let room: [String: JSONValue] = ["space": "s", "name": "n", "type": "lesson"]
        for (given, expected) in [("true", true), (false, false), ("all", "all")] as [(JSONValue, JSONValue)] {
            let arguments = try read("createRoom", room.merging(["waitingRoomAudience": given]) { $1 })
            #expect(arguments.values["waitingRoomAudience"] == expected)
        }
        #expect(problems("createRoom", room.merging(["waitingRoomAudience": .number(1.5)]) { $1 }).map(\.code) == [.wrongType])
    }

    @Test("the record may be the latest, in the member of the id, too")
    func latest() throws {
        let webinar: [String: JSONValue] = ["name": "n", "space": "s", "room": "r", "startDate": nil, "timezone": "Europe/Moscow"]
        let record = try #require(ActionDefinition.createAutowebinar.parameter(forMember: "recordId"))
        for member in ["record", "recordId"] {
            #expect(try read("createAutowebinar", webinar.merging([member: "latest"]) { $1 }).reference(record) == .word("latest"))
        }
        #expect(try read("createAutowebinar", webinar.merging(["recordId": "66d5"]) { $1 }).reference(record) == .either("66d5"))
        #expect(problems("createAutowebinar", webinar).map(\.field) == ["recordId"])
    }

    @Test("instants need an offset and must not be past; zones must exist")
    func instants() throws {
        func webinar(_ start: JSONValue, _ zone: JSONValue) -> [String: JSONValue] {
            ["name": "n", "space": "s", "room": "r", "recordId": "66d5", "startDate": start, "timezone": zone]
        }
        let arguments = try read("createAutowebinar", webinar("2030-02-06T14:50:00+03:00", "Europe/Moscow"))
        #expect(arguments.text("startDate") == "2030-02-06T11:50:00.000Z")
        #expect(problems("createAutowebinar", webinar("2030-02-06T14:50", "Europe/Moscow")).map(\.code) == [.wrongType])
        #expect(problems("createAutowebinar", webinar("2020-02-06T14:50:00Z", "Europe/Moscow")).map(\.code) == [.inThePast])
        #expect(problems("createAutowebinar", webinar(nil, "Europe/Moskow")).map(\.field) == ["timezone"])
    }

    @Test("of a session and an event exactly one is given, whole")
    func alternatives() throws {
        let name = "getPlaybackSessionAnalyticsReport"
        #expect(try read(name, ["sessionId": "weekly@2026"]).text("format") == "xlsx")
        #expect(problems(name, ["space": "s", "playbackId": "p", "eventId": "e"]).isEmpty)
        #expect(problems(name, [:]).map(\.field) == ["sessionId"])
        #expect(problems(name, ["space": "s", "playbackId": "p"]).map(\.field) == ["eventId"])
        #expect(problems(name, ["sessionId": "x", "eventId": "e"]).map(\.code) == [.conflicting])
    }

    @Test("equal values have equal bytes, whole numbers stay whole, and null is not absence")
    func json() throws {
        let value = try JSONValue(json: Data(#"{"b":[1,1.5,true,null],"a":"/ж","c":{}}"#.utf8))
        #expect(value == .object(["a": "/ж", "b": .array([1, .number(1.5), true, nil]), "c": .object([:])]))
        #expect(String(decoding: value.json, as: UTF8.self) == #"{"a":"/ж","b":[1,1.5,true,null],"c":{}}"#)
    }
}
