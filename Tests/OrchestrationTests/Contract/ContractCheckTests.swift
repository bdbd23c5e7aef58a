import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(1)))
struct ContractCheckTests {
    /// A check of a document that is only paths, in YAML.
    private func check(
        _ paths: String, servers: String = "[{url: /v1}]", inForce: Contract = .assumed, _ choices: ContractChoices = ContractChoices()
    ) throws -> ContractCheck {
        let document = try OpenAPIDocument(text: "openapi: 3.0.0\nservers: \(servers)\npaths:\n\(paths)")
        return try ContractCheck(document, inForce: inForce, basePath: "/v1", choices: choices)
    }

    private func update(_ members: String, _ choices: ContractChoices = ContractChoices()) throws -> ContractCheck {
        try check(
            """
              /spaces/{spaceId}/playbacks/{playbackId}:
                put: {operationId: updatePlayback, requestBody: {content: {application/json: {schema: {properties: {name: {}, \(members)}}}}}}
            """, choices)
    }

    private func findings(_ check: ContractCheck, of operation: OperationID) -> [String] {
        check.findings.filter { $0.operation == operation.rawValue }.map { "\($0.what): \($0.ours) | \($0.document)" }
    }

    @Test("an operation is found by its id in any capitals, by another name, by the id of method and path, and by where it is")
    func counterparts() throws {
        let check = try check(
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
        let check = try check(
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
        #expect(findings(check, of: .getRoom).isEmpty)
        let contract = try Contract.assumed.applying(check.overrides)
        #expect(contract[.getRoomByAlias].path == "/rooms/by-alias/{alias}")
        #expect(contract[.deletePlayback].path == "/playbacks/{playbackId}" && contract[.deletePlayback].spaceId == .absent)
        #expect(contract[.getPlaybackEvents].path == "/playback-events?playback_id={playbackId}" && contract[.getPlaybackEvents].spaceId == .query)
        #expect(contract.reportTakesSessionId)
        #expect(contract[.getRoomAnalyticsReport].path == "/calls/{callId}/report?format={format}")
        #expect(findings(check, of: .getRoomAnalyticsReport).last == "query: not sent | requires locale")
    }

    @Test("an operation that cannot be called as it is described keeps its row, and the reason is told")
    func impossible() throws {
        let own = ContractOverride(operation: "getPlayback", path: "/mine/{playbackId}", spaceId: "query")
        let check = try check(
            """
              /playbacks/{tenant}/{playbackId}: {get: {operationId: getPlayback}}
              /playback: {delete: {operationId: deletePlayback}}
              /playbacks: {post: {operationId: createPlayback}}
            """, inForce: try Contract.assumed.applying([own]))
        #expect(findings(check, of: .getPlayback)[0].hasSuffix("its path /playbacks/{tenant}/{playbackId} asks for {tenant}, which is not at hand"))
        #expect(findings(check, of: .deletePlayback)[0].contains("neither its path /playback nor its query asks for {playbackId}"))
        #expect(findings(check, of: .createPlayback)[0].contains("asks for the space neither in its path nor in its query nor in its body"))
        #expect(check.overrides == [own], "a row of the file in force is not lost")
    }

    @Test(
        "paths are relative to the server's, or hold the version themselves",
        arguments: [
            ("[{url: /v1}]", "/playbacks/{playbackId}"), ("[{url: \"https://a.example/v1/\"}]", "/playbacks/{playbackId}"),
            ("[{url: \"https://a.example\"}]", "/v1/playbacks/{playbackId}"), ("[]", "/v1/playbacks/{playbackId}"),
            ("[{url: \"https://a/v2\"}, {url: \"https://a/v1\"}]", "/playbacks/{playbackId}"),
        ])
    func servers(servers: String, path: String) throws {
        let check = try check("  \(path): {get: {operationId: getPlayback}}", servers: servers)
        #expect(try Contract.assumed.applying(check.overrides)[.getPlayback].path == "/playbacks/{playbackId}")
    }

    @Test(
        "record and published state are proposed where the document lets it",
        arguments: [
            ("recordId: {type: string}, isPublished: {type: boolean}", "record=recordId published=isPublished:true/false"),
            ("roomRecord: {type: string}, published: {type: boolean}", "record=roomRecord published=published:true/false"),
            (
                "recordId: {}, recordUrl: {}, isRecordingShown: {type: boolean}, status: {enum: [published, draft, archived]}",
                #"record=recordId published=status:"published"/"draft""#
            ),
            ("videoRecordId: {}, recordName: {}, state: {enum: [PUBLISHED, HIDDEN]}", #"record=videoRecordId published=state:"PUBLISHED"/"HIDDEN""#),
            ("record: {}, state: {enum: [unpublished, published]}", #"record=record published=state:"published"/"unpublished""#),
            ("recordId: {}, isUnpublished: {type: boolean}", "record=recordId published=isUnpublished:false/true"),
            ("recordId: {}, is_not_published: {type: boolean}", "record=recordId published=is_not_published:false/true"),
            (
                "recordId: {}, isPublished: {type: boolean}, isPublishingNotificationSent: {type: boolean}",
                "record=recordId published=isPublished:true/false"
            ),
        ])
    func proposed(members: String, expected: String) throws {
        let check = try update(members)
        #expect(check.questions.isEmpty)
        let line = try Contract.assumed.applying(check.overrides).table.first { $0.operation == .updatePlayback }
        #expect(line?.members == "id=id " + expected)
    }

    @Test(
        "a member whose name has the word among others, or whose type is another one, is asked about",
        arguments: [
            ("isRecordingEnabled: {type: boolean}, isPublished: {type: boolean}", ["--record-member"]),
            ("recordId: {type: integer}, isPublished: {type: boolean}", ["--record-member"]),
            ("record: {type: object, properties: {id: {type: string}}}, isPublished: {type: boolean}", ["--record-member"]),
            ("recordingUrl: {type: string}, isPublished: {type: boolean}", ["--record-member"]),
            ("sourceRecordId: {}, thumbnailRecordId: {}, isPublished: {type: boolean}", ["--record-member"]),
            ("recordId: {}, isPublishingNotificationSent: {type: boolean}", ["--published-member"]),
            ("recordId: {}, publishedAt: {type: string}", ["--published-member"]),
            ("recordId: {}, isPublished: {type: boolean}, status: {enum: [draft, published]}", ["--published-member"]),
            ("recordId: {}, status: {enum: [publishingFailed, draft]}", ["--published-member"]),
        ])
    func doubtful(members: String, options: [String]) throws {
        let check = try update(members)
        #expect(check.questions.map(\.option) == options)
    }

    @Test("a member that a person chose is never published by what its name denies")
    func chosenNegation() throws {
        let check = try update("recordId: {}, isHidden: {type: boolean}", ContractChoices(publishedMember: "isHidden"))
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.publishedValue == .bool(false) && row.unpublishedValue == .bool(true))
    }

    @Test("what no override mends is told apart from what one does; sessions that nobody asks for are none of it")
    func obstacles() throws {
        let check = try check(
            """
              /playbacks/{playbackId}: {get: {operationId: PlaybacksController_getPlayback}}
              /playback-events:
                post:
                  operationId: createPlaybackEvent
                  requestBody: {content: {application/json: {schema: {required: [title, playbackId], properties: {title: {}, playbackId: {}}}}}}
            """)
        #expect(findings(check, of: .getPlayback).contains("path: /spaces/{spaceId}/playbacks/{playbackId} | /playbacks/{playbackId}"))
        let obstacles = check.findings.filter(\.isObstacle)
        #expect(obstacles.contains { $0.operation == "createPlaybackEvent" && $0.document == "requires title" })
        #expect(obstacles.contains { $0.operation == "createPlayback" && $0.document == "not there" })
        #expect(!obstacles.contains { $0.operation == "getPlayback" || $0.operation == "getPlaybackSessions" })
    }

    @Test("an answer that says published by other values than the request is read by them, or not at all")
    func answerValues() throws {
        let check = try check(
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

    @Test("what the document leaves open is asked for, with the answers that it offers, and is answered by a choice")
    func open() throws {
        let members = "videoId: {type: string}, fileId: {type: string}, visible: {type: boolean}, state: {enum: [1, 2, 3]}"
        let asked = try update(members)
        #expect(asked.questions.map(\.option) == ["--record-member", "--published-member"])
        #expect(asked.questions.map(\.answers) == [["fileId", "videoId"], ["state", "visible"]])
        let more = try update(members, ContractChoices(recordMember: "videoId", publishedMember: "state"))
        #expect(more.questions.map(\.option) == ["--published-value", "--unpublished-value"])
        #expect(more.questions.map(\.answers) == [["1", "2", "3"], ["1", "2", "3"]])
        var choices = ContractChoices(recordMember: "videoId", publishedMember: "state", unpublishedValue: "1")
        choices[keyPath: try #require(more.questions.first).choice] = "3"
        let whole = try update(members, choices)
        #expect(whole.questions.isEmpty)
        let row = try Contract.assumed.applying(whole.overrides)[.updatePlayback]
        #expect(row.recordMember == "videoId" && row.publishedValue == .integer(3) && row.unpublishedValue == .integer(1))
        let visible = try update(members, ContractChoices(recordMember: "videoId", publishedMember: "visible"))
        #expect(try Contract.assumed.applying(visible.overrides)[.updatePlayback].publishedValue == .bool(true))
        #expect(throws: ContractError.self) { try update(members, ContractChoices(recordMember: "name", publishedMember: "visible")) }
    }

    @Test(
        "a choice that the document, which lists members and values, does not have is refused with what there is",
        arguments: [
            (
                ContractChoices(publishedValue: "publised"),
                "publishedValue: status has no \"publised\"; there are draft, published; did you mean \"published\"?"
            ),
            (ContractChoices(unpublishedValue: "gone"), "unpublishedValue: status has no \"gone\"; there are draft, published"),
            (ContractChoices(recordMember: "nope"), "recordMember: the request of updatePlayback has no \"nope\"; there are recordId, status"),
            (
                ContractChoices(publishedMember: "nichts"),
                "publishedMember: the request of updatePlayback has no \"nichts\"; there are recordId, status"
            ),
        ] as [(ContractChoices, String)])
    func strangeChoices(choices: ContractChoices, message: String) throws {
        let error = try #require(throws: ContractError.self) {
            try update("recordId: {type: string}, status: {enum: [draft, published]}", choices)
        }
        #expect(error.description == "updatePlayback.\(message)")
    }

    @Test("a truth value means published by true or false and nothing else; a body that is not described takes any member")
    func choicesWithoutEnumeration() throws {
        #expect(throws: ContractError.self) {
            try update("recordId: {type: string}, isPublished: {type: boolean}", ContractChoices(publishedValue: "yes"))
        }
        let path = "  /spaces/{spaceId}/playbacks/{playbackId}: {put: {operationId: updatePlayback}}"
        let check = try check(path, ContractChoices(recordMember: "video", publishedMember: "state", publishedValue: "on", unpublishedValue: "off"))
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.recordMember == "video" && row.publishedMember == "state" && row.publishedValue == .string("on"))
    }

    @Test("what is only answered is neither proposed nor sent, nor missed where it is required")
    func readOnly() throws {
        let check = try update(
            "recordId: {type: string, readOnly: true}, sourceRecordId: {type: string}, published: {type: boolean, readOnly: true}, "
                + "status: {enum: [draft, published]}")
        #expect(check.questions.isEmpty)
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.recordMember == "sourceRecordId" && row.publishedMember == "status" && row.publishedValue == .string("published"))
        #expect(!findings(check, of: .updatePlayback).contains { $0.hasPrefix("request") })
        #expect(throws: ContractError.self) {
            try update("recordId: {type: string}, shown: {type: boolean, readOnly: true}", ContractChoices(publishedMember: "shown"))
        }
    }

    @Test(
        "an enumeration may be written as constants, as alternatives and behind references; with anything else beside them it is none",
        arguments: [
            ("oneOf: [{const: draft, title: D}, {const: published}]", true), ("anyOf: [{const: published}, {enum: [draft]}, {type: 'null'}]", true),
            ("allOf: [{enum: [draft, published]}]", true), ("oneOf: [{const: published}, {type: string}]", false),
        ])
    func constants(state: String, isRead: Bool) throws {
        let check = try update("recordId: {type: string}, status: {\(state)}")
        #expect(check.questions.map(\.option) == (isRead ? [] : ["--published-member"]))
        guard isRead else { return }
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.publishedMember == "status" && row.publishedValue == .string("published") && row.unpublishedValue == .string("draft"))
    }

