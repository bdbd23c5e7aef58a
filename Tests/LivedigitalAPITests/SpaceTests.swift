import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SpaceTests {
    @Test("a space is made public, on a connection of its own, and keeps what was sent where the answer is only an id")
    func create() async throws {
        let transport = ScriptedTransport(.answer(201, #"{"id":"s"}"#))
        let made = try await client(transport).createSpace(name: "Курс \"А\"", description: "d")
        #expect(made == Space(id: "s", name: "Курс \"А\"", description: "d"))
        let request = try transport.request()
        #expect("\(request.method) \(request.url)" == "POST \(base)/spaces")
        #expect(request.text == #"{"name":"Курс \"А\"","isPublic":true,"description":"d"}"#)
        #expect(request.freshConnection)
    }

    @Test("a change keeps description and logo, which are read from the list first")
    func update() async throws {
        let list = #"{"items":[{"id":"s","name":"old","description":"d","logo":"https://l"},{"id":"t","name":"other"}]}"#
        let transport = ScriptedTransport(.answer(200, list), .answer(200), .answer(200, #"{"id":"s","name":"kept"}"#))
        let client = try client(transport)
        #expect(
            try await client.updateSpace(spaceId: "s", name: "new") == Space(id: "s", name: "new", description: "d", logo: "https://l"))
        #expect(transport.requests.map { "\($0.method) \($0.url)" } == ["GET \(base)/spaces", "PUT \(base)/spaces/s"])
        #expect(transport.requests[1].text == #"{"name":"new","isPublic":true,"description":"d","logo":"https://l"}"#)
        #expect(!transport.requests[1].freshConnection)
        let whole = try await client.updateSpace(spaceId: "s", name: "n", description: "", logo: "https://m")
        #expect(whole == Space(id: "s", name: "kept"), "what livedigital answers counts")
        #expect(transport.requests.count == 3, "nothing is read where everything is given")
    }

    @Test("a change of a space that the list does not show sends what is given, and nothing where that has no name")
    func updateUnlisted() async throws {
        let transport = ScriptedTransport(.answer(200, "[]"), .answer(204), .answer(200, "[]"))
        let client = try client(transport)
        #expect(try await client.updateSpace(spaceId: "s", name: "n") == Space(id: "s", name: "n"))
        #expect(transport.requests[1].text == #"{"name":"n","isPublic":true}"#)
        let error = try await failure { () async throws(LivedigitalError) in try await client.updateSpace(spaceId: "s", logo: "https://l") }
        #expect(error.kind == .refused && error.message.contains("nothing was changed"))
    }

    @Test("a space that is gone is deleted")
    func delete() async throws {
        let transport = ScriptedTransport(.answer(200, "{}"), .answer(404))
        let client = try client(transport)
        #expect(try await client.deleteSpace(spaceId: "s") == .deleted)
        #expect(try await client.deleteSpace(spaceId: "s") == .alreadyGone)
        #expect(transport.requests.map { "\($0.method) \($0.url)" } == Array(repeating: "DELETE \(base)/spaces/s", count: 2))
    }
}
