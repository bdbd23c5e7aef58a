import Foundation
import LivedigitalAPI

/// Finds the call that an event of a room without a call id is about.
struct CallLookUp: Sendable {
    /// How far the webhook may lag behind what it tells of.
    private static let spread: TimeInterval = 600

    var client: LivedigitalClient

    /// The call of a room that began or ended about when the event came, the latest of several; nil where the list has none.
    ///
    /// - Throws: ``LivedigitalError``
    func callId(of event: IngestedEvent) async throws(LivedigitalError) -> String? {
        guard let space = event.spaceId, let room = event.roomId, let type = EventType(name: event.eventName) else { return nil }
        var best: (at: Date, id: String)?
        let from = event.receivedAt.addingTimeInterval(type == .callFinished ? -86_400 : -Self.spread)
        for date in RoomCall.datesToAsk(from: from, to: event.receivedAt) {
            for call in try await client.calls(spaceId: space, roomId: room, date: date).items {
                guard call.isBreakoutRoom != true, let at = type == .callFinished ? call.finishedAt : call.startedAt,
                    abs(at.timeIntervalSince(event.receivedAt)) <= Self.spread, best.map({ at > $0.at }) ?? true
                else { continue }
                best = (at, call.id)
            }
        }
        return best?.id
    }
}
