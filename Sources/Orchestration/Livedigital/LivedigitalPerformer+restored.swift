import DurableFlow
import Foundation
import LivedigitalAPI

extension LivedigitalPerformer {
    /// Looks for what a run may have published after the backup that its database was restored from: a playback of its title with an event at its
    /// instant. That it is the run's own is likely and not certain, so a person is asked.
    ///
    /// - Returns: the question, or why nothing can be known; nil where there is no such playback.
    func question(about twin: Twin, among drafts: DraftIndex, _ search: Search) async throws(LivedigitalError) -> Finding<AutowebinarAnswer>? {
        let candidates: [Playback]
        do {
            candidates = try await search.notOwnedByOthers(Made.playback, drafts.named(twin.title), id: \.id)
        } catch {
            return .hindered(.notSent("\(error)"))
        }
        for playback in candidates {
            let events = try await search.client.playbackEvents(spaceId: search.spaceId, playbackId: playback.id)
            if let event = events.items.first(where: { twin.isShared || $0.begins(at: twin.startsAt) }) {
                return .unproved(Self.question(playback, event, twin, runKey: search.context.runKey))
            }
            if !events.isComplete {
                return .unproved(
                    "This database was restored from a backup, and livedigital listed only a part of the events of the playback \(playback.id), which "
                        + "is called “\(twin.title)” as this run's: is one of them at \(Self.instant(twin))? \(Self.byHand)")
            }
        }
        return nil
    }

    private static func question(_ playback: Playback, _ event: PlaybackEvent, _ twin: Twin, runKey: String) -> String {
        "This database was restored from a backup, and livedigital has a playback “\(twin.title)” (\(playback.id)) with an event "
            + "\(twin.isShared ? "" : "at \(instant(twin)) ")(\(event.id)) that no run here knows. If this run made it after the backup: autowebinar run resolve \(runKey) "
            + "--adopt \(playback.id); if it is something else: autowebinar run resolve \(runKey) --not-done"
    }

    private static func instant(_ twin: Twin) -> String {
        twin.startsAt.map { WireDate.format(WireDate.date(milliseconds: $0)) } ?? "no instant (permanent)"
    }
}
