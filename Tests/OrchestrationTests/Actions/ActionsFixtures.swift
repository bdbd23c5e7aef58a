import DurableFlow
import Foundation
import LivedigitalAPI

@testable import Orchestration

/// Values that the tests of the flow of actions share.
enum Doing {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let refusal = Failure(code: "invalid_request", message: "422")
    static let found = ActionPlace(spaceId: "space1", roomId: "room1", recordId: "record1", playbackId: "playback1", eventId: "event1")
    static let report = StoredReport(format: .xlsx, path: "/data/1.xlsx", bytes: 3, sha256: "00")
    static let link = SealedLink(url: Data("sealed".utf8), expiresAt: 1_800_086_400_000)

    static func answered(_ answer: ActionsAnswer, _ how: How = .performed) -> Outcome<ActionsAnswer> { .answered(answer, how: how) }

    /// An action by itself, after some outcomes. What it names is known by id.
    static func flow(_ action: String, _ more: [String: JSONValue] = [:], after outcomes: Outcome<ActionsAnswer>...) -> ActionsFlow {
        var values: [String: JSONValue] = ["spaceId": "space1", "roomId": "room1"].merging(more) { $1 }
        if ["createSpace", "updateSpace", "deleteSpace", "createRoom"].contains(action) { values["roomId"] = nil }
        if action == "createSpace" { values["spaceId"] = nil }
        if action == "roomGenerateAccess" { values.merge(["username": "Анна", "role": "user"]) { first, _ in first } }
        let arguments = ActionArguments(action: action, values: values)
        var flow = ActionsFlow(plan: ActionsPlan(arguments, connection: "default", webURL: "https://edu.livedigital.space", now: now), now: now)
        for outcome in outcomes { flow.receive(outcome, at: now) }
        return flow
    }

    static func createRoom(after outcomes: Outcome<ActionsAnswer>...) -> ActionsFlow {
        var flow = flow("createRoom", ["name": "Планёрка", "type": "lesson"])
        for outcome in outcomes { flow.receive(outcome, at: now) }
        return flow
    }

    /// A job's run.
    static func job(_ steps: [ActionsJob.Step], constants: [String: JSONValue] = [:], startsAt: Date = now) -> ActionsFlow {
        let actions = ActionsJob(steps: steps, constants: constants)
        let job = Job(name: "monday", schedule: nil, content: .actions(actions))
        return ActionsFlow(plan: ActionsPlan(job, actions, startsAt: startsAt, webURL: "https://edu.livedigital.space", now: now), now: now)
    }

    static let made = answered(.made(id: "room2", alias: "abc"))
    static let adopted = answered(.made(id: "room2", alias: "abc"), .adopted)
    static let surplus = answered(.surplus(["room3"]))
    static let webinar: [String: JSONValue] = ["name": "Демо", "record": "latest", "timezone": "Europe/Moscow", "startDate": nil]

    /// A run in every state and phase, by name.
    static let everyState: [(name: String, flow: ActionsFlow)] = {
        var all: [(String, ActionsFlow)] = [
            ("awaitStart", job([.init(id: "a", action: "createSpace", arguments: ["name": "x"])], startsAt: now.addingTimeInterval(60))),
            ("find", flow("updateRoom", ["spaceId": nil, "space": "Продажи"])), ("create", createRoom()),
            ("listSurplus", createRoom(after: adopted)), ("deleteSurplus", createRoom(after: adopted, surplus)), ("name", createRoom(after: made)),
            ("update", flow("updateRoom", ["isChatAllowed": false])), ("delete", flow("deleteRoom")),
            ("report", flow("getRoomAnalyticsReport", ["callId": "call1", "format": "xlsx"])), ("access", flow("roomGenerateAccess")),
            ("compose", flow("createRoomInvite", ["role": "role_room_moderator"])),
            ("invite", flow("createRoomInvite", ["role": "role_room_moderator"], after: answered(.noLink))),
            (
                "invite by access",
                flow("createRoomInvite", ["role": "role_room_moderator"], after: answered(.noLink), answered(.noLink))
            ),
            ("begin", flow("createAutowebinar", webinar)), ("follow", flow("createAutowebinar", webinar, after: answered(.begun(key: "child")))),
            ("completed", flow("deleteRoom", after: answered(.deleted(wasThere: true)))), ("failed", flow("deleteRoom", after: .refused(refusal))),
            ("removing", createRoom(after: made, .refused(refusal))), ("removing unlisted", createRoom(after: adopted, .refused(refusal))),
        ]
        var cancelled = createRoom()
        cancelled.cancel(at: now)
        all.append(("cancelled", cancelled))
        return all
    }()
}

extension ActionsFlow {
    /// The call that the present state asks for, or nil.
    var asked: CallEffect<ActionsCall>? { if case .call(let call) = effect { call } else { nil } }

    /// The state in short: the name of its call, or how it ended.
    var brief: String {
        switch effect {
        case .call(let call): call.step
        case .wait(let step, _), .pass(let step), .watch(let step, _, _): step
        case .end(.completed): "completed"
        case .end(.failed): "failed"
        case .end(.cancelled): "cancelled"
        case .end(.skipped): "skipped"
        }
    }
}
