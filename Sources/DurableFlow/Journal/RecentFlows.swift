import Foundation
import Synchronization

/// The flows that were written last, each with its stored form: a run that goes on soon need not be read from its text again.
///
/// A flow counts only for the very bytes that it was written as, so it may stay here whatever becomes of its transaction, and whoever else changes
/// the run.
final class RecentFlows<F: Flow>: Sendable {
    private struct Entry {
        let stored: Data
        let flow: F
    }

    /// Of the older half whatever is not written again goes at once.
    private let halves = Mutex<(newer: [String: Entry], older: [String: Entry])>(([:], [:]))

    /// A flow and its text take some 4 KB; those of long texts are not kept.
    private static var half: Int { 1024 }
    private static var longest: Int { 16_384 }

    /// Keeps the flow of a run in the form in which it is being stored.
    func note(_ flow: F, stored: Data, key: String) {
        guard stored.count <= Self.longest else { return }
        halves.withLock { halves in
            if halves.newer.count >= Self.half { halves = ([:], halves.newer) }
            halves.newer[key] = Entry(stored: stored, flow: flow)
        }
    }

    /// The flow of a run that is stored in that form, or nil where it is not at hand.
    func flow(stored: Data, key: String, kind: String, version: Int) -> F? {
        halves.withLock { halves in
            guard let entry = halves.newer[key] ?? halves.older[key], entry.stored == stored, entry.flow.kind == kind, entry.flow.version == version
            else { return nil }
            return entry.flow
        }
    }
}
