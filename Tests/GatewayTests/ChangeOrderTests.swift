import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

/// What was asked for last is what a room has in the end, whatever keeps an earlier change waiting.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ChangeOrderTests {
    private let path = "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"

    private func room(_ gateway: RunningGateway) async throws -> Room {
        try await LivedigitalClient(baseURL: gateway.account.baseURL, token: gateway.account.token, transport: gateway.curl)
            .room(spaceId: Demo.space, roomId: Demo.room)
    }

    /// Asks for a change that meets a fault, and comes back once it has met it.
    ///
    /// - Returns: where its run is.
    private func begin(_ gateway: RunningGateway, _ body: JSON, meeting fault: Fault, key: String? = nil) async throws -> String {
        try gateway.account.server.arm(fault)
        let reply = try await gateway.ask("PUT", "\(path)?wait=0", body, key: key)
        #expect(reply.status == 202, "\(reply.text)")
        try await eventually("it meets its fault") { gateway.account.server.faults.first?.state == .fired }
        return try #require(reply.header("Location"))
    }

    @Test(
        "a change that livedigital puts off is made before a later one",
        arguments: [
            Fault(operation: "getRoom", action: .status(503)), Fault(operation: "updateRoom", action: .status(503)),
            Fault(operation: "updateRoom", action: .status(429, retryAfter: 2)), Fault(operation: "updateRoom", moment: .after, action: .status(502)),
        ])
    func putOff(fault: Fault) async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            let first = try await begin(gateway, ["name": "Первое", "isChatAllowed": false], meeting: fault)
            let second = try await gateway.ask("PUT", path, ["name": "Второе"])
            // On a machine that is busy it may take longer than the answer.
            #expect([200, 202, 504].contains(second.status), "\(second.text)")
            try await eventually("the second is made, and after the first") {
                let state = try await gateway.ask("GET", first).json["state"]
                let name = try await room(gateway).name
                return state == "completed" && name == "Второе"
            }
            #expect(try await room(gateway).settings.isChatAllowed == false)
        }
    }

    @Test("two connections of one account take turns")
    func twoConnections() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            let key = try gateway.owned.workspace.makingMasterKey()
            let token = gateway.account.token
            try await gateway.owned.carryOut(
                .addConnection(
                    name: "second", baseURL: "\(gateway.account.baseURL)/", sealedToken: try key.seal(token, connection: "second", member: "token"),
                    fingerprint: MasterKey.fingerprint(token), label: nil, account: nil, isAccepted: true))
            let (mine, theirs) = (try await gateway.issueKey(), try await gateway.issueKey("second"))
            let late = Fault(operation: "updateRoom", action: .late(.milliseconds(1500)))
            let first = try await begin(gateway, ["name": "Первое", "isChatAllowed": false], meeting: late, key: mine)
            let second = try await gateway.ask("PUT", path, ["name": "Второе"], key: theirs)
            #expect(second.status == 200, "\(second.text)")
            try await eventually("the late one has come, too") { gateway.account.server.ledger.count { $0.what == .updated } == 3 }
            #expect(try await gateway.ask("GET", first, key: mine).json["state"] == "completed")
            let room = try await room(gateway)
            #expect(room.name == "Второе" && room.settings.isChatAllowed == false)
        }
    }

    @Test("who waits for a change that is taken back goes on, and is told to come again meanwhile")
    func takenBack() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            let fault = Fault(operation: "getRoom", times: 100, action: .status(503))
            let first = try await begin(gateway, ["name": "Первое"], meeting: Fault(operation: fault.operation, action: fault.action))
            try gateway.account.server.arm(fault)
            let second = try await gateway.ask("PUT", "\(path)?wait=1", ["name": "Второе"])
            #expect(second.status == 202, "\(second.text)")
            let location = try #require(second.header("Location"))
            gateway.account.server.clearFaults()
            #expect(try await gateway.ask("POST", "\(first)/cancel").status < 300)
            try await eventually("the second is made") { try await gateway.ask("GET", location).json["state"] == "completed" }
            #expect(try await room(gateway).name == "Второе")
        }
    }
}
