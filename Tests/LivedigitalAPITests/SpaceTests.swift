import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
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

    @Test("a change is sent whole, and what livedigital answers counts")
    func update() async throws {
        let transport = ScriptedTransport(.answer(200), .answer(200, #"{"id":"s","name":"kept"}"#))
        let client = try client(transport)
        let space = Space(id: "s", name: "new", description: "d", logo: "https://l")
        #expect(try await client.updateSpace(space) == space)
        #expect(transport.requests.map { "\($0.method) \($0.url)" } == ["PUT \(base)/spaces/s"])
        #expect(transport.requests[0].text == #"{"name":"new","isPublic":true,"description":"d","logo":"https://l"}"#)
        #expect(!transport.requests[0].freshConnection)
        #expect(try await client.updateSpace(Space(id: "s", name: "n", description: "")) == Space(id: "s", name: "kept"))
        #expect(transport.requests[1].text == #"{"name":"n","isPublic":true,"description":""}"#)
    }

    @Test("a space without a name is not sent, and that is told as ours, not as an answer of livedigital")
    func nameless() async throws {
        let client = try client(ScriptedTransport())
        let error = try await failure { () async throws(LivedigitalError) in try await client.updateSpace(Space(id: "s", logo: "https://l")) }
        #expect(error.kind == .refused && error.isOurs)
        #expect(
            error.description == "livedigital shows no name of the space and none was given; nothing was changed. Give a name.")
    }

    @Test("a space that is gone is deleted")
    func delete() async throws {
        let transport = ScriptedTransport(.answer(200, "{}"), .answer(404), .answer(200, "[]"))
        let client = try client(transport)
        #expect(try await client.deleteSpace(spaceId: "s") == .deleted)
        #expect(try await client.deleteSpace(spaceId: "s") == .alreadyGone)
        #expect(transport.requests.map { "\($0.method) \($0.url)" } == ["DELETE \(base)/spaces/s", "DELETE \(base)/spaces/s", "GET \(base)/spaces"])
    }
}
