import Crypto
import Foundation
import Testing

@testable import Orchestration

@Suite("secrets of hooks", .timeLimit(.minutes(5)))
struct HookSecretTests {
    @Test("a delivery is signed as Standard Webhooks: the example of their libraries")
    func example() throws {
        let secret = try #require(HookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = HookSecret.signatures(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Data("{\"test\": 2432232314}".utf8), by: [secret])
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("while a secret is being replaced both sign")
    func rotation() {
        let secrets = [HookSecret(), HookSecret()]
        let both = HookSecret.signatures(id: "evt", timestamp: 1, body: Data("{}".utf8), by: secrets).split(separator: " ")
        #expect(both.map(String.init) == secrets.map { HookSecret.signatures(id: "evt", timestamp: 1, body: Data("{}".utf8), by: [$0]) })
        #expect(both[0] != both[1])
    }

    @Test("what is no secret is refused", arguments: ["", "whsec_", "whsec_short", "not base64 !", String(repeating: "A", count: 200)])
    func malformed(text: String) {
        #expect(HookSecret(text) == nil)
    }

    @Test("a secret opens only with its key and for its connection")
    func sealing() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hook-secret-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = try MasterKey.make(file: folder.appending(path: "one").path, environment: [:])
        let other = try MasterKey.make(file: folder.appending(path: "two").path, environment: [:])
        let secret = HookSecret()
        let sealed = try secret.sealed(by: key, connection: "a")
        #expect(try HookSecret.open(sealed, with: key, connection: "a") == secret)
        #expect(throws: SecretError.self) { try HookSecret.open(sealed, with: key, connection: "b") }
        #expect(throws: SecretError.self) { try HookSecret.open(sealed, with: other, connection: "a") }
        #expect(!sealed.contains(Data(secret.text.utf8)))
    }
}
