import Foundation
import LivedigitalAPI

/// Asks livedigital what the webhooks may have lost, and serves accounts that have none: the calls and recordings of every watched room.
///
/// It only reads. What it finds has the same natural keys as what a webhook tells, so nothing goes out twice.
struct EventPoller: Sendable {
    var client: LivedigitalClient
    var connection: String
    /// Called before each request, to keep to the pace of the account.
    var pace: @Sendable () async throws -> Void

    /// How far back it looks: what was lost longer ago is old news.
    private static let reach = Duration.seconds(86_400)

    /// The spaces of the account.
    func spaces() async throws -> (names: [String: String?], isComplete: Bool) {
        try await pace()
        let listing = try await client.spaces()
        return (Dictionary(listing.items.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }), listing.isComplete)
    }

    /// The rooms of a space.
    func rooms(of space: String) async throws -> (names: [String: String?], isComplete: Bool) {
        try await pace()
        let listing = try await client.rooms(spaceId: space)
        return (Dictionary(listing.items.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }), listing.isComplete)
    }

    /// What has happened in a room since an instant, in order, and what livedigital did not tell: a plan may lack the lists of calls and have those
    /// of recordings, or the other way round.
    func events(space: String, room: String, since: Date, now: Date) async throws -> (events: [Event], untold: [LivedigitalError]) {
        let since = max(since, now.later(by: .zero - Self.reach))
        var events: [Event] = []
        var untold: [LivedigitalError] = []
        var seen: Set<String> = []
        do {
            for date in RoomCall.datesToAsk(from: since, to: now) {
                try await pace()
                for call in try await client.calls(spaceId: space, roomId: room, date: date).items
                where call.isBreakoutRoom != true && call.roomId ?? room == room && seen.insert(call.id).inserted {
                    add(.callStarted, call.startedAt, call: call.id, record: nil)
                    if call.isFinished { add(.callFinished, call.finishedAt, call: call.id, record: nil) }
                }
            }
        } catch let error as LivedigitalError where error.isAboutOneThing {
            untold.append(error)
        }
        do {
            try await pace()
            for record in try await client.records(spaceId: space, roomId: room).items {
                add(.recordStarted, record.startedAt, call: record.callId, record: record.id)
                if record.isFinished { add(.recordFinished, record.finishedAt, call: record.callId, record: record.id) }
            }
        } catch let error as LivedigitalError where error.isAboutOneThing {
            untold.append(error)
        }
        func add(_ type: EventType, _ at: Date?, call: String?, record: String?) {
            guard let at, at >= since, at <= now.later(by: .seconds(300)) else { return }
            var subject = Event.Subject()
            (subject.spaceId, subject.roomId, subject.callId, subject.recordId) = (space, room, call, record)
            if let event = Event(livedigital: type, at: at, connection: connection, subject: subject) { events.append(event) }
        }
        return (events.sorted { ($0.timestamp, $0.type.order) < ($1.timestamp, $1.type.order) }, untold)
    }
}

extension LivedigitalError {
    /// Whether livedigital answered about this very thing, so that it may answer about others: it was reached, it knows the token, and it did not ask
    /// for patience.
    var isAboutOneThing: Bool {
        switch kind {
        case .refused, .notReady, .contractMismatch: true
        case .unknown: status != nil
        case .notSent, .rateLimited, .unauthorized, .misconfigured: false
        }
    }
}

extension EventType {
    /// Of two at the same instant the lower comes first: a recording ends before its call.
    fileprivate var order: Int {
        switch self {
        case .callStarted: 0
        case .recordStarted: 1
        case .recordFinished: 2
        default: 3
        }
    }
}
