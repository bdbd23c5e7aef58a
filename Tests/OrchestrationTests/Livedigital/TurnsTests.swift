import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct TurnsTests {
    private let turns = Turns()
    private let room = Turns.Key(connection: "default", id: "r")

    /// Gives the body a change of the room that is under way until it is told to end.
    private func whileChanging(_ body: (_ end: () -> Void) async -> Void) async {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        async let isMade = turns.take(room) {
            begin.finish()
            for await _ in ended {}
            return true
        }
        for await _ in begun {}
        await body { end.finish() }
        end.finish()
        #expect(await isMade == true)
    }

    @Test("of the changes of one thing one is made and one waits; those besides are turned away, and other things have turns of their own")
    func order() async {
        await whileChanging { end in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<3 { group.addTask { await turns.take(room) { true } ?? false } }
                #expect(await group.next() == false)
                #expect(await group.next() == false)
                for other in [Turns.Key(connection: "default", id: "s"), Turns.Key(connection: "second", id: "r")] {
                    #expect(await turns.take(other) { true } == true)
                }
                end()
                #expect(await group.next() == true)
            }
        }
        #expect(await turns.take(room) { true } == true)
    }

    @Test("whoever is cancelled while waiting is let go at once, and another may wait")
    func cancelled() async {
        await whileChanging { end in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 { group.addTask { await turns.take(room) { true } ?? false } }
                // One is turned away, so the other waits.
                #expect(await group.next() == false)
                group.cancelAll()
                #expect(await group.next() == false)
            }
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 { group.addTask { await turns.take(room) { true } ?? false } }
                #expect(await group.next() == false)
                end()
                #expect(await group.next() == true)
            }
        }
    }

    @Test("a change that fails leaves its turn to the next one")
    func failing() async throws {
        await #expect(throws: CancellationError.self) { try await turns.take(room) { throw CancellationError() } }
        #expect(await turns.take(room) { true } == true)
    }
}
