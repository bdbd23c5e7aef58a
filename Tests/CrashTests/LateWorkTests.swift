import ProcessHarness
import Sandbox
import Testing

/// Work that the remote side does so late that the look-up has not seen it: it is found by the second look before publication.
@Suite(.timeLimit(.minutes(10))) struct LateWorkTests {
    @Test func `a draft that comes after the settle window is removed before publication`() async throws {
        try await Scenario.play("late draft", timeout: "1s", start: "+10s") { scenario in
            let run = try scenario.startJob { _ in
                // Dropped at 0 s, looked up and sent again at 2 s, done a second time at 4 s; the event has to wait until 6 s.
                [
                    RemoteStep.createPlayback.fault(.late(.seconds(4))),
                    RemoteStep.createPlaybackEvent.fault(.status(429, retryAfter: 4)),
                ]
            }
            try await scenario.addDecoys()
            await scenario.end(of: run)
            scenario.expectFaultsFired()
            scenario.expectCompleted([.createPlayback: .repeated])
            scenario.expectRemoved(.playback)
        }
    }

    @Test func `an event that comes after the settle window is removed before publication`() async throws {
        try await Scenario.play("late event", timeout: "1s", start: "+10s") { scenario in
            let run = try scenario.startJob { _ in
                // As above, but with the second look itself made to wait: nothing else lists playbacks in this run.
                [
                    RemoteStep.createPlaybackEvent.fault(.late(.seconds(4))),
                    Fault(operation: "getPlaybacks", action: .status(429, retryAfter: 4)),
                ]
            }
            try await scenario.addDecoys()
            await scenario.end(of: run)
            scenario.expectFaultsFired()
            scenario.expectCompleted([.createPlaybackEvent: .repeated])
            scenario.expectRemoved(.event)
        }
    }
}

extension Scenario {
    /// Two were made of this kind, so one of them was removed; that it was in time is judged with the rest.
    fileprivate mutating func expectRemoved(_ kind: LedgerEntry.Kind) {
        let entries = ours.filter { $0.kind == kind }
        expect(entries.count { $0.what == .created } == 2, "the remote side was to make two of the kind \(kind)")
        expect(entries.count { $0.what == .deleted } == 1, "one of the two was to be removed")
    }
}
