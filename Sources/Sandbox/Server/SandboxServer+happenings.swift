import Foundation
import HummingbirdCore
import Synchronization

extension SandboxServer {
    /// The habits in force.
    package var options: SandboxOptions { settings.withLock { $0 } }

    /// Changes the habits; what was answered before stays.
    package func set(_ options: SandboxOptions) { settings.withLock { $0 = options } }

    /// What was posted, or is to be posted, to webhooks, in order.
    package var deliveries: [WebhookDelivery] { post.deliveries }

    /// Somebody enters a room: a call begins, and `call_started` is posted. Fails with ``SandboxError/Code/unknownObject`` where there is no such room.
    package func startCall(roomId: String, participants: Int = 1) throws(SandboxError) -> SandboxAccount.RoomCall {
        let surroundings = surroundings
        let (call, event) = try remote.withLock { remote throws(SandboxError) in
            try remote.startCall(in: roomId, participants: participants, surroundings)
        }
        send(event)
        return call
    }

    /// The last one leaves: the recordings of the call end, then the call, and each is posted.
    package func finishCall(_ id: String) throws(SandboxError) {
        let surroundings = surroundings
        let events = try remote.withLock { remote throws(SandboxError) in try remote.finishCall(id, surroundings) }
        for event in events { send(event) }
    }

    /// A recording of a call begins, and `record_started` is posted. Without a name it has one with the time in it.
    package func startRecord(callId: String, name: String? = nil) throws(SandboxError) -> SandboxAccount.Record {
        let surroundings = surroundings
        let (record, event) = try remote.withLock { remote throws(SandboxError) in try remote.startRecord(of: callId, name: name, surroundings) }
        send(event)
        return record
    }

    /// A recording ends well; without a size it has one by its length.
    package func finishRecord(_ id: String, fileSize: Int? = nil) throws(SandboxError) { try endRecord(id, .finished(fileSize: fileSize)) }

    /// A recording ends in an error.
    package func failRecord(_ id: String) throws(SandboxError) { try endRecord(id, .failed) }

    /// A recording is stopped right after its start.
    package func abortRecord(_ id: String) throws(SandboxError) { try endRecord(id, .aborted) }

    private func endRecord(_ id: String, _ end: RemoteState.RecordEnd) throws(SandboxError) {
        let surroundings = surroundings
        send(try remote.withLock { remote throws(SandboxError) in try remote.endRecord(id, end, surroundings) })
    }

    /// Posts an event to the webhook of its space; nothing where the space has no active one. The account does not change.
    ///
    /// - Parameter secret: what it is signed with instead of the webhook's secret, which makes a forgery of it.
    @discardableResult
    package func send(_ event: WebhookEvent, secret: String? = nil) -> WebhookDelivery? {
        guard let webhook = remote.withLock({ $0.account.webhooks.first { $0.spaceId == event.spaceId } }), webhook.isActive else { return nil }
        return post.add(event, to: webhook.url, text: event.envelope(secret: secret ?? webhook.secret))
    }

    /// Posts the bytes of an earlier delivery once more, as a new delivery.
    @discardableResult
    package func redeliver(_ number: Int) throws(SandboxError) -> WebhookDelivery {
        guard let delivery = deliveries.first(where: { $0.number == number }) else {
            throw SandboxError(code: .unknownObject, message: "There is no delivery \(number).", context: ["number": String(number)])
        }
        return post.add(delivery.event, to: delivery.url, text: delivery.text)
    }
}
