import Curl
import Foundation
import Synchronization

/// Posts events to webhooks: each at most three times, with a pause between, several at once.
final class WebhookPost: Sendable {
    private let log = Mutex<[WebhookDelivery]>([])
    private let numbers: AsyncStream<Int>
    private let waiting: AsyncStream<Int>.Continuation

    static let maximumAttempts = 3

    init() { (numbers, waiting) = AsyncStream.makeStream() }

    var deliveries: [WebhookDelivery] { log.withLock { $0 } }

    /// Puts a delivery in line; it goes out while ``run(now:pause:)`` runs.
    @discardableResult
    func add(_ event: WebhookEvent, to url: String, text: String) -> WebhookDelivery {
        let delivery = log.withLock { log in
            let delivery = WebhookDelivery(number: log.count + 1, url: url, event: event, text: text, state: .pending, attempts: [])
            log.append(delivery)
            return delivery
        }
        waiting.yield(delivery.number)
        return delivery
    }

    /// Delivers what is added until it is cancelled. Runs once.
    func run(now: @escaping @Sendable () -> Date, pause: @escaping @Sendable () -> Duration) async {
        let client = CurlClient(configuration: .init(userAgent: "livedigital-sandbox"))
        await withDiscardingTaskGroup { group in
            for await number in numbers {
                group.addTask { await self.deliver(number, client, now, pause) }
            }
            group.cancelAll()
        }
        client.shutdown()
    }

    private func deliver(_ number: Int, _ client: CurlClient, _ now: @Sendable () -> Date, _ pause: @Sendable () -> Duration) async {
        let delivery = log.withLock { $0[number - 1] }
        let request = HTTPRequest(
            method: "POST", url: delivery.url, headers: [("Content-Type", "application/json")], body: Data(delivery.text.utf8),
            freshConnection: true, timeouts: .init(connect: .seconds(5), total: .seconds(10)))
        for attempt in 1...Self.maximumAttempts {
            let status = try? await client.send(request).status
            if Task.isCancelled { return }
            let isDelivered = status.map { (200..<300).contains($0) } ?? false
            log.withLock { log in
                log[number - 1].attempts.append(.init(at: now(), status: status))
                log[number - 1].state = isDelivered ? .delivered : attempt == Self.maximumAttempts ? .dropped : .pending
            }
            if isDelivered || attempt == Self.maximumAttempts { return }
            guard (try? await Task.sleep(for: pause())) != nil else { return }
        }
    }
}
