import Curl
import Foundation
import LivedigitalAPI
import Synchronization
import Testing

@testable import DurableFlow
@testable import Orchestration

/// What comes after a change of a space or room of which nobody knows whether it was made.
@Suite(.timeLimit(.minutes(5))) struct UnsettledChangeTests {
    private func outcome(_ performer: ActionsPerformer, _ id: String = "s", lane: String = "default") async -> String {
        let values: [String: JSONValue] = ["name": "n", "description": "d", "logo": "https://l"]
        let call = ActionsCall.updateSpace(spaceId: id, arguments: ActionArguments(action: "updateSpace", values: values))
        return await brief(performer.perform(call, .run()))
    }

    private func brief(_ performance: Performance<ActionsAnswer>) -> String {
        switch performance {
        case .answered: "answered"
        case .refused(let failure): failure.code
        case .notReady(_, let retryAfter): "not ready for \(retryAfter ?? .zero)"
        case .hindered(let hindrance): hindrance.brief
        }
    }

    private func performer(_ remote: ScriptedRemote, now: @escaping @Sendable () -> Date = { Webinar.now }) throws -> ActionsPerformer {
        let client = try remote.client()
        let reports = ReportStore(root: URL(fileURLWithPath: "/nonexistent"))
        return ActionsPerformer(
            clients: { _ in client }, masterKey: { throw SecretError("there is none") },
            autowebinar: LivedigitalPerformer(clients: { _ in client }, reports: reports), reports: reports,
            runs: RunAccess(submit: { _, _ in false }, fetch: { _ in nil }, call: { _, _ in nil }), settle: .seconds(60), now: now)
    }

    @Test("the next change of the same thing waits until the first can take effect no more; other things are changed meanwhile")
    func settling() async throws {
        let passed = Mutex(0.0)
        let remote = ScriptedRemote().on("PUT /spaces/s", .broken(.timedOut, sent: true)).on("PUT /spaces/s", 200).on("PUT /spaces/t", 200)
        let performer = try performer(remote) { Webinar.now + passed.withLock { $0 } }
        #expect(await outcome(performer) == "unknown")
        passed.withLock { $0 = 20 }
        #expect(await outcome(performer) == "not ready for 40.0 seconds")
        #expect(await outcome(performer, "t") == "answered")
        #expect(remote.asked == ["PUT /spaces/s", "PUT /spaces/t"])
        passed.withLock { $0 = 60 }
        #expect(await outcome(performer) == "answered")
    }

    @Test("where the thing could not be read nothing was changed, so nobody waits")
    func unread() async throws {
        let path = "/spaces/s/rooms/r"
        let remote = ScriptedRemote().on("GET \(path)", 503).on("GET \(path)", 200, #"{"id":"r","name":"old"}"#).on("PUT \(path)", 200)
        let performer = try performer(remote)
        let rename = ActionsCall.nameRoom(spaceId: "s", roomId: "r", name: "new")
        #expect(await brief(performer.perform(rename, .run())) == "notSent")
        #expect(await brief(performer.perform(rename, .run())) == "answered")
    }
}
