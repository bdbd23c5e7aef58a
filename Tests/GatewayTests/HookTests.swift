import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import TestServer
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct HookTests {
    @Test("the same subscription under any of its names is one hook, and ends twice")
    func subscription() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let address = "http://127.0.0.1:9/hook"
            let first = try await gateway.ask("POST", "/v1/hooks", ["url": .string(address), "events": ["call.finished", "call_started"]])
            #expect(first.status == 201)
            #expect(first.json["events"] == ["call.started", "call.finished"])
            #expect(first.json["secret"]?.text?.hasPrefix("whsec_") == true)
            let again = try await gateway.ask("POST", "/v1/hooks", ["target_url": .string(address), "event": ["call_finished", "call_started"]])
            #expect(again.status == 200)
            #expect(again.json["id"] == first.json["id"])
            let id = try #require(first.json["id"]?.text)
            #expect(try await gateway.ask("GET", "/v1/hooks?url=\(address.percentEncoded)").json["items"]?.items.count == 1)
            let shown = try await gateway.ask("GET", "/v1/hooks/\(id)")
            #expect(shown.json["secret"] == nil)
            #expect(try await gateway.ask("POST", "/v1/hooks/\(id)/rotate-secret").json["secret"] != first.json["secret"])
            let tried = try await gateway.ask("POST", "/v1/hooks/\(id)/test")
            #expect(tried.json["test"] == true)
            let deliveries = try await gateway.ask("GET", "/v1/hooks/\(id)/deliveries")
            #expect(deliveries.json["items"]?.items.first?["id"] == tried.json["id"])
            #expect(try await gateway.ask("POST", "/v1/hooks/\(id)/replay", [:]).json["replayed"] == 0)
            let unknown = try await gateway.ask("POST", "/v1/hooks/\(id)/replay", ["eventId": "evt_nope"])
            #expect(unknown.status == 404 && unknown.json["errors"]?.items.first?["field"] == "eventId")
            for _ in 0..<2 { #expect(try await gateway.ask("DELETE", "/v1/hooks/\(id)").status == 204) }
            #expect(try await gateway.ask("GET", "/v1/hooks/\(id)").status == 404)
        }
    }

    @Test("a list of hooks that is read page by page leaves none out while they are deleted")
    func pages() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            var made: [String] = []
            for number in 0..<5 {
                let hook: JSON = ["url": .string("http://127.0.0.1:9/\(number)"), "event": "run.failed"]
                made.append(try #require(try await gateway.ask("POST", "/v1/hooks", hook).json["id"]?.text))
            }
            var listed: [String] = []
            var path: String? = "/v1/hooks?limit=2"
            while let page = path {
                let reply = try await gateway.ask("GET", page)
                let ids = reply.json["items"]?.items.compactMap { $0["id"]?.text } ?? []
                listed += ids
                for id in ids { _ = try await gateway.ask("DELETE", "/v1/hooks/\(id)") }
                path = reply.json["nextCursor"]?.text.map { "/v1/hooks?limit=2&cursor=\($0)" }
            }
            #expect(listed == made)
        }
    }

    @Test("a hook that answered 410 says why it is disabled in the language of whoever asks")
    func gone() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let receiver = try LocalServer { connection in
                while connection.readRequest() != nil { connection.answer(410) }
            }
            defer { receiver.stop() }
            let made = try await gateway.ask("POST", "/v1/hooks", ["url": .string(receiver.url("/")), "event": "call.finished"])
            let path = "/v1/hooks/\(try #require(made.json["id"]?.text))"
            #expect(try await gateway.ask("GET", path).json["detail"] == .null)
            #expect(try await gateway.ask("POST", "\(path)/test").status == 200)
            try await eventually("it is disabled") { try await gateway.ask("GET", path).json["status"] == "disabled" }
            for (language, detail) in [
                ("ru", "получатель ответил 410: ему больше ничего не нужно"), ("en", "the receiver answered 410: it wants nothing more"),
            ] {
                let shown = try await gateway.ask("GET", path, headers: [("Accept-Language", language)]).json
                #expect(shown["disabledReason"] == "the receiver answered 410: it wants nothing more" && shown["detail"] == .string(detail))
                let listed = try await gateway.ask("GET", "/v1/hooks", headers: [("Accept-Language", language)]).json["items"]?.items.first
                #expect(listed?["detail"] == .string(detail))
            }
        }
    }

    @Test("private addresses, unknown events and a foreign secret are refused by their member")
    func refusals() async throws {
        try await RunningGateway.run { gateway in
            let wrong: [(JSON, String)] = [
                (["url": "https://127.0.0.1/", "event": "call.finished"], "url"), (["url": "http://example.com/", "event": "call.finished"], "url"),
                (["url": "https://1.1.1.1:99999/", "event": "call.finished"], "url"),
                (["url": "https://1.1.1.1:65536/x", "event": "call.finished"], "url"),
                (["url": "https://example.com/", "event": "call.ended"], "events"), (["event": "call.finished"], "url"),
                (["url": "https://example.com/", "event": "call.finished", "secret": "short"], "secret"),
                (["url": "https://example.com/", "event": "call.finished", "takeOver": "true"], "takeOver"),
            ]
            for (body, field) in wrong {
                let reply = try await gateway.ask("POST", "/v1/hooks", body)
                #expect(reply.status == 400)
                #expect(reply.json["errors"]?.items.first?["field"] == .string(field))
            }
            let nobody: JSON = ["url": "https://example.com/", "event": "run.failed", "jobName": "nobody"]
            let reply = try await gateway.ask("POST", "/v1/hooks", nobody)
            #expect(reply.status == 404 && reply.json["errors"]?.items.first?["field"] == "jobName", "\(reply.text)")
        }
    }

    @Test("a hook of a space or room that is not there is refused by its member, in both languages; where livedigital cannot tell, it is taken")
    func places() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let absent = "aaaaaaaaaaaaaaaaaaaaaaaa"
            func subscribe(_ place: [String: JSON], _ language: String = "en") async throws -> RunningGateway.Reply {
                let hook: [String: JSON] = ["url": "http://127.0.0.1:9/hook", "event": "call.finished"]
                return try await gateway.ask("POST", "/v1/hooks", .object(hook.merging(place) { $1 }), headers: [("Accept-Language", language)])
            }
            let wrong: [([String: JSON], String)] = [
                (["spaceId": .string(absent)], "spaceId"), (["spaceId": .string(absent), "roomId": .string(Demo.room)], "spaceId"),
                (["spaceId": .string(Demo.space), "roomId": .string(absent)], "roomId"),
            ]
            for (place, member) in wrong {
                let reply = try await subscribe(place, "ru")
                #expect(reply.status == 404 && reply.json["errors"]?.items.first?["field"] == .string(member), "\(reply.text)")
                #expect(reply.json["detail"]?.text?.contains("не найдены") == true, "\(reply.text)")
            }
            #expect(try await gateway.ask("GET", "/v1/hooks").json["items"] == .array([]))
            #expect(try await subscribe(["spaceId": .string(Demo.space), "roomId": .string(Demo.room)]).status == 201)
            for operation in ["getSpacesList", "getRoomsList"] {
                try gateway.account.server.arm(Fault(operation: operation, times: 9, moment: .before, action: .status(503, retryAfter: nil)))
            }
            #expect(try await subscribe(["spaceId": .string(absent)]).status == 201)
            #expect(try await subscribe(["spaceId": .string(absent), "roomId": .string(absent)]).status == 201)
        }
    }

    @Test("livedigital's webhook is taken in once however often it comes, and what is not signed by it is not")
    func ingest() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let sandbox = gateway.account.server
            try await eventually("both spaces have a webhook") {
                sandbox.requests.count { $0.operation == "createWebhook" && $0.status == 201 } >= 2
            }
            _ = try sandbox.startCall(roomId: Demo.room)
            var listed: [JSON] = []
            try await eventually("the call is listed") {
                listed = try await gateway.ask("GET", "/v1/events?type=call_started").json["items"]?.items ?? []
                return !listed.isEmpty
            }
            #expect(listed.first?["spaceId"] == .string(Demo.space))
            // The poller may have found the call before.
            try await eventually("the message is kept") { sandbox.deliveries.first?.state == .delivered }
            let delivery = try #require(sandbox.deliveries.first)
            _ = try sandbox.redeliver(delivery.number)
            let path = "/v1/ingest/\(try #require(delivery.url.split(separator: "/").last))"
            let again = try await gateway.ask("POST", path, bytes: Data(delivery.text.utf8), key: "")
            #expect(again.status == 200)
            let forged = Data(delivery.text.replacing(Demo.room, with: "66d1d55d1cf5d9c045c0d1c5").utf8)
            #expect(try await gateway.ask("POST", path, bytes: forged, key: "").status == 401)
            #expect(try await gateway.ask("POST", path, bytes: Data("{".utf8), key: "").status == 401)
            #expect(try await gateway.ask("POST", "/v1/ingest/nobody", bytes: Data(delivery.text.utf8), key: "").status == 404)
            #expect(try await gateway.ask("GET", "/v1/events?type=call.started&shape=array").json.items.count == 1)
        }
    }

    @Test(
        "an event that livedigital posts before it has told us the secret of its webhook is asked for again, in the asker's language, and kept then")
    func early() async throws {
        let late = Fault(operation: "createWebhook", times: 2, moment: .after, action: .delay(.seconds(2)))
        try await RunningGateway.run(timeout: .seconds(10), isPublic: true, faults: [late]) { gateway in
            let sandbox = gateway.account.server
            try await eventually("both spaces have a webhook") { sandbox.ledger.count { $0.operation == "createWebhook" } == 2 }
            _ = try sandbox.startCall(roomId: Demo.room)
            let delivery = try #require(sandbox.deliveries.first)
            let path = "/v1/ingest/\(try #require(delivery.url.split(separator: "/").last))"
            func post() async throws -> RunningGateway.Reply {
                try await gateway.ask("POST", path, bytes: Data(delivery.text.utf8), key: "", headers: [("Accept-Language", "ru")])
            }
            let early = try await post()
            #expect(early.status == 503 && early.header("Retry-After") == "5" && early.text.contains("ещё создаётся"), "\(early.text)")
            try await eventually("the message is kept") { try await post().status == 200 }
            try await eventually("the call is listed") {
                try await gateway.ask("GET", "/v1/events?type=call.started&shape=array").json.items.count == 1
            }
            #expect(!sandbox.deliveries.flatMap(\.attempts).contains { $0.status == 401 })
        }
    }

    @Test("samples have the shape of events, for every type")
    func samples() async throws {
        try await RunningGateway.run { gateway in
            for type in EventType.allCases {
                let reply = try await gateway.ask("GET", "/v1/samples/\(type.eventName)")
                #expect((1...3).contains(reply.json.items.count))
                guard case .object(let members)? = reply.json.items.first else { throw CancellationError() }
                #expect(Set(members.keys) == Set(Event.members))
            }
        }
    }
}
