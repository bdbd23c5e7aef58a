import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite("the flow of a webhook", .timeLimit(.minutes(5)))
struct WebhookFlowTests {
    private static let ours = "https://hooks.example.com/v1/ingest/"
    private static let url = ours + "abc"
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func flow(
        _ goal: WebhookFlow.Goal = .own, knowsSecret: Bool = false, formerly: String? = nil, isAsked: Bool = false
    ) -> WebhookFlow {
        WebhookFlow(
            connection: "default", spaceId: "s", goal: goal, url: Self.url, ours: [Self.ours, formerly].compactMap(\.self), knowsSecret: knowsSecret,
            isAsked: isAsked)
    }

    private func run(_ flow: WebhookFlow, _ answers: WebhookAnswer...) -> WebhookFlow {
        var flow = flow
        for answer in answers { flow.receive(.answered(answer, how: .performed), at: now) }
        return flow
    }

    private func step(_ flow: WebhookFlow) -> String { if case .call(let call) = flow.effect { call.step } else { "end" } }

    private func call(_ flow: WebhookFlow) -> CallEffect<WebhookCall>? { if case .call(let call) = flow.effect { call } else { nil } }

    private func shown(_ url: String?, isActive: Bool? = true, holder: String? = nil) -> WebhookAnswer {
        .shown(url: url, isActive: isActive, holder: holder)
    }

    @Test("it reads first; where none is there one is made; without its secret that is refreshed")
    func made() {
        #expect(step(flow()) == "getWebhook")
        let creating = run(flow(), shown(nil))
        #expect(step(creating) == "createWebhook")
        let made = run(creating, .created(secret: Data("s".utf8)))
        #expect(made.state == .active)
        #expect(made.secret == Data("s".utf8))
        let secretless = run(creating, .created(secret: nil))
        #expect(step(secretless) == "refreshSecretWebhook")
        #expect(run(secretless, .refreshed(secret: Data("t".utf8))).secret == Data("t".utf8))
    }

    @Test(
        "what is there decides",
        arguments: [
            (url, true, true, "end"), (url, true, false, "refreshSecretWebhook"), (url, false, true, "updateWebhook"),
            (ours + "other", true, true, "updateWebhook"), ("https://old.example.com/x", true, true, "updateWebhook"),
            ("https://elsewhere.example.com/", true, true, "end"),
        ] as [(String, Bool, Bool, String)])
    func found(url: String, isActive: Bool, knowsSecret: Bool, expected: String) {
        let after = run(flow(knowsSecret: knowsSecret, formerly: "https://old.example.com/"), shown(url, isActive: isActive))
        #expect(step(after) == expected)
        if url.contains("elsewhere") {
            #expect(after.state == .foreign(url: url, holder: nil))
        } else if expected == "end" {
            #expect(after.state == .active)
        }
    }

    @Test("a webhook of another connection of this service is left alone even where a foreign one would be taken")
    func held() {
        let url = Self.ours + "of-another"
        for goal in [WebhookFlow.Goal.own, .takeOver] {
            #expect(run(flow(goal), shown(url, holder: "second")).state == .foreign(url: url, holder: "second"))
        }
        #expect(run(flow(.remove), shown(url, holder: "second")).state == .removed)
    }

    @Test("taking over replaces the foreign address, refreshes the secret, and remembers who was there with a secret for them")
    func takenOver() {
        let foreign = "https://elsewhere.example.com/hook"
        let updating = run(flow(.takeOver, knowsSecret: true), shown(foreign))
        #expect(step(updating) == "updateWebhook")
        let refreshing = run(updating, .updated(relaySecret: Data("r".utf8)))
        #expect(step(refreshing) == "refreshSecretWebhook")
        let done = run(refreshing, .refreshed(secret: Data("n".utf8)))
        #expect(done.state == .active)
        #expect(done.replacedURL == foreign)
        #expect(done.relaySecret == Data("r".utf8))
        #expect(run(flow(.takeOver), shown(nil), .created(secret: Data("s".utf8))).replacedURL == nil)
    }

