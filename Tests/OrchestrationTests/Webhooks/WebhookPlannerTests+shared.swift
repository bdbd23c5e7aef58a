import Foundation
import GRDB
import Testing

@testable import Orchestration

/// Two connections that lead to one account.
extension WebhookPlannerTests {
    /// Two connections of one account whose space has the webhook of the first.
    private func shared() throws -> (bench: PlanningBench, url: String) {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s"], "second": ["s"]])
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        let url = try #require(try webhook(bench)?.url)
        try end(bench, of: "second", .shown(url: url, isActive: true, holder: "default"))
        #expect(try webhook(bench, of: "second")?.state == .foreign)
        return (bench, url)
    }

    @Test("a webhook that another connection is told by stays for as long as that one needs it")
    func keptForAnother() throws {
        let (bench, url) = try shared()
        for _ in 0..<2 { try advance(bench, ["default": [], "second": ["s"]]) }
        #expect(try runs(bench).count == 2 && webhook(bench)?.state == .active)
        for _ in 0..<2 { try advance(bench, ["default": [], "second": []]) }
        #expect(try webhook(bench, of: "second") == nil)
        #expect(try webhook(bench)?.state == .removing)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        #expect(try webhook(bench) == nil)
    }

    @Test("a connection that was told by the webhook of another one makes its own at once when that is gone", arguments: [true, false])
    func takenUp(byForgetting: Bool) throws {
        let (bench, url) = try shared()
        let both: [String: Set<String>] = ["default": ["s"], "second": ["s"]]
        try advance(bench, both)
        #expect(try runs(bench).count == 2)
        if byForgetting {
            try bench.database.write { try WebhookTable.forget($0, bench.journal, connection: "default", now: bench.now) }
            try advance(bench, ["second": ["s"]])
        } else {
            _ = try ask(bench, .remove)
            try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
            try advance(bench, both)
        }
        #expect(try webhook(bench, of: "second")?.state == .pending)
        try end(bench, of: "second", none, .created(secret: Data("y".utf8)))
        #expect(try webhook(bench, of: "second")?.state == .active)
    }

    @Test("one that was just looking while the webhook of another one went looks again at once, and not over and over", arguments: [true, false])
    func lookingMeanwhile(byForgetting: Bool) throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let both: [String: Set<String>] = ["default": ["s"], "second": ["s"]]
        try advance(bench, both)
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        let url = try #require(try webhook(bench)?.url)
        if byForgetting {
            try bench.database.write { try WebhookTable.forget($0, bench.journal, connection: "default", now: bench.now) }
        } else {
            _ = try ask(bench, .remove)
            try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        }
        let needed = byForgetting ? ["second": ["s"]] : both
        try end(bench, of: "second", .shown(url: url, isActive: true, holder: "default"))
        #expect(try webhook(bench, of: "second")?.state == .foreign)
        try advance(bench, needed)
        #expect(try webhook(bench, of: "second")?.state == .pending)
        try end(bench, of: "second", .shown(url: "https://elsewhere.example", isActive: true, holder: nil))
        try advance(bench, needed)
        #expect(try webhook(bench, of: "second")?.state == .foreign)
    }

    @Test("a webhook whose holder gave it up before and that is there all the same is not looked at over and over")
    func givenUpAndThere() throws {
        let (bench, url) = try shared()
        let both: [String: Set<String>] = ["default": ["s"], "second": ["s"]]
        _ = try ask(bench, .remove)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        bench.now = bench.now.addingTimeInterval(60)
        try advance(bench, both)
        #expect(try webhook(bench, of: "second")?.state == .pending)
        try end(bench, of: "second", .shown(url: url, isActive: true, holder: "default"))
        let count = try runs(bench).count
        for _ in 0..<3 { try advance(bench, both) }
        #expect(try runs(bench).count == count && webhook(bench, of: "second")?.state == .foreign)
    }

    @Test("who is told by the webhook of another connection stays so when our address changes")
    func sharedAndMoved() throws {
        let (bench, url) = try shared()
        let moved = WebhookPlanner(publicURL: "https://new.example.com")
        let both: [String: Set<String>] = ["default": ["s"], "second": ["s"]]
        for _ in 0..<2 { try advance(bench, both, by: moved) }
        #expect(try runs(bench).count == 3, "one run moves it")
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .updated(relaySecret: Data()), .refreshed(secret: Data("y".utf8)))
        let webhook = try #require(try webhook(bench))
        #expect(webhook.url?.hasPrefix("https://new.example.com/") == true)
        #expect(try bench.database.read { try WebhookTable.sharers($0, of: webhook) } == ["second"])
        #expect(try bench.database.read { try WebhookTable.fetchUnserved($0) } == [])
    }
}
