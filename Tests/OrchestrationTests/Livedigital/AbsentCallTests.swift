import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite("whether a room had a call", .timeLimit(.minutes(5)))
struct AbsentCallTests {
    /// 66d546bf: made at 2024-09-02T05:01:51Z.
    private static let call = "66d546bf2b949f39f80e9697"
    private static let madeAt = Date(timeIntervalSince1970: 0x66d5_46bf)
    private static let late = madeAt.addingTimeInterval(30 * 86_400)
    private static let days = RoomCall.datesToAsk(from: madeAt, to: madeAt.addingTimeInterval(86_400))
    private static let recentDays = RoomCall.datesToAsk(from: late.addingTimeInterval(-86_400), to: late)

    private func request(_ date: Date) -> String {
        "GET /spaces/space1/analytics/calls?roomId=room1&date=" + WireDate.format(date).replacing(":", with: "%3A")
    }

    private func hasNoCall(_ id: String, _ remote: ScriptedRemote, knownIn room: String? = nil, at now: Date = late) async throws -> Bool {
        let known = room.map {
            Session(
                id: id, kind: .call, job: "", connection: "default", spaceId: "space1", roomId: $0, title: "", startsAt: Self.madeAt, endsAt: nil,
                reports: [])
        }
        return try await remote.client().hasNoCall(id, spaceId: "space1", roomId: "room1", known: known, now: now)
    }

    @Test("A call that no list of its days has is none, two days after its id was made")
    func madeUp() async throws {
        let remote = ScriptedRemote()
        for date in Self.days + Self.recentDays { remote.on(request(date), 200, #"{"items":[{"id":"other"}]}"#) }
        #expect(try await hasNoCall(Self.call, remote))
        #expect(remote.asked == (Self.days + Self.recentDays).map(request))
    }

    @Test("An id that tells no time is looked for in the latest lists", arguments: ["UNKNOWN", "ffffffff2b949f39f80e9697"])
    func timeless(id: String) async throws {
        let (lacking, having) = (ScriptedRemote(), ScriptedRemote())
        for date in Self.recentDays {
            lacking.on(request(date), 200, #"{"items":[]}"#)
            having.on(request(date), 200, #"{"items":[{"id":"\#(id)"}]}"#)
        }
        #expect(try await hasNoCall(id, lacking))
        #expect(try await !hasNoCall(id, having))
    }

    @Test(
        "Nothing is proved by a list that has it, is not whole or cannot be had",
        arguments: [(200, #"{"items":[{"id":"66d546bf2b949f39f80e9697"}]}"#), (200, #"{"items":[],"total":3}"#), (403, "{}"), (404, "{}"), (500, "")])
    func unproved(status: Int, body: String) async throws {
        for date in Self.days + Self.recentDays {
            let remote = ScriptedRemote().on(request(date), status, body)
            for other in Self.days + Self.recentDays where other != date { remote.on(request(other), 200, #"{"items":[]}"#) }
            #expect(try await !hasNoCall(Self.call, remote))
        }
    }

    @Test("Before two days have passed a list may lag or the call go on, so nobody is asked", arguments: [-3600, 60, 47 * 3600])
    func young(age: Double) async throws {
        let remote = ScriptedRemote()
        #expect(try await !hasNoCall(Self.call, remote, at: Self.madeAt.addingTimeInterval(age)))
        #expect(remote.asked == [])
    }

    @Test("A call that is known is waited for in its room, and at once none of another room whose lists lack it")
    func known() async throws {
        let now = Self.madeAt.addingTimeInterval(60)
        let days = RoomCall.datesToAsk(from: Self.madeAt, to: Self.madeAt)
        let (lacking, having) = (ScriptedRemote(), ScriptedRemote())
        for date in days {
            lacking.on(request(date), 200, #"{"items":[]}"#)
            having.on(request(date), 200, #"{"items":[{"id":"\#(Self.call)","roomId":"breakout","isBreakoutRoom":true}]}"#)
        }
        #expect(try await !hasNoCall(Self.call, lacking, knownIn: "room1", at: now))
        #expect(lacking.asked == [])
        #expect(try await hasNoCall(Self.call, lacking, knownIn: "room2", at: now))
        #expect(try await !hasNoCall(Self.call, having, knownIn: "breakout", at: now), "a breakout room of this one")
    }
}
