import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct ContractCheckTests {
    @Test("an operation is found by its id in any capitals, by another name, by the id of method and path, and by where it is")
    func counterparts() throws {
        let check = try ContractCheck.of(
            """
              /spaces/{spaceId}/rooms/{roomId}/records: {get: {}}
              /spaces/{spaceId}/webhook: {post: {operationId: CreateWebHook}}
              /spaces/{spaceId}/webhook/refresh-secret: {put: {operationId: refreshSecret}}
              /spaces/{spaceId}/playbacks: {get: {operationId: listAll}}
            """)
        let missing = check.findings.filter { $0.what == "operation" }.map(\.operation)
        let found = OperationID.allCases.filter { !missing.contains($0.rawValue) }
        #expect(found == [.listRecords, .createWebhook, .refreshSecretWebhook, .getPlaybacks])
        #expect(check.findings.count == missing.count && check.overrides.isEmpty)
        #expect(missing.count == OperationID.allCases.count - 4)
    }

    @Test("names in braces are ours by their letters or by what stands before them; the query goes into the path")
    func paths() throws {
        let check = try ContractCheck.of(
            """
              /spaces/{space_id}/rooms/{id}: {get: {operationId: getRoom}}
              /rooms/by-alias/{x}: {get: {operationId: getRoomByAlias}}
              /playbacks/{id}: {delete: {operationId: deletePlayback}}
              /playback-events:
                get: {operationId: getPlaybackEvents, parameters: [{name: playback_id, in: query, required: true}, {name: spaceId, in: query}]}
              /sessions/{sessionId}/report: {get: {operationId: getPlaybackSessionAnalyticsReport}}
              /calls/{id}/report:
                get: {operationId: getRoomAnalyticsReport, parameters: [{name: format, in: query}, {name: locale, in: query, required: true}]}
            """)
        #expect(check.findings(of: .getRoom).isEmpty)
        let contract = try Contract.assumed.applying(check.overrides)
        #expect(contract[.getRoomByAlias].path == "/rooms/by-alias/{alias}")
        #expect(contract[.deletePlayback].path == "/playbacks/{playbackId}" && contract[.deletePlayback].spaceId == .absent)
        #expect(contract[.getPlaybackEvents].path == "/playback-events?playback_id={playbackId}" && contract[.getPlaybackEvents].spaceId == .query)
        #expect(contract.reportTakesSessionId)
        #expect(contract[.getRoomAnalyticsReport].path == "/calls/{callId}/report?format={format}")
        #expect(check.findings(of: .getRoomAnalyticsReport).last == "query: not sent | requires locale")
    }

    @Test("an operation that cannot be called as it is described keeps its row, and the reason is told")
    func impossible() throws {
        let own = ContractOverride(operation: "getPlayback", path: "/mine/{playbackId}", spaceId: "query")
        let check = try ContractCheck.of(
            """
              /playbacks/{tenant}/{playbackId}: {get: {operationId: getPlayback}}
              /playback: {delete: {operationId: deletePlayback}}
              /playbacks: {post: {operationId: createPlayback}}
            """, inForce: try Contract.assumed.applying([own]))
        #expect(check.findings(of: .getPlayback)[0].hasSuffix("its path /playbacks/{tenant}/{playbackId} asks for {tenant}, which is not at hand"))
        #expect(check.findings(of: .deletePlayback)[0].contains("neither its path /playback nor its query asks for {playbackId}"))
        #expect(check.findings(of: .createPlayback)[0].contains("asks for the space neither in its path nor in its query nor in its body"))
        #expect(check.overrides == [own], "a row of the file in force is not lost")
    }

    @Test(
        "paths are relative to the server's, or hold the version themselves",
        arguments: [
            ("[{url: /v1}]", "/playbacks/{playbackId}"), ("[{url: \"https://a.example/v1/\"}]", "/playbacks/{playbackId}"),
            ("[{url: \"https://a.example\"}]", "/v1/playbacks/{playbackId}"), ("[]", "/v1/playbacks/{playbackId}"),
            ("[{url: \"https://a/v2\"}, {url: \"https://a/v1\"}]", "/playbacks/{playbackId}"),
            ("[{url: \"https://a/v2\"}, {url: /}]", "/v1/playbacks/{playbackId}"), ("[{url: v1}]", "/playbacks/{playbackId}"),
            ("[{url: \"{scheme}://{host}:{port}/v1\"}]", "/playbacks/{playbackId}"), ("[{url: \"https://a/{version}\"}]", "/playbacks/{playbackId}"),
            ("[{url: //a/v1}]", "/playbacks/{playbackId}"),
        ])
    func servers(servers: String, path: String) throws {
        let check = try ContractCheck.of("  \(path): {get: {operationId: getPlayback}}", servers: servers)
        #expect(try Contract.assumed.applying(check.overrides)[.getPlayback].path == "/playbacks/{playbackId}")
    }

    @Test(
        "a document whose servers lie elsewhere than livedigital.baseURL has one finding, which no override mends",
        arguments: [
            ("[{url: /}]", "/"), ("[{url: \"https://a\"}]", "/"), ("[{url: \"https://{host}/v2/\"}]", "/v2"), ("[{url: /v10}]", "/v10"),
            ("[{url: \"https://b/v3?x=1\"}, {url: /v2}, {url: //a/v2}]", "/v2, /v3"),
        ])
    func elsewhere(servers: String, place: String) throws {
        let check = try ContractCheck.of("  /playbacks/{playbackId}: {get: {operationId: getPlayback}}", servers: servers)
        let expected = [ContractCheck.Finding(operation: "all", what: "baseURL", ours: "/v1", document: place, isObstacle: true)]
        #expect(check.findings == expected)
        #expect(check.overrides.isEmpty && check.questions.isEmpty)
    }

    @Test("of a document that holds the version in its paths, only what lies below livedigital.baseURL can be called")
    func partlyElsewhere() throws {
        let check = try ContractCheck.of(
            """
              /v1/spaces: {get: {operationId: getSpacesList}}
              /v2/playbacks/{playbackId}: {get: {operationId: getPlayback}}
            """, servers: "[{url: /}]")
        #expect(check.findings(of: .getSpacesList).isEmpty && check.overrides.isEmpty)
        let row = "GET /spaces/{spaceId}/playbacks/{playbackId}"
        #expect(check.findings(of: .getPlayback) == ["operation: \(row) | /v2/playbacks/{playbackId} does not lie below /v1"])
    }

    @Test("what no override mends is told apart from what one does; sessions that nobody asks for are none of it")
    func obstacles() throws {
        let check = try ContractCheck.of(
            """
              /playbacks/{playbackId}: {get: {operationId: PlaybacksController_getPlayback}}
              /playback-events:
                post:
                  operationId: createPlaybackEvent
                  requestBody: {content: {application/json: {schema: {required: [title, playbackId], properties: {title: {}, playbackId: {}}}}}}
            """)
        #expect(check.findings(of: .getPlayback).contains("path: /spaces/{spaceId}/playbacks/{playbackId} | /playbacks/{playbackId}"))
        let obstacles = check.findings.filter(\.isObstacle)
        #expect(obstacles.contains { $0.operation == "createPlaybackEvent" && $0.document == "requires title" })
        #expect(obstacles.contains { $0.operation == "createPlayback" && $0.document == "not there" })
        #expect(!obstacles.contains { $0.operation == "getPlayback" || $0.operation == "getPlaybackSessions" })
    }

    @Test("headers that are required, bodies that are not JSON and answers without an id are told")
    func headersBodiesAndAnswers() throws {
        let headers = "[{name: X-Space, in: header, required: true}, {name: Authorization, in: header, required: true}, {name: b, in: header}]"
        let answer = "responses: {201: {content: {application/json: {schema: {properties: {data: {}, number: {}}}}}}}"
        let paths = """
              /spaces/{spaceId}/playbacks:
                get: {operationId: getPlaybacks, parameters: \(headers)}
                post: {operationId: createPlayback, requestBody: {content: {multipart/form-data: {schema: {properties: {name: {}}}}}}, \(answer)}
            """
        let check = try ContractCheck.of(paths)
        #expect(check.findings(of: .getPlaybacks) == ["header: not sent | requires header X-Space"])
        #expect(
            check.findings(of: .createPlayback) == [
                "answer: reads the id from id | has data, number", "request: sends JSON | takes multipart/form-data",
            ])
        #expect(check.findings.filter(\.isObstacle).map(\.what).filter { $0 != "operation" } == ["header", "answer", "request"])
        let own = ContractOverride(operation: "createPlayback", idMember: "number")
        let mended = try ContractCheck.of(paths, inForce: try Contract.assumed.applying([own]))
        #expect(mended.overrides == [own] && mended.findings(of: .createPlayback).count == 1, "what a person has set is kept")
    }

    @Test("an answer that says published by other values than the request is read by them, or not at all")
    func answerValues() throws {
        let check = try ContractCheck.of(
            """
              /spaces/{spaceId}/playbacks/{playbackId}:
                put:
                  operationId: updatePlayback
                  requestBody: {content: {application/json: {schema: {properties: {name: {}, recordId: {}, isUnpublished: {type: boolean}}}}}}
                  responses: {200: {content: {application/json: {schema: {properties: {id: {}, recordId: {}, isPublished: {type: boolean}}}}}}}
                get:
                  operationId: getPlayback
                  responses: {200: {content: {application/json: {schema: {properties: {id: {}, recordId: {}, isPublished: {type: boolean}}}}}}}
            """)
        let contract = try Contract.assumed.applying(check.overrides)
        #expect(contract[.updatePlayback].publishedValue == .bool(false) && contract[.updatePlayback].answerPublishedMember == nil)
        #expect(contract[.getPlayback].publishedValue == .bool(true) && contract[.getPlayback].answerPublishedMember == "isPublished")
    }

    @Test("answers are looked at as well: another id, other names than the request's; members that differ are told")
    func members() throws {
        let check = try ContractCheck.of(
            """
              /spaces/{spaceId}/playbacks/{playbackId}:
                put: {operationId: updatePlayback, requestBody: {content: {application/json: {schema: {properties: {name: {}, recordId: {}, isPublished: {type: boolean}}}}}}}
                get:
                  operationId: getPlayback
                  responses: {200: {content: {application/json: {schema: {allOf: [{$ref: "#/x/A"}, {properties: {record: {type: string}, publishedState: {type: boolean}}}]}}}}}
              /spaces/{spaceId}/playbacks:
                post:
                  operationId: createPlayback
                  requestBody: {content: {application/json: {schema: {required: [title], properties: {title: {}}}}}}
              /spaces/{spaceId}/playbacks/{playbackId}/events:
                get:
                  operationId: getPlaybackEvents
                  responses: {200: {content: {application/json: {schema: {properties: {items: {type: array, items: {properties: {eventId: {}, playbackId: {}, spaceId: {}}}}}}}}}}
            x: {A: {properties: {playbackId: {type: string}, spaceId: {type: string}}}}
            """)
        let contract = try Contract.assumed.applying(check.overrides)
        #expect(contract[.getPlayback].idMember == "playbackId" && contract[.getPlayback].answerRecordMember == "record")
        #expect(contract[.getPlayback].answerPublishedMember == "publishedState")
        #expect(contract[.getPlaybackEvents].idMember == "eventId")
        #expect(
            check.findings(of: .createPlayback) == ["request: sends name | not described", "request: not sent | requires title"])
    }

    @Test("the override is read back from its file as what it was, row by row")
    func roundTrip() throws {
        let text = try String(contentsOf: repository.appending(path: "config/openapi/example.yaml"), encoding: .utf8)
        let check = try ContractCheck(try OpenAPIDocument(text: text), inForce: .assumed, basePath: "/v1")
        #expect(check.questions.isEmpty)
        let path = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try check.overrides.text(heading: ["one", "two"]).write(toFile: path, atomically: true, encoding: .utf8)
        let read = try Contract.inForce(path)
        #expect(read.table == (try Contract.assumed.applying(check.overrides)).table)
        #expect(read[.updatePlayback].method == "PATCH" && read[.updatePlayback].path == "/playbacks/{playbackId}")
        #expect(read[.createPlayback].spaceId == .body && read[.createPlayback].idMember == "playbackId")
        #expect(read[.updatePlayback].recordMember == "sourceRecordId" && read[.updatePlayback].publishedValue == .string("published"))
        let again = try ContractCheck(try OpenAPIDocument(text: text), inForce: read, basePath: "/v1")
        #expect(again.findings.allSatisfy { $0.what == "operation" }, "\(again.findings)")
        #expect(again.overrides == check.overrides)
        try [ContractOverride]().text(heading: []).write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try Contract.inForce(path) == .assumed)
    }

    private var repository: URL { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized }
}