    @Test("answers are looked at as well: another id, other names than the request's; members that differ are told")
    func members() throws {
        let check = try check(
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
            findings(check, of: .createPlayback) == ["request: sends name | not described", "request: not sent | requires title"])
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

    @Test("the document may be JSON, YAML or the script of a Swagger page; anything else is told from it")
    func forms() throws {
        let json = #"{"openapi":"3.1.0","paths":{"/spaces":{"get":{"operationId":"getSpacesList","summary":"a } \" { b"}}}}"#
        for text in [
            json, "openapi: 3.0.0\npaths: {/spaces: {get: {}}}",
            "window.onload = function() { var options = {\n \"swaggerDoc\": \(json),\n \"x\": {} };",
        ] {
            #expect(try OpenAPIDocument(text: text).operations.map(\.path) == ["/spaces"])
        }
        let problems = [
            "<!doctype html>": "web page", "swagger: \"2.0\"\npaths: {}": "convert Swagger 2", "a: [": "neither JSON nor YAML", "": "empty",
            "openapi: 3.0.0\npaths: {}": "no operation", "var swaggerDoc = {": "no JSON object", "[1]": "no OpenAPI 3 document",
        ]
        for (text, hint) in problems {
            let problem = #expect(throws: OpenAPIProblem.self) { try OpenAPIDocument(text: text) }
            #expect(problem?.text.contains(hint) == true, "\(text): \(problem?.text ?? "")")
        }
    }

    private var repository: URL { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized }
}
