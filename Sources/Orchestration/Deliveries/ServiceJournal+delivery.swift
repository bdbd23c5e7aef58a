package import DurableFlow
package import Foundation
package import GRDB

extension ServiceJournal {
    /// Puts an event on its way to a hook, behind what is on its way from the same room.
    func deliver(_ event: StoredEvent, to hook: Hook, _ db: Database, now: Date) throws {
        if hook.form == .livedigital, !event.event.type.isFromLivedigital { return }
        try DeliveryTable.enqueue(db, hook: hook.id, event: event, now: now)
        try beginDelivery(hook: hook.id, stream: DeliveryTable.stream(of: event), db, now: now)
    }

    /// Makes the run of the first delivery of a stream that waits, unless one is under way.
    func beginDelivery(hook: String, stream: String, _ db: Database, now: Date) throws {
        guard let (event, run) = try DeliveryTable.begin(db, hook: hook, stream: stream) else { return }
        _ = try submit(db, key: run, flow: .delivery(DeliveryFlow(hook: hook, event: event)), now: now)
    }

    /// Writes down how a delivery ended, and lets the next one of its room begin.
    func endDelivery(_ delivery: DeliveryFlow, _ db: Database, now: Date) throws {
        let state = delivery.state == .delivered ? Delivery.State.delivered : .dead
        let stream = try DeliveryTable.end(
            db, hook: delivery.hook, event: delivery.event, as: state, attempts: delivery.attempts, status: delivery.lastStatus,
            reason: delivery.lastReason, now: now)
        guard let stream else { return }
        switch delivery.state {
        case .gone: try disableHook(delivery.hook, reason: "the receiver answered 410: it wants nothing more", db, now: now)
        case .dropped: try DeliveryTable.giveUpWaiting(db, hook: delivery.hook, reason: delivery.lastReason ?? "the hook is disabled", now: now)
        default:
            if delivery.tellsOfRecovery {
                for run in try DeliveryTable.runsUnderWay(db, hook: delivery.hook) { try sendNow(run, db, now: now) }
            }
            try beginDelivery(hook: delivery.hook, stream: stream, db, now: now)
        }
    }

    /// Sends deliveries again that are over, with the same ids. One that waits is sent now, or what it waits for.
    ///
    /// - Parameter event: the id of one event; nil takes all that were given up.
    /// - Returns: how many.
    package func replayDeliveries(hook: String, event: String?, _ db: Database, now: Date) throws -> Int {
        let count = try DeliveryTable.replay(db, hook: hook, event: event, now: now)
        for stream in try DeliveryTable.waitingStreams(db, hook: hook) { try beginDelivery(hook: hook, stream: stream, db, now: now) }
        guard count == 0, let event, let run = try DeliveryTable.runUnderWay(db, hook: hook, before: event) else { return count }
        try sendNow(run, db, now: now)
        return 1
    }

    /// Lets a delivery that waits for its next attempt wait no longer.
    private func sendNow(_ run: String, _ db: Database, now: Date) throws {
        // One that was not sent yet is due.
        guard try RunRecord.fetchState(db, key: run)?.state != .ready else { return }
        try amend(db, key: run, amendment: Data(), actor: "delivery", now: now)
    }

    private func disableHook(_ id: String, reason: String, _ db: Database, now: Date) throws {
        guard let hook = try HookTable.fetch(db, id: id), try HookTable.disable(db, id: id, reason: reason) else { return }
        try DeliveryTable.giveUpWaiting(db, hook: id, reason: reason, now: now)
        for run in try DeliveryTable.runsUnderWay(db, hook: id) { try cancel(db, key: run, actor: "delivery", now: now) }
        try audit(db, nil, "delivery", "hook \(id) disabled: \(reason)", now: now)
        let event = Event(.hookDisabled, key: "\(id) \(now.wholeMilliseconds)", at: now, connection: hook.connection, subject: Event.Subject())
        try announce(event, db, now: now)
    }
}
