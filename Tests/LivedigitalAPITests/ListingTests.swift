import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ListingTests {
    private func spaces(_ body: String) async throws -> Listing<Space> {
        try await client(ScriptedTransport(.answer(200, body))).spaces()
    }

    @Test(
        "a bare array and a wrapped one are the same",
        arguments: [
            #"[{"id":"a"},{"id":"b"}]"#, #"{"items":[{"id":"a"},{"id":"b"}]}"#, #" {"total":2,"items":[{"id":"a"},{"id":"b"}],"page":1}"#,
            #"{"items":[{"id":"a"},{"id":"b"}],"total":null}"#,
        ])
    func forms(body: String) async throws {
        #expect(try await spaces(body) == Listing(items: [Space(id: "a"), Space(id: "b")], isComplete: true))
    }

    @Test("an empty list is a list", arguments: ["[]", #"{"items":[]}"#, #"{"items":[],"total":0}"#])
    func empty(body: String) async throws {
        #expect(try await spaces(body) == Listing(items: [], isComplete: true))
    }

    @Test("a total beyond what was sent makes it incomplete")
    func incomplete() async throws {
        #expect(try await !spaces(#"{"items":[{"id":"a"}],"total":2}"#).isComplete)
        #expect(try await !spaces(#"{"items":[],"total":1}"#).isComplete)
    }

    @Test(
        "anything else proves nothing and names the override",
        arguments: [
            "", "<html></html>", "{}", #"{"items":null}"#, #"{"items":{}}"#, #"{"data":[]}"#, #""text""#, "null", "12", #"[{"name":"without id"}]"#,
            #"[{"id":null}]"#, #"[{"id":""}]"#, "[1]", #"{"items":[{"id":"a"}"#, #"[[]]"#,
        ])
    func mismatch(body: String) async throws {
        let client = try client(ScriptedTransport(.answer(200, body)))
        let error = try await failure { () async throws(LivedigitalError) in try await client.playbacks(spaceId: space) }
        #expect(error.kind == .contractMismatch)
        #expect(error.status == 200)
        #expect(error.description.contains("getPlaybacks (GET /spaces/\(space)/playbacks)"), "\(error)")
        #expect(error.description.contains("getPlaybacks.method, .path or .idMember"), "\(error)")
        #expect(error.description.contains("livedigital.contract"))
    }
}