    @Test("one that is made or taken over has a secret that is not known, whatever was stored before, even where its flow is interrupted there")
    func unknownSecret() {
        let known = flow(knowsSecret: true)
        #expect(!known.awaitsSecret && !run(known, shown(Self.url, isActive: false)).awaitsSecret)
        #expect(flow().awaitsSecret && !flow(.remove).awaitsSecret)
        var creating = run(known, shown(nil))
        #expect(creating.awaitsSecret)
        // It had been made all the same.
        creating.receive(.refused(Failure(code: "forbidden", message: "no")), at: now)
        #expect(!creating.awaitsSecret && creating.retry(at: now))
        let found = run(creating, shown(Self.url))
        #expect(step(found) == "refreshSecretWebhook" && found.awaitsSecret)
        #expect(!run(found, .refreshed(secret: Data("n".utf8))).awaitsSecret)
        let taking = run(flow(.takeOver, knowsSecret: true), shown("https://elsewhere.example.com/hook"))
        #expect(step(taking) == "updateWebhook" && taking.awaitsSecret)
    }

    @Test("a change whose outcome is unknown settles and is looked up, and what is found to be otherwise than before is judged anew")
    func unknown() {
        let updating = run(flow(), shown(Self.url, isActive: false))
        let refreshing = run(flow(), shown(Self.url))
        let deleting = run(flow(.remove), shown(Self.ours + "former"))
        #expect(call(flow())?.kind == .repeatable)
        for changing in [run(flow(), shown(nil)), updating, refreshing, deleting] { #expect(call(changing)?.kind == .adoptable) }
        #expect(call(refreshing)?.call == .refreshSecret(spaceId: "s", url: Self.url))
        #expect(call(deleting)?.call == .delete(spaceId: "s", url: Self.ours + "former"))
        let foreign = "https://elsewhere.example.com/hook"
        #expect(run(refreshing, shown(nil)).state == .create)
        #expect(run(refreshing, shown(foreign)).state == .foreign(url: foreign, holder: nil))
        #expect(run(deleting, shown(nil)).state == .removed && run(deleting, shown(foreign)).state == .removed)
    }

    @Test("removing deletes only what is ours")
    func removed() {
        #expect(run(flow(.remove), shown(nil)).state == .removed)
        #expect(run(flow(.remove), shown("https://elsewhere.example.com/")).state == .removed)
        let deleting = run(flow(.remove), shown(Self.url))
        #expect(step(deleting) == "deleteWebhook")
        #expect(run(deleting, .deleted).state == .removed)
    }

    @Test("a person who asks for the removal is told of a foreign one, and may have it removed all the same")
    func removedByHand() {
        let foreign = "https://elsewhere.example.com/"
        #expect(run(flow(.remove, isAsked: true), shown(foreign)).state == .foreign(url: foreign, holder: nil))
        #expect(run(flow(.remove, isAsked: true), shown(nil)).state == .removed)
        #expect(step(run(flow(.remove, isAsked: true), shown(Self.url))) == "deleteWebhook")
        #expect(step(run(flow(.clear, isAsked: true), shown(foreign))) == "deleteWebhook")
        #expect(run(flow(.clear, isAsked: true), shown(nil)).state == .removed)
    }

    @Test("a create that meets another's reads once more, and then gives up")
    func conflict() {
        var flow = run(flow(), shown(nil))
        let conflict = Failure(code: "conflict", message: "exists")
        flow.receive(.refused(conflict), at: now)
        #expect(flow.state == .read)
        flow = run(flow, shown(nil))
        flow.receive(.refused(conflict), at: now)
        #expect(flow.state == .failed(conflict))
        let goesOn = flow.retry(at: now)
        #expect(goesOn)
        #expect(flow.state == .read)
    }

    @Test("a refusal is its end with the reason, and what is over stays over")
    func refused() {
        let failure = Failure(code: "forbidden", message: "no webhooks on this plan")
        var refused = flow()
        refused.receive(.refused(failure), at: now)
        #expect(refused.state == .failed(failure))
        var active = run(flow(knowsSecret: true), shown(Self.url))
        active.cancel(at: now)
        #expect(active.state == .active)
        let goesOn = active.retry(at: now)
        #expect(!goesOn)
        var waiting = flow()
        waiting.cancel(at: now)
        #expect(waiting.state == .cancelled)
    }

    @Test("it reads back as it was stored")
    func stored() throws {
        let flow = run(flow(.takeOver), shown("https://elsewhere.example.com/"))
        #expect(try ServiceFlow.restore(kind: "webhook", version: 1, from: try flow.stored(by: JSONEncoder())) == .webhook(flow))
    }
}
