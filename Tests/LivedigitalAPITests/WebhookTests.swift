import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct WebhookTests {
    private static let url = "https://hooks.example.com/in"
    private static let whole = #"{"url":"\#(url)","secret":"wh00k-secret","isActive":true}"#

    @Test("the five operations send what is documented, and the secret is in no description")
    func story() async throws {
        let transport = ScriptedTransport(
            .answer(404), .answer(201, Self.whole), .answer(200, #"{"url":"\#(Self.url)","isActive":true}"#), .answer(200),
            .answer(200, Self.whole), .answer(204), .answer(404), .answer(404))
        let client = try client(transport)
        #expect(try await client.webhook(spaceId: "s") == nil)
        let made = try await client.createWebhook(spaceId: "s", url: Self.url)
        #expect(made == Webhook(url: Self.url, isActive: true, secret: "wh00k-secret"))
        #expect(try await client.webhook(spaceId: "s") == Webhook(url: Self.url, isActive: true))
        #expect(try await client.updateWebhook(spaceId: "s", url: Self.url, isActive: false) == Webhook(url: Self.url, isActive: false))
        #expect(try await client.refreshWebhookSecret(spaceId: "s").secret == "wh00k-secret")
        #expect(try await client.deleteWebhook(spaceId: "s") == .deleted)
        #expect(try await client.deleteWebhook(spaceId: "s") == .alreadyGone)
        let webhook = base + "/spaces/s/webhook"
        #expect(
            transport.requests.map { "\($0.method) \($0.url) \($0.text ?? "-")" } == [
                "GET \(webhook) -", #"POST \#(webhook) {"url":"\#(Self.url)"}"#, "GET \(webhook) -",
                #"PUT \#(webhook) {"url":"\#(Self.url)","isActive":false}"#, "PUT \(webhook)/refresh-secret -", "DELETE \(webhook) -",
                "DELETE \(webhook) -", "GET \(webhook) -",
            ])
        #expect(transport.requests.map(\.freshConnection) == [false, true, false, false, false, false, false, false])
        var dumped = ""
        dump(made, to: &dumped)
        #expect(!"\(made) \(String(reflecting: made)) \(dumped)".contains("wh00k-secret"))
    }

    @Test("an answer without an address is no webhook", arguments: ["", "null", "{}", #"{"url":null,"isActive":false}"#])
    func none(body: String) async throws {
        #expect(try await client(ScriptedTransport(.answer(200, body))).webhook(spaceId: "s") == nil)
    }

    @Test("a 403 names the owner and the plan, a second webhook is a conflict, and an unreadable answer keeps the secret to itself")
    func errors() async throws {
        let transport = ScriptedTransport(.answer(403), .answer(409, #"{"message":"exists"}"#), .answer(201, "secret: wh00k-secret"))
        let client = try client(transport)
        var errors: [LivedigitalError] = []
        for _ in 0..<3 {
            errors.append(
                try await failure { () async throws(LivedigitalError) in try await client.createWebhook(spaceId: "s", url: Self.url) })
        }
        #expect(errors.map(\.kind) == [.refused, .refused, .unknown(retryAfter: nil)])
        #expect(errors[0].advice?.contains("owner of the space") == true)
        #expect(!"\(errors[2])".contains("wh00k-secret"))
    }
}
