import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ContractTests {
    @Test("the default table has every operation, with a path whose parameters are at hand")
    func complete() {
        let table = Contract.assumed.table
        #expect(table.map(\.operation) == OperationID.allCases)
        #expect(table.count == 32)
        for line in table { #expect(line.path.hasPrefix("/")) }
        #expect(OperationID.listRecords.rawValue == "get_spaces__spaceId__rooms__roomId__records")
    }

    @Test("a line shows operation, method, path, names and source")
    func line() throws {
        let line = try #require(Contract.assumed.table.first { $0.operation == .updatePlayback })
        #expect(line.method == "PUT")
        #expect(line.path == "/spaces/{spaceId}/playbacks/{playbackId}")
        #expect(line.members == "id=id record=recordId published=isPublished:true/false")
        #expect(line.source == .assumed)
        #expect(Contract.assumed[.getRoomsList].source == .documented)
        for operation in [OperationID.analyticsCalls, .getRoomAnalyticsReport] {
            #expect(Contract.assumed[operation].source == .documented)
            #expect(Contract.assumed[operation].method == "GET")
        }
        #expect(Contract.assumed[.analyticsCalls].path == "/spaces/{spaceId}/analytics/calls?roomId={roomId}&date={date}")
        #expect(
            Contract.assumed[.getRoomAnalyticsReport].path
                == "/spaces/{spaceId}/analytics/report?roomId={roomId}&callId={callId}&format={format}")
    }

    @Test("an override changes its own row only, and says so")
    func overriding() throws {
        let contract = try Contract.assumed.applying([
            ContractOverride(
                operation: "updatePlayback", method: "patch", publishedMember: "status", publishedValue: .string("published"),
                unpublishedValue: .string("draft"))
        ])
        #expect(contract[.updatePlayback].method == "PATCH")
        #expect(contract[.updatePlayback].path == "/spaces/{spaceId}/playbacks/{playbackId}")
        #expect(contract[.updatePlayback].source == .override)
        #expect(contract[.getPlayback] == Contract.assumed[.getPlayback])
        let line = try #require(contract.table.first { $0.operation == .getPlayback })
        #expect(line.members == #"id=id record=recordId published=status:"published"/"draft""#)
    }

    @Test("the space goes into the body of a write and the query of a read when the path drops it")
    func spacePlace() throws {
        let contract = try Contract.assumed.applying([
            ContractOverride(operation: "createPlayback", path: "/playbacks"), ContractOverride(operation: "getPlaybacks", path: "/playbacks"),
            ContractOverride(operation: "getPlayback", path: "/playbacks/{playbackId}", spaceId: "none"),
            ContractOverride(operation: "deletePlayback", path: "/playbacks/{playbackId}"),
        ])
        #expect(contract[.createPlayback].spaceId == .body)
        #expect(contract[.getPlaybacks].spaceId == .query)
        #expect(contract[.getPlayback].spaceId == .absent)
        #expect(contract[.deletePlayback].spaceId == .query)
    }

    @Test("of two overrides for one operation the later wins, member by member")
    func twice() throws {
        let contract = try Contract.assumed.applying([
            ContractOverride(operation: "createPlayback", path: "/a/{spaceId}", idMember: "uuid"),
            ContractOverride(operation: "createPlayback", path: "/b", spaceId: "query"),
        ])
        #expect(contract[.createPlayback].path == "/b")
        #expect(contract[.createPlayback].idMember == "uuid")
        #expect(contract[.createPlayback].spaceId == .query)
        #expect(try contract.applying([ContractOverride(operation: "createPlayback", path: "/c/{spaceId}")])[.createPlayback].spaceId == .path)
    }

    @Test("the report says whether it asks for a session")
    func session() throws {
        #expect(!Contract.assumed.reportTakesSessionId)
        let override = ContractOverride(operation: "getPlaybackSessionAnalyticsReport", path: "/sessions/{sessionId}/report", spaceId: "none")
        #expect(try Contract.assumed.applying([override]).reportTakesSessionId)
    }

    @Test(
        "an override that cannot be called is refused with the member that is wrong",
        arguments: [
            (ContractOverride(operation: "createPlaybak"), "operation", "unknown operation"),
            (ContractOverride(operation: "getPlayback", method: "FETCH"), "method", "FETCH"),
            (ContractOverride(operation: "createPlayback", method: "GET"), "method", "must send a body; use POST or PUT or PATCH"),
            (ContractOverride(operation: "updatePlayback", method: "DELETE"), "method", "must send a body"),
            (ContractOverride(operation: "getPlaybacks", method: "DELETE"), "method", "only reads; use GET or POST"),
            (ContractOverride(operation: "getPlaybackSessionAnalyticsReport", method: "PUT"), "method", "only reads"),
            (ContractOverride(operation: "deletePlayback", method: "GET"), "method", "only removes; use DELETE or POST"),
            (ContractOverride(operation: "getPlayback", path: "/spaces/{spaceId}/playbacks"), "path", "{playbackId}"),
            (ContractOverride(operation: "getPlaybackSessionAnalyticsReport", path: "/report/{playbackId}"), "path", "{eventId} or {sessionId}"),
            (ContractOverride(operation: "analyticsCalls", path: "/spaces/{spaceId}/calls?date={date}"), "path", "{roomId}"),
            (ContractOverride(operation: "analyticsCalls", path: "/calls/{roomId}?format={format}"), "path", "{format} is not at hand"),
            (ContractOverride(operation: "analyticsCalls", method: "DELETE"), "method", "only reads"),
            (ContractOverride(operation: "getRoomAnalyticsReport", path: "/report?roomId={roomId}&format={format}"), "path", "{callId}"),
            (ContractOverride(operation: "getRoomAnalyticsReport", path: "/report/{callId}?date={date}"), "path", "{date} is not at hand"),
            (ContractOverride(operation: "getRoomAnalyticsReport", idMember: "uuid"), "idMember", "no such member"),
            (
                ContractOverride(operation: "getPlaybackSessionAnalyticsReport", path: "/r/{eventId}?format={format}"), "path",
                "{format} is not at hand"
            ),
            (ContractOverride(operation: "createPlayback", path: "/spaces/{spaceId}/rooms/{roomId}"), "path", "{roomId} is not at hand"),
            (ContractOverride(operation: "createPlayback", path: "/spaces/{space}"), "path", "{space}, which is not known"),
            (ContractOverride(operation: "createPlayback", path: "/spaces/{spaceId"), "path", "brace"),
            (ContractOverride(operation: "createPlayback", path: "/spaces/spaceId}"), "path", "brace"),
            (ContractOverride(operation: "createPlayback", path: "spaces"), "path", "must begin with one /"),
            (ContractOverride(operation: "createPlayback", path: "https://evil.example.com/x"), "path", "must begin with one /"),
            (ContractOverride(operation: "createPlayback", path: "//evil.example.com/x"), "path", "must begin with one /"),
            (ContractOverride(operation: "createPlayback", path: "/a b"), "path", "space"),
            (ContractOverride(operation: "createPlayback", path: "/a/../b"), "path", ".."),
            (ContractOverride(operation: "createPlayback", spaceId: "header"), "spaceId", "use path, body, query or none"),
            (ContractOverride(operation: "createPlayback", spaceId: "body"), "spaceId", "already holds"),
            (ContractOverride(operation: "createPlayback", path: "/playbacks", spaceId: "path"), "spaceId", "needs {spaceId}"),
            (ContractOverride(operation: "createPlayback", path: "/playbacks", spaceId: "none"), "spaceId", "which space"),
            (ContractOverride(operation: "getPlaybacks", path: "/playbacks", spaceId: "body"), "spaceId", "no body"),
            (ContractOverride(operation: "getMe", spaceId: "query"), "spaceId", "not about one space"),
            (ContractOverride(operation: "getPlayback", recordMember: "videoId"), "recordMember", "no such member"),
            (ContractOverride(operation: "createPlaybackEvent", publishedValue: .bool(true)), "publishedValue", "no published state"),
            (ContractOverride(operation: "updatePlayback", publishedValue: .bool(false)), "publishedValue", "same value"),
            (ContractOverride(operation: "updatePlayback", publishedMember: "recordId"), "recordMember", "name of another member"),
            (ContractOverride(operation: "updatePlayback", recordMember: "name"), "recordMember", "name of another member"),
            (ContractOverride(operation: "updatePlayback", publishedMember: "name"), "publishedMember", "name of another member"),
            (ContractOverride(operation: "deletePlayback", idMember: "uuid"), "idMember", "no such member"),
            (ContractOverride(operation: "createPlayback", idMember: ""), "idMember", "empty"),
        ])
    func refused(override: ContractOverride, member: String, hint: String) throws {
        let error = try #require(throws: ContractError.self) { try Contract.assumed.applying([override]) }
        #expect(error.operation == override.operation)
        #expect(error.member == member)
        #expect(error.message.contains(hint), "\(error)")
    }
}
