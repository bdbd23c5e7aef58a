import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct OptionTests {
    @Test("drop-downs nest from space to room to record, newest first, a page at a time")
    func nesting() async throws {
        try await RunningGateway.run { gateway in
            let spaces = try await gateway.ask("GET", "/v1/options/spaces?q=%D0%BC%D0%B0%D1%80%D0%BA")
            #expect(
                spaces.json == [
                    ["id": .string(Demo.space), "value": .string(Demo.space), "name": "Маркетинг", "label": "Маркетинг", "parentId": .null]
                ])
            let rooms = try await gateway.ask("GET", "/v1/options/rooms?spaceId=\("Маркетинг".percentEncoded)")
            #expect(rooms.json.items.first?["id"] == .string(Demo.room))
            #expect(rooms.json.items.first?["parentId"] == .string(Demo.space))
            let path = "/v1/options/records?spaceId=\(Demo.space)&roomId=\(Demo.room)&limit=1"
            let records = try await gateway.ask("GET", path)
            #expect(records.json.items.map { $0["id"] } == [.string(Demo.record)])
            let link = try #require(records.header("Link"))
            #expect(link == "<\(gateway.origin)\(path)&cursor=1>; rel=\"next\"")
            let last = try await gateway.ask("GET", path + "&cursor=1")
            #expect(last.json.items.first?["label"] == "Демо, осень")
            #expect(last.header("Link") == nil)
            #expect(try await gateway.ask("GET", "/v1/options/rooms").json["errors"]?.items.first?["field"] == "spaceId")
            #expect(try await gateway.ask("GET", "/v1/options/nothing").status == 404)
            let roles = try await gateway.ask("GET", "/v1/options/roles", headers: [("Accept-Language", "ru")])
            #expect(roles.json.items.first?["label"] == "Модератор")
            #expect(try await gateway.ask("GET", "/v1/options/timezones?q=moscow").json.items.first?["id"] == "Europe/Moscow")
            #expect(try await gateway.ask("GET", "/v1/options/event-types").json.items.count == 15)
        }
    }

    @Test("calls are those sessions that are calls, of a space or room where one is given, by their start as people read it")
    func calls() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar()).status == 201)
            let call = Session(
                id: "66d546bf2b949f39f80e9697", kind: .call, job: "", connection: "default", spaceId: Demo.space, roomId: Demo.room,
                title: "Демо-зал", startsAt: Date(timeIntervalSinceNow: -60), endsAt: Date(), reports: [])
            var elsewhere = call
            (elsewhere.id, elsewhere.spaceId, elsewhere.roomId) = ("66d546bf2b949f39f80e9698", "662cc96d46ac941cda787128", nil)
            (elsewhere.startsAt, elsewhere.endsAt) = (Date(timeIntervalSince1970: 1_772_000_017), nil)
            let calls = [call, elsewhere]
            try await gateway.owned.engine.writer.write { db in for call in calls { try SessionTable.put(db, call) } }
            // The showing is a session as soon as its run is looked at.
            func sessions() async throws -> Int { try await gateway.ask("GET", "/v1/options/sessions").json.items.count }
            for _ in 0..<500 where try await sessions() < 3 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await sessions() == 3)
            func offered(_ query: String) async throws -> [JSON] { try await gateway.ask("GET", "/v1/options/" + query).json.items }
            let all = try await offered("calls")
            #expect(all.map { $0["value"] } == calls.map { .string($0.id) })
            #expect(all.map { $0["parentId"] } == [.string(Demo.room), .null])
            #expect(all.last?["label"] == "Демо-зал, 2026-02-25 06:13 UTC")
            let (space, room) = ("Маркетинг".percentEncoded, "Демо-зал".percentEncoded)
            for place in ["spaceId=\(Demo.space)", "spaceName=\(space)", "roomId=\(Demo.room)", "spaceName=\(space)&roomName=\(room)"] {
                #expect(try await offered("calls?\(place)").map { $0["value"] } == [.string(call.id)], "\(place)")
                let sessions = try await offered("sessions?\(place)")
                #expect(sessions.count == 2 && sessions.allSatisfy { $0["parentId"] == .string(Demo.room) }, "\(place)")
                #expect(sessions.contains { $0["label"]?.text?.contains(/^Демонстрация, \d{4}-\d\d-\d\d \d\d:\d\d Europe\/Moscow$/) == true })
            }
            #expect(try await offered("calls?spaceId=aaaaaaaaaaaaaaaaaaaaaaaa").isEmpty)
            #expect(try await offered("calls?roomName=\(room)").isEmpty, "a name says nothing without its space")
        }
    }
}
