import Curl
import Foundation
import LivedigitalAPI
import Synchronization
import Testing

@testable import Orchestration

/// A transport whose answers wait until the test lets them go.
private final class GatedTransport: HTTPTransport {
    private struct State {
        var waiting: [CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>] = []
        var count = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let result = await withCheckedContinuation { continuation in
            state.withLock {
                $0.count += 1
                $0.waiting.append(continuation)
            }
        }
        return try result.get()
    }

    /// Waits until so many requests were sent in all; gives up when the test is cancelled.
    func sent(_ count: Int) async {
        while self.count < count, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// Answers everything that waits.
    func release(_ result: Result<HTTPResponse, HTTPFailure> = .success(HTTPResponse(status: 200, body: Data(#"{"items":[]}"#.utf8)))) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }

    var client: LivedigitalClient { LivedigitalClient(baseURL: "https://remote.test", token: "t", transport: self) }
}

/// A clock that the test sets.
private final class HandClock: Sendable {
    private let seconds = Mutex(0.0)
    var now: Date { Date(timeIntervalSince1970: seconds.withLock(\.self)) }
    func set(_ value: Double) { seconds.withLock { $0 = value } }
}

@Suite(.timeLimit(.minutes(5))) struct SharedListingTests {
    private let transport = GatedTransport()
    private let clock = HandClock()
    private let listing: SharedListing

    init() {
        let clock = clock
        listing = SharedListing(now: { clock.now })
    }

    /// Asks in a task of its own; true when it was answered, false when it failed.
    private func ask(notBefore: Double, space: String = "s", connection: String = "c") -> Task<Bool, Never> {
        let (listing, client) = (listing, transport.client)
        return Task {
            do throws(LivedigitalError) {
                _ = try await listing.drafts(
                    of: space, connection: connection, notBefore: Date(timeIntervalSince1970: notBefore), client: client)
                return true
            } catch {
                return false
            }
        }
    }

    @Test func lookUpsJoinTheCallUnderWay() async {
        clock.set(10)
        let first = ask(notBefore: 9)
        await transport.sent(1)
        let others = (0..<50).map { _ in ask(notBefore: 10) }
        for _ in 0..<100 { await Task.yield() }
        transport.release()
        #expect(await first.value)
        for other in others { #expect(await other.value) }
        #expect(transport.count == 1)
    }

    @Test func theLastAnswerIsKept() async {
        clock.set(10)
        let first = ask(notBefore: 10)
        await transport.sent(1)
        transport.release()
        #expect(await first.value)
        clock.set(99)
        #expect(await ask(notBefore: 10).value)
        #expect(transport.count == 1)
    }

    @Test func aCallThatBeganTooEarlyServesNobodyElse() async {
        clock.set(10)
        let first = ask(notBefore: 10)
        await transport.sent(1)
        clock.set(20)
        let second = ask(notBefore: 10.001)
        let third = ask(notBefore: 15)
        for _ in 0..<100 { await Task.yield() }
        #expect(transport.count == 1, "one call per space at a time")
        transport.release()
        #expect(await first.value)
        await transport.sent(2)
        transport.release()
        #expect(await second.value)
        #expect(await third.value)
        #expect(transport.count == 2)
    }

    @Test func spacesAndConnectionsAreApart() async {
        clock.set(10)
        let asked = [ask(notBefore: 10), ask(notBefore: 10, space: "t"), ask(notBefore: 10, connection: "d")]
        await transport.sent(3)
        transport.release()
        for task in asked { #expect(await task.value) }
    }

    @Test func aFailureIsSharedButNotKept() async {
        clock.set(10)
        let first = ask(notBefore: 10)
        await transport.sent(1)
        let second = ask(notBefore: 10)
        for _ in 0..<100 { await Task.yield() }
        transport.release(.failure(HTTPFailure(code: .timedOut, message: "late", requestWasSent: true)))
        #expect(await !first.value)
        #expect(await !second.value)
        let third = ask(notBefore: 10)
        await transport.sent(2)
        transport.release()
        #expect(await third.value)
    }

    @Test func aClockThatIsBehindDoesNotHang() async {
        clock.set(10)
        for round in 1...2 {
            let asked = ask(notBefore: 100)
            await transport.sent(round)
            transport.release()
            #expect(await asked.value)
        }
    }

    @Test func aListFromBeforeTheClockWasSetBackServesNobody() async {
        clock.set(1000)
        let first = ask(notBefore: 1000)
        await transport.sent(1)
        transport.release()
        #expect(await first.value)
        // What was made since is not in it, though it seems to be of a later time.
        clock.set(500)
        let second = ask(notBefore: 500)
        await transport.sent(2)
        transport.release()
        #expect(await second.value)
        #expect(transport.count == 2)
    }

    @Test func draftsAreIndexedByMarker() {
        let index = DraftIndex(
            Listing(
                items: [
                    Playback(id: "1", name: "a ⟦run-x⟧"), Playback(id: "2", name: "⟦run-x⟧⟦run-x⟧ ⟦run-y⟧"), Playback(id: "3"),
                    Playback(id: "4", name: "run-x"),
                ], isComplete: false))
        #expect(index["run-x"].map(\.id) == ["1", "2"])
        #expect(index["run-y"].map(\.id) == ["2"])
        #expect(index["run-"].isEmpty)
        #expect(!index.isComplete)
    }
}
