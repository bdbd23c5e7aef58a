import Curl
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// Days of deliveries in virtual time.
@Suite("deliveries", .timeLimit(.minutes(10)))
struct DeliveryTests {
    private static let day: TimeInterval = 86_400

    /// Each id once, in the order in which it came first.
    private func inOrder(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }

    @Test("hooks that answer 500 for a day, 410, redirect or hang: nothing is lost, order is kept, the healthy ones are undisturbed")
    func misbehaviour() async throws {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let simulation = try DeliverySimulation { host, now in
            switch host {
            case "down.example.com": (now.timeIntervalSince(start) < Self.day ? 500 : 200, [])
            case "gone.example.com": (410, [])
            case "moved.example.com": (302, [("Location", "https://127.0.0.1/")])
            case "hangs.example.com": nil
            default: (200, [])
            }
        }
        let (down, _) = try simulation.subscribe("down.example.com")
        let (gone, _) = try simulation.subscribe("gone.example.com")
        let (moved, _) = try simulation.subscribe("moved.example.com")
        let (hangs, _) = try simulation.subscribe("hangs.example.com")
        let (well, _) = try simulation.subscribe("well.example.com")
        let (watching, _) = try simulation.subscribe("watching.example.com", events: [.hookDisabled])
        var happened: [String: [String]] = [:]
        var at: [String: Date] = [:]
        for number in 0..<24 {
            let room = "room\(number % 3)"
            let id = try simulation.happen(number % 2 == 0 ? .callStarted : .callFinished, in: room, call: "call\(number)")
            happened[room, default: []].append(id)
            at[id] = simulation.time.now
            try await simulation.run(until: simulation.time.now.addingTimeInterval(600))
        }
        // Whoever is well was told at once, whatever the others do.
        for receipt in simulation.receivers.receipts where receipt.host == "well.example.com" { #expect(receipt.at == at[receipt.id]) }
        #expect(try simulation.deliveries(well).allSatisfy { $0.state == .delivered && $0.attempts == 1 })
        #expect(try simulation.deliveries(well).count == 24)
        // Gone is gone after one request, and that is an event of its own.
        #expect(simulation.receivers.ids("gone.example.com").count == 1)
        #expect(try simulation.hook(gone.id)?.status == .disabled)
        #expect(simulation.receivers.ids("watching.example.com").count == 1)
        #expect(try simulation.deliveries(watching).map(\.type) == [.hookDisabled])
        #expect(try simulation.deliveries(gone).count == 1)

        try await simulation.run(until: start.addingTimeInterval(3 * Self.day))
        for (room, ids) in happened {
            let received = simulation.receivers.receipts.filter { $0.host == "down.example.com" && $0.room == room && $0.at >= start + Self.day }
            #expect(received.map(\.id) == ids, "\(room)")
        }
        #expect(try simulation.deliveries(down).allSatisfy { $0.state == .delivered })

        // What never answers rightly ends as a dead letter after ten attempts, one after the other.
        try await simulation.run(until: start.addingTimeInterval(60 * Self.day))
        for hook in [moved, hangs] {
            let deliveries = try simulation.deliveries(hook)
            #expect(deliveries.count == 24)
            #expect(deliveries.allSatisfy { $0.state == .dead && $0.attempts == 10 && $0.reason != nil })
        }
        #expect(simulation.receivers.requests.allSatisfy { $0.maximumRedirects == 0 && $0.timeouts.total == .seconds(15) })
        for (room, ids) in happened {
            let received = simulation.receivers.receipts.filter { $0.host == "moved.example.com" && $0.room == room }.map(\.id)
            #expect(inOrder(received) == ids)
            #expect(received == ids.flatMap { Array(repeating: $0, count: 10) })
        }
        #expect(try simulation.deliveries(hangs).allSatisfy { $0.reason == "no whole answer came in time." })
    }

    @Test("a dead letter is replayed with the same id")
    func replay() async throws {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let simulation = try DeliverySimulation { _, now in (now.timeIntervalSince(start) < 10 * Self.day ? 503 : 200, []) }
        let (hook, _) = try simulation.subscribe("hook.example.com")
        let id = try simulation.happen(.callStarted, in: "r", call: "c")
        try await simulation.run(until: start.addingTimeInterval(11 * Self.day))
        #expect(try simulation.deliveries(hook).map(\.state) == [.dead])
        try simulation.change { (journal, db, now) throws in
            #expect(try journal.replayDeliveries(hook: hook.id, event: nil, db, now: now) == 1)
        }
        try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
        #expect(try simulation.deliveries(hook).map(\.state) == [.delivered])
        #expect(Set(simulation.receivers.ids("hook.example.com")) == [id])
        #expect(simulation.receivers.ids("hook.example.com").count == 11)
    }

    @Test("a receiver that is well again is told at once of everything that waited, room by room in order")
    func recovery() async throws {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let simulation = try DeliverySimulation { _, now in (now.timeIntervalSince(start) < 3 * 3600 ? 500 : 200, []) }
        let (hook, _) = try simulation.subscribe("hook.example.com")
        for number in 0..<40 {
            try simulation.happen(.callStarted, in: "room\(number % 8)", call: "c\(number)")
            try await simulation.run(until: simulation.time.now.addingTimeInterval(60))
        }
        try await simulation.run(until: start.addingTimeInterval(12 * 3600))
        #expect(try simulation.deliveries(hook).allSatisfy { $0.state == .delivered })
        let accepted = simulation.receivers.receipts.filter { $0.at.timeIntervalSince(start) >= 3 * 3600 }.map(\.at)
        // From the first that is accepted on, no other has to wait for its own turn, which may be hours away.
        let first = try #require(accepted.min()), last = try #require(accepted.max())
        #expect(last.timeIntervalSince(first) < 1)
    }

    @Test("what waited is sent once a receiver takes something new that had failed five times, or before the service was started")
    func freshSuccess() async throws {
        for (isRestarted, outage) in [(false, 3.0), (true, 0.3)] {
            let start = Date(timeIntervalSince1970: 1_800_000_000)
            let simulation = try DeliverySimulation { _, now in (now.timeIntervalSince(start) < outage * 3600 ? 500 : 200, []) }
            let (hook, _) = try simulation.subscribe("hook.example.com")
            for number in 0..<2 { try simulation.happen(.callStarted, in: "a", call: "a\(number)") }
            try await simulation.run(until: start.addingTimeInterval(outage * 3600))
            #expect(simulation.receivers.receipts.count == (isRestarted ? 3 : 5))
            var kills = isRestarted
            simulation.killsNow = {
                defer { kills = false }
                return kills
            }
            try simulation.happen(.callStarted, in: "b", call: "b")
            try await simulation.run(until: simulation.time.now.addingTimeInterval(isRestarted ? 120 : 1))
            #expect(try simulation.deliveries(hook).map(\.state) == [.delivered, .delivered, .delivered], "\(isRestarted)")
        }
    }

    @Test("a delivery that waits is sent when it is replayed, and so is what it waits for, in order")
    func replayedWaiting() async throws {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let simulation = try DeliverySimulation { _, now in (now.timeIntervalSince(start) < 60 ? 500 : 200, []) }
        let (hook, _) = try simulation.subscribe("hook.example.com")
        func replay(_ event: String, is count: Int) async throws {
            try simulation.change { (journal, db, now) throws in
                #expect(try journal.replayDeliveries(hook: hook.id, event: event, db, now: now) == count)
            }
            try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
        }
        let ids = try ["c", "d"].map { try simulation.happen(.callStarted, in: "r", call: $0) }
        try await simulation.run(until: start.addingTimeInterval(30))
        try await replay(ids[0], is: 1)
        #expect(simulation.receivers.ids("hook.example.com") == Array(repeating: ids[0], count: 3))
        try await simulation.run(until: start.addingTimeInterval(60))
        try await replay(ids[1], is: 1)
        #expect(simulation.receivers.ids("hook.example.com").suffix(2) == ids[...])
        #expect(try simulation.deliveries(hook).allSatisfy { $0.state == .delivered })
        try await replay("evt_nope", is: 0)
    }

    @Test("a receiver that is down is left in peace: its rooms do not try it each on their own")
    func circuit() async throws {
        let simulation = try DeliverySimulation { _, _ in (500, []) }
        try simulation.subscribe("hook.example.com")
        for number in 0..<300 { try simulation.happen(.callStarted, in: "room\(number)", call: "c\(number)") }
        let start = simulation.time.now
        try await simulation.run(until: start.addingTimeInterval(3600))
        // One attempt every five minutes once it is known to be down; without the rest it would be four for each of the 300 rooms.
        #expect(simulation.receivers.receipts.count < 40)
    }

    @Test("the process killed between sending and the record: sent again with the same id, nothing lost, order kept")
    func killed() async throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SplitMix(state: seed)
            let simulation = try DeliverySimulation { _, _ in (200, []) }
            try simulation.subscribe("a.example.com")
            try simulation.subscribe("b.example.com")
            simulation.killsNow = { Int.random(in: 0..<3, using: &random) == 0 }
            var happened: [String: [String]] = [:]
            for number in 0..<30 {
                let room = "room\(number % 4)"
                happened[room, default: []].append(try simulation.happen(.callStarted, in: room, call: "c\(number)"))
                if number % 5 == 4 { try await simulation.run(until: simulation.time.now.addingTimeInterval(1)) }
            }
            try await simulation.run(until: simulation.time.now.addingTimeInterval(86_400))
            for host in ["a.example.com", "b.example.com"] {
                for (room, ids) in happened {
                    let received = simulation.receivers.receipts.filter { $0.host == host && $0.room == room }.map(\.id)
                    #expect(inOrder(received) == ids, "seed \(seed)")
                    // A repeat follows its first sending directly: nothing later was sent in between.
                    #expect(received == received.sorted { ids.firstIndex(of: $0) ?? 0 < ids.firstIndex(of: $1) ?? 0 }, "seed \(seed)")
                }
            }
        }
    }

    @Test("what is sent is the payload, signed; both secrets sign during a rotation")
    func signed() async throws {
        let simulation = try DeliverySimulation { _, _ in (200, []) }
        let (hook, first) = try simulation.subscribe("hook.example.com")
        let second = HookSecret()
        let key = try MasterKey.load(file: "", environment: [MasterKey.environmentVariable: Data(repeating: 7, count: 32).base64EncodedString()])
        try simulation.change { (_, db, now) throws in
            try HookTable.rotateSecret(
                db, id: hook.id, sealedSecret: try second.sealed(by: key, connection: "default"), formerUntil: now.addingTimeInterval(100))
        }
        func sent(_ call: String) async throws -> (HTTPRequest, String) {
            let id = try simulation.happen(.callStarted, in: "r", call: call)
            try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
            return (try #require(simulation.receivers.requests.last), id)
        }
        func header(_ request: HTTPRequest, _ name: String) -> String? { request.headers.first { $0.name == name }?.value }
        for (call, secrets) in [("c1", [second, first]), ("c2", [second])] {
            let (request, id) = try await sent(call)
            let body = try #require(request.body)
            let timestamp = try #require(header(request, "webhook-timestamp").flatMap(Int64.init))
            #expect(header(request, "webhook-id") == id)
            #expect(header(request, "Content-Type") == "application/json")
            #expect(header(request, "webhook-signature") == HookSecret.signatures(id: id, timestamp: timestamp, body: body, by: secrets))
            #expect(try JSONDecoder().decode(Event.self, from: body).id == id)
            simulation.time.now += 200
        }
    }

    @Test("a receiver that was there before us gets livedigital's own form, and only livedigital's events")
    func relay() async throws {
        let simulation = try DeliverySimulation { _, _ in (200, []) }
        let (_, secret) = try simulation.subscribe("old.example.com", events: EventType.allCases, form: .livedigital)
        try simulation.happen(.callStarted, in: "r", call: "c")
        try simulation.happen(.runLate, in: "r", call: "x")
        try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
        #expect(simulation.receivers.requests.count == 1)
        let message = try #require(simulation.receivers.requests.first?.body.flatMap(WebhookMessage.init))
        #expect(message.isSigned(by: secret.text))
        #expect(message.callId == "c")
    }

    @Test("a hook is told only of what it asked for, and of nothing from before it was there")
    func filters() async throws {
        let simulation = try DeliverySimulation { _, _ in (200, []) }
        func hook(_ host: String, space: String? = nil, room: String? = nil, job: String? = nil) throws {
            let subscription = HookSubscription(
                connection: "default", url: "https://\(host)/", events: [.callStarted], spaceId: space, roomId: room, jobName: job)
            let key = try MasterKey.load(
                file: "", environment: [MasterKey.environmentVariable: Data(repeating: 7, count: 32).base64EncodedString()])
            let sealed = try HookSecret().sealed(by: key, connection: "default")
            try simulation.change { (_, db, now) throws in _ = try HookTable.subscribe(db, subscription, sealedSecret: sealed, now: now) }
        }
        try simulation.happen(.callStarted, in: "r", call: "before")
        try hook("all.example.com")
        try hook("space.example.com", space: "s")
        try hook("other.example.com", space: "t")
        try hook("room.example.com", room: "r")
        try hook("job.example.com", job: "weekly")
        simulation.time.now += 10
        try simulation.happen(.callStarted, in: "r", call: "c1")
        try simulation.happen(.callFinished, in: "r", call: "c1")
        try simulation.happen(.callStarted, in: "q", call: "c2")
        var old = Event(.callStarted, key: "old", at: simulation.time.now - 86_400, connection: "default", subject: .init())
        old.subject.spaceId = "s"
        try simulation.change { try $0.announce(old, $1, now: $2) }
        try simulation.change { try $0.announce(Event(.callStarted, key: "c1", at: $2, connection: "another", subject: .init()), $1, now: $2) }
        try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
        let counts = Dictionary(grouping: simulation.receivers.receipts, by: \.host).mapValues(\.count)
        #expect(counts == ["all.example.com": 2, "space.example.com": 2, "room.example.com": 1])
    }

    @Test("a hook that is removed is sent nothing more, and what waited for it is gone")
    func removed() async throws {
        let simulation = try DeliverySimulation { _, _ in (500, []) }
        let (hook, _) = try simulation.subscribe("hook.example.com")
        for number in 0..<3 { try simulation.happen(.callStarted, in: "r", call: "c\(number)") }
        try await simulation.run(until: simulation.time.now.addingTimeInterval(1))
        let before = simulation.receivers.receipts.count
        try simulation.change { (_, db, _) throws in
            #expect(try !HookTable.remove(db, id: hook.id, connection: "other"))
            #expect(try HookTable.remove(db, id: hook.id, connection: "default"))
            #expect(try !HookTable.remove(db, id: hook.id, connection: "default"))
        }
        try await simulation.run(until: simulation.time.now.addingTimeInterval(86_400 * 10))
        #expect(simulation.receivers.receipts.count == before)
        #expect(try simulation.deliveries(hook).isEmpty)
    }

    @Test("subscribing to the same twice is one hook; once disabled it is active again")
    func twice() throws {
        let simulation = try DeliverySimulation { _, _ in (200, []) }
        let (first, _) = try simulation.subscribe("hook.example.com")
        try simulation.change { (_, db, _) throws in #expect(try HookTable.disable(db, id: first.id, reason: "gone")) }
        let (second, _) = try simulation.subscribe("hook.example.com", events: [.callFinished, .callStarted, .callStarted])
        #expect(second == first)
        let (third, _) = try simulation.subscribe("hook.example.com", events: [.callStarted])
        #expect(third.id != first.id)
    }
}
