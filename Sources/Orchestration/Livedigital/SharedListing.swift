package import Foundation
package import LivedigitalAPI

/// Lets look-ups share lists of playbacks: one list call serves all look-ups of a space that may use it.
///
/// A look-up joins a call under way, or takes the last answer, only if that call began at or after the instant that the look-up names. At
/// most one call per space is under way. A failed call is not kept; all who joined it get its error. Cancelling one of them cancels the
/// call for all, and whoever is not cancelled himself looks up again.
package actor SharedListing {
    private struct Key: Hashable {
        let connection: String
        let spaceId: String
    }

    private typealias Answer = Result<DraftIndex, LivedigitalError>

    private struct Entry {
        let number: Int
        let began: Date
        let task: Task<Answer, Never>
        var isOver = false
    }

    private let now: @Sendable () -> Date
    private var entries: [Key: Entry] = [:]
    private var count = 0

    /// - Parameter now: the clock of the engine, since its instants are compared with it.
    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// The drafts of a space, as a list showed them that was asked for at `notBefore` or later.
    package func drafts(
        of spaceId: String, connection: String, notBefore: Date, client: LivedigitalClient
    ) async throws(LivedigitalError) -> DraftIndex {
        let key = Key(connection: connection, spaceId: spaceId)
        while let entry = entries[key] {
            // One that began later than now began before the clock was set back: nobody knows how long ago.
            if entry.began >= notBefore, entry.began <= now() { return try await Self.value(of: entry.task).get() }
            if entry.isOver { break }
            _ = await Self.value(of: entry.task)
        }
        count += 1
        let number = count
        // The entry owns the task; it ends with the one list call in it.
        let task = Task { () -> Answer in
            let answer: Answer
            do throws(LivedigitalError) {
                answer = .success(DraftIndex(try await client.playbacks(spaceId: spaceId)))
            } catch {
                answer = .failure(error)
            }
            end(number, key, answer)
            return answer
        }
        entries[key] = Entry(number: number, began: now(), task: task)
        return try await Self.value(of: task).get()
    }

    private func end(_ number: Int, _ key: Key, _ answer: Answer) {
        guard entries[key]?.number == number else { return }
        switch answer {
        case .success: entries[key]?.isOver = true
        case .failure: entries[key] = nil
        }
    }

    private static func value(of task: Task<Answer, Never>) async -> Answer {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// The playbacks of a space: those that carry a marker, by marker, and the others by name.
package struct DraftIndex: Sendable {
    private var byMarker: [String: [Playback]] = [:]
    private var others: [Playback] = []
    /// False when livedigital has more playbacks than it listed.
    package let isComplete: Bool

    package init(_ listing: Listing<Playback>) {
        isComplete = listing.isComplete
        for playback in listing.items {
            let tokens = Set(RunMarker.tokens(in: playback.name ?? ""))
            if tokens.isEmpty { others.append(playback) }
            for token in tokens { byMarker[token, default: []].append(playback) }
        }
    }

    /// The playbacks whose name holds exactly this marker in brackets, in livedigital's order.
    package subscript(marker: String) -> [Playback] { byMarker[marker] ?? [] }

    /// The playbacks without a marker that have exactly this name, in livedigital's order.
    package func named(_ name: String) -> [Playback] { others.filter { $0.name == name } }
}
