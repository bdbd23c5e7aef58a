import LivedigitalAPI
import Testing

@testable import Orchestration

/// Which members of updatePlayback carry the record and the published state.
@Suite(.timeLimit(.minutes(5)))
struct PlaybackMembersTests {
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
        let check = try ContractCheck.ofUpdate(members)
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
        let check = try ContractCheck.ofUpdate(members)
        #expect(check.questions.map(\.option) == options)
    }

    @Test("a member that a person chose is never published by what its name denies")
    func chosenNegation() throws {
        let check = try ContractCheck.ofUpdate("recordId: {}, isHidden: {type: boolean}", ContractChoices(publishedMember: "isHidden"))
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.publishedValue == .bool(false) && row.unpublishedValue == .bool(true))
    }

    @Test("what the document leaves open is asked for, with the answers that it offers, and is answered by a choice")
    func open() throws {
        let members = "videoId: {type: string}, fileId: {type: string}, visible: {type: boolean}, state: {enum: [1, 2, 3]}"
        let asked = try ContractCheck.ofUpdate(members)
        #expect(asked.questions.map(\.option) == ["--record-member", "--published-member"])
        #expect(asked.questions.map(\.answers) == [["fileId", "videoId"], ["state", "visible"]])
        let more = try ContractCheck.ofUpdate(members, ContractChoices(recordMember: "videoId", publishedMember: "state"))
        #expect(more.questions.map(\.option) == ["--published-value", "--unpublished-value"])
        #expect(more.questions.map(\.answers) == [["1", "2", "3"], ["1", "2", "3"]])
        var choices = ContractChoices(recordMember: "videoId", publishedMember: "state", unpublishedValue: "1")
        choices[keyPath: try #require(more.questions.first).choice] = "3"
        let whole = try ContractCheck.ofUpdate(members, choices)
        #expect(whole.questions.isEmpty)
        let row = try Contract.assumed.applying(whole.overrides)[.updatePlayback]
        #expect(row.recordMember == "videoId" && row.publishedValue == .integer(3) && row.unpublishedValue == .integer(1))
        let visible = try ContractCheck.ofUpdate(members, ContractChoices(recordMember: "videoId", publishedMember: "visible"))
        #expect(try Contract.assumed.applying(visible.overrides)[.updatePlayback].publishedValue == .bool(true))
        #expect(throws: ContractError.self) { try ContractCheck.ofUpdate(members, ContractChoices(recordMember: "name", publishedMember: "visible")) }
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
            try ContractCheck.ofUpdate("recordId: {type: string}, status: {enum: [draft, published]}", choices)
        }
        #expect(error.description == "updatePlayback.\(message)")
    }

    @Test("a truth value means published by true or false and nothing else; a body that is not described takes any member")
    func choicesWithoutEnumeration() throws {
        #expect(throws: ContractError.self) {
            try ContractCheck.ofUpdate("recordId: {type: string}, isPublished: {type: boolean}", ContractChoices(publishedValue: "yes"))
        }
        let path = "  /spaces/{spaceId}/playbacks/{playbackId}: {put: {operationId: updatePlayback}}"
        let check = try ContractCheck.of(
            path, ContractChoices(recordMember: "video", publishedMember: "state", publishedValue: "on", unpublishedValue: "off"))
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.recordMember == "video" && row.publishedMember == "state" && row.publishedValue == .string("on"))
    }

    @Test("what is only answered is neither proposed nor sent, nor missed where it is required")
    func readOnly() throws {
        let check = try ContractCheck.ofUpdate(
            "recordId: {type: string, readOnly: true}, sourceRecordId: {type: string}, published: {type: boolean, readOnly: true}, "
                + "status: {enum: [draft, published]}")
        #expect(check.questions.isEmpty)
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.recordMember == "sourceRecordId" && row.publishedMember == "status" && row.publishedValue == .string("published"))
        #expect(!check.findings(of: .updatePlayback).contains { $0.hasPrefix("request") })
        #expect(throws: ContractError.self) {
            try ContractCheck.ofUpdate("recordId: {type: string}, shown: {type: boolean, readOnly: true}", ContractChoices(publishedMember: "shown"))
        }
    }

    @Test(
        "an enumeration may be written as constants, as alternatives and behind references; with anything else beside them it is none",
        arguments: [
            ("oneOf: [{const: draft, title: D}, {const: published}]", true), ("anyOf: [{const: published}, {enum: [draft]}, {type: 'null'}]", true),
            ("allOf: [{enum: [draft, published]}]", true), ("oneOf: [{const: published}, {type: string}]", false),
        ])
    func constants(state: String, isRead: Bool) throws {
        let check = try ContractCheck.ofUpdate("recordId: {type: string}, status: {\(state)}")
        #expect(check.questions.map(\.option) == (isRead ? [] : ["--published-member"]))
        guard isRead else { return }
        let row = try Contract.assumed.applying(check.overrides)[.updatePlayback]
        #expect(row.publishedMember == "status" && row.publishedValue == .string("published") && row.unpublishedValue == .string("draft"))
    }

    @Test("a body of which every member is only answered is described: nothing can be sent in it, and no choice is made of it")
    func onlyReadOnly() throws {
        let body = "{properties: {recordId: {type: string, readOnly: true}, isPublished: {type: boolean, readOnly: true}}}"
        let path = """
              /spaces/{spaceId}/playbacks/{playbackId}:
                put: {operationId: updatePlayback, requestBody: {content: {application/json: {schema: \(body)}}}}
            """
        let check = try ContractCheck.of(path)
        #expect(check.findings(of: .updatePlayback) == ["request: sends name, recordId, isPublished | not described"])
        #expect(check.questions.map(\.answers) == [[], []])
        let error = try #require(throws: ContractError.self) { try ContractCheck.of(path, ContractChoices(recordMember: "recordId")) }
        #expect(error.description == "updatePlayback.recordMember: the request of updatePlayback has no \"recordId\"; there are none")
    }
}
