import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Every remote effect of actions, and everything that can go wrong once at it: one space, one room, and no marker left in a name.
@Suite(.timeLimit(.minutes(10))) struct ActionCrashTests {
    /// A step of an action that changes something on livedigital.
    enum Effect: String, CaseIterable {
        case createSpace, nameSpace, createRoom, nameRoom, updateRoom, createRoomInvite, roomGenerateAccess, deleteRoom, deleteSpace

        /// The call that it makes.
        var operation: String {
            switch self {
            case .nameSpace: "updateSpace"
            case .nameRoom: "updateRoom"
            default: rawValue
            }
        }

        var isCreate: Bool { self == .createSpace || self == .createRoom }

        /// Whether its run is over with it.
        var isLast: Bool { !isCreate && self != .createRoomInvite }

        /// Whether only a list can show that it was carried out, and that lags.
        private var isSeenInLists: Bool { self == .nameSpace || self == .deleteSpace }

        /// Makes a link, of which one is handed out.
        private var isLink: Bool { self == .createRoomInvite || self == .roomGenerateAccess }

        /// The command whose step it is.
        func arguments(_ room: String) -> [String] {
            switch self {
            case .createSpace, .nameSpace: ["space", "create", "--name", "Продажи"]
            case .createRoom, .nameRoom: ["room", "create", "--space", "Маркетинг", "--name", "Планёрка", "--type", "lesson"]
            case .roomGenerateAccess:
                ["invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал", "--username", "Анна", "--role", "user"]
            // livedigital gives the id of an invitation and no link, so a personal one takes its place.
            case .createRoomInvite: ["invite", "create", "--space", "Маркетинг", "--room", "Демо-зал", "--role", "moderator"]
            case .updateRoom: ["room", "update", "--space", "Маркетинг", "--room", room, "--name", "Большой зал"]
            case .deleteRoom: ["room", "delete", "--space", "Маркетинг", "--room", room, "--yes"]
            case .deleteSpace: ["space", "delete", "--space", "Продажи", "--force", "--yes"]
            }
        }

        /// How the step may say that it succeeded: what may be repeated is, a create is looked up.
        func expected(_ trouble: Trouble) -> [String] {
            switch trouble {
            case .killedAfterTheCommit, .slowedDown: ["performed"]
            // A change or removal that livedigital shows right after it counts, whatever the answer was.
            case .unreadableAfterTheWork: isCreate ? ["adopted"] : isLink ? ["repeated"] : isSeenInLists ? ["performed", "repeated"] : ["performed"]
            case .killedBeforeSending, .dropped, .unavailable, .unreadableWithoutTheWork: ["repeated"]
            case .killedAfterTheWork, .killedWithTheAnswer, .timedOutAfterTheWork, .workDoneLate, .badGatewayAfterTheWork:
                [isCreate ? "adopted" : "repeated"]
            }
        }

        func crashPoint(_ trouble: Trouble) -> String? {
            switch trouble {
            case .killedBeforeSending: "\(rawValue):intentCommitted"
            case .killedWithTheAnswer: "\(rawValue):answered"
            case .killedAfterTheCommit: "\(rawValue):committed"
            default: nil
            }
        }

        func faults(_ trouble: Trouble, process: Int32) -> [Fault] {
            func fault(_ action: Fault.Action, _ moment: Fault.Moment = .before) -> [Fault] {
                // libcurl repeats a call on a kept connection by itself; a create is on a connection of its own.
                let isDropped = if case .drop = action { true } else { false }
                let times = isDropped && !isCreate && !isLink ? 2 : 1
                return [Fault(operation: operation, times: times, moment: moment, action: action)]
            }
            return switch trouble {
            case .killedBeforeSending, .killedWithTheAnswer, .killedAfterTheCommit: []
            case .killedAfterTheWork: fault(.kill(pid: process), .after)
            case .dropped: fault(.drop)
            case .timedOutAfterTheWork: fault(.delay(.seconds(2)), .after)
            case .workDoneLate: fault(.late(.seconds(2)))
            case .badGatewayAfterTheWork: fault(.status(502), .after)
            case .unavailable: fault(.status(503))
            case .slowedDown: fault(.status(429, retryAfter: 1))
            case .unreadableAfterTheWork: fault(.garbage, .after)
            case .unreadableWithoutTheWork: fault(.garbage)
            }
        }
    }

    @Test(arguments: Effect.allCases, Trouble.allCases)
    func `one trouble at one effect leaves one of what it makes`(effect: Effect, trouble: Trouble) async throws {
        try await Scenario.play("\(effect) \(trouble)") { scenario in
            let room = try #require(scenario.account.server.ledger.last { $0.kind == .room }).id
            let command = try scenario.start(effect.arguments(room), crashingAt: effect.crashPoint(trouble)) { effect.faults(trouble, process: $0) }
            let result = await scenario.end(of: command)
            var steps = result.steps
            if trouble.kills {
                scenario.expectKilled(result)
                // What was killed goes on under whoever works on the database next.
                let id = try await scenario.onlyRun()
                let isOver = trouble == .killedAfterTheCommit && effect.isLast
                let resumed = try await scenario.run(["run", isOver ? "show" : "retry", id, "--json"])
                scenario.expect(resumed.status == 0 && resumed.json?["state"] as? String == "completed", "it was to go on and be completed")
                steps = resumed.steps
            } else {
                scenario.expect(result.status == 0, "the command was to exit 0")
                let id = try await scenario.onlyRun()
                steps = try await scenario.run(["run", "show", id, "--json"]).steps
            }
            scenario.expectFaultsFired()
            let how = effect.expected(trouble)
            scenario.expect(how.contains { steps.contains("\(effect.rawValue) \($0)") }, "expected \(effect.rawValue) to be \(how) among \(steps)")
            scenario.expectActionDone(effect)
        }
    }
}

extension Scenario {
    /// One of what the effect's command makes is there, under its name, and nothing else of ours.
    mutating func expectActionDone(_ effect: ActionCrashTests.Effect) {
        let (spaces, rooms) = (left(.space), left(.room))
        switch effect {
        case .createSpace, .nameSpace: expect(spaces.count == 1 && rooms.isEmpty, "left of our spaces: \(spaces), rooms: \(rooms)")
        case .createRoom, .nameRoom: expect(rooms.count == 1 && spaces.isEmpty, "left of our rooms: \(rooms), spaces: \(spaces)")
        case .createRoomInvite, .roomGenerateAccess: expect(!left(.accessLink).isEmpty, "no link was made")
        case .deleteRoom: expectOnce(.room, .deleted)
        case .deleteSpace: expectOnce(.space, .deleted)
        case .updateRoom:
            let room = account.server.ledger.last { $0.kind == .room }?.state
            expect(room?["name"]?.text == "Большой зал", "the room is called \(room?["name"]?.text ?? "nothing")")
            expect(
                room?["alias"]?.text == "EGBYWoMZJe" && room?["type"]?.text == "webinar",
                "the update took more than the name: \(String(describing: room))")
        }
        for id in spaces + rooms {
            let name = account.server.ledger.last { $0.id == id }?.state["name"]?.text ?? ""
            expect(name == (spaces.contains(id) ? "Продажи" : "Планёрка"), "it is called \(name)")
        }
    }
    private mutating func expectOnce(_ kind: LedgerEntry.Kind, _ what: LedgerEntry.Change) {
        let count = account.server.ledger.count { $0.kind == kind && $0.what == what }
        expect(count == 1, "a \(kind) was \(what) \(count) times")
    }
}
