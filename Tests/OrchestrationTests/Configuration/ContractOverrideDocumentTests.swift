import Foundation
import Orchestration
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ContractOverrideDocumentTests {
    private func read(_ text: String) throws -> ContractOverrideDocument {
        let path = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID()).yaml").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (document, mistakes) = try ContractOverrideDocument.examine(path: path)
        if let mistakes { throw mistakes }
        return try #require(document)
    }

    @Test("rows keep their values with their places; what is left out is nil")
    func reads() throws {
        let document = try read(
            """
            updatePlayback:
              method: PATCH
              path: /playbacks/{playbackId}
              spaceId: body
              recordMember: recordId
              publishedMember: status
              publishedValue: published
              unpublishedValue: 0
            createPlayback: {idMember: uuid, publishedValue: true, unpublishedValue: "false", spaceId: none, answerRecordMember: record}
            """)
        let update = try #require(document.rows["updatePlayback"])
        #expect(update.position.line == 1)
        #expect(update.method?.value == .patch)
        #expect(update.path?.value == "/playbacks/{playbackId}")
        #expect(update.path.map { [$0.position.line, $0.position.column] } == [3, 3])
        #expect(update.spaceId?.value == .body)
        #expect(update.recordMember?.value == "recordId")
        #expect(update.publishedMember?.value == "status")
        #expect(update.publishedValue?.value == .string("published"))
        #expect(update.unpublishedValue?.value == .integer(0))
        #expect(update.idMember == nil)
        let create = try #require(document.rows["createPlayback"])
        #expect(create.method == nil)
        #expect(create.idMember?.value == "uuid")
        #expect(create.spaceId?.value == ContractOverrideDocument.SpaceIdPlace.none)
        #expect(create.answerRecordMember?.value == "record")
        #expect(create.publishedValue?.value == .bool(true))
        #expect(create.unpublishedValue?.value == .string("false"))
        #expect(document.rows.count == 2)
    }

    @Test("mistakes are reported all at once")
    func refuses() throws {
        let list = #expect(throws: DiagnosticList.self) {
            try read("a: {method: get, path: x, pth: y}\nb: 1\nc: {spaceId: header, publishedValue: [1]}\n")
        }
        #expect(
            list?.diagnostics.map { "\($0.line ?? 0):\($0.column ?? 0) \($0.path): \($0.problem)" } == [
                "1:5 a.method: expected one of GET, POST, PUT, PATCH, DELETE, found \"get\"",
                "1:18 a.path: the path must begin with a slash",
                "1:27 a.pth: unknown key",
                "2:1 b: expected keys with values, found \"1\"",
                "3:5 c.spaceId: expected one of path, body, query, none, found \"header\"",
                "3:22 c.publishedValue: expected true, false, a whole number or a text, found the list [1]",
            ])
    }
}
