import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct SandboxAccountTests {
    @Test func `the demo account is whole, and its newest finished record is the best one`() throws {
        let account = SandboxAccount.demo(recordLength: .seconds(20))
        try account.validate()
        let room = try #require(account.rooms.first { $0.name == "Демо-зал" })
        #expect(account.spaces.first { $0.id == room.spaceId }?.name == "Маркетинг")
        let records = account.records.filter { $0.roomId == room.id }
        let newest = try #require(records.filter(\.isFinished).max { $0.startedAt < $1.startedAt })
        #expect(newest.name == "Демо, лучшее")
        #expect(newest.finishedAt == newest.startedAt.addingTimeInterval(20))
        let unfinished = try #require(records.first { !$0.isFinished })
        #expect(unfinished.startedAt > newest.startedAt)
        #expect(account.playbacks.contains { $0.name == "Демонстрация" })
        for record in account.records {
            let call = try #require(account.calls.first { $0.id == record.callId })
            #expect(call.roomId == record.roomId && call.startedAt <= record.startedAt)
            #expect(record.finishedAt.map { $0 <= call.finishedAt ?? .distantPast } ?? (call.finishedAt == nil))
        }
        for room in account.rooms {
            let days = Set(
                account.calls.filter { $0.roomId == room.id && $0.finishedAt != nil }.map { Timestamp.milliseconds($0.startedAt).prefix(10) })
            #expect(days.count >= 3, "finished calls over several days")
        }
        #expect(account.playbacks.contains { $0.name == "Демонстрация ⟦run-aaaaaaaaaaaaaaaaaaaaaaaaaa⟧" })
    }

    @Test func `an account survives the way to JSON and back, and lists may be left out`() throws {
        var account = SandboxAccount.demo(recordLength: .seconds(1800))
        account.attendees = 3
        #expect(try JSONDecoder.sandbox.decode(SandboxAccount.self, from: JSONEncoder.sandbox.encode(account)) == account)
        #expect(try JSONDecoder.sandbox.decode(SandboxAccount.self, from: Data("{}".utf8)) == SandboxAccount())
    }

    @Test func `a server is not made from an account that contradicts itself`() {
        let seeds = [
            SandboxAccount(spaces: [.init(id: "ABC", name: "x")]),
            SandboxAccount(rooms: [.init(id: "66d1d55d1cf5d9c045c0d1c4", spaceId: "none", name: "x", type: "lesson", alias: "x")]),
            SandboxAccount(attendees: -1), SandboxAccount(attendees: 10_001),
            SandboxAccount(calls: [
                .init(id: "66f0a1c4e5b7d90012ab0001", roomId: "none", spaceId: "none", startedAt: Date(), finishedAt: nil, participants: 1)
            ]),
            SandboxAccount(events: [
                .init(id: "66f0a1c4e5b7d90012ab0001", playbackId: "none", name: "x", startDate: nil, timezone: "UTC", createdAt: Date())
            ]),
        ]
        for seed in seeds {
            let error = #expect(throws: SandboxError.self) { _ = try SandboxServer(SandboxConfiguration(token: "x", seed: seed)) }
            #expect(error?.code == .invalidAccount)
        }
    }
}
