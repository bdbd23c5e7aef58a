import CLibcurl
import Foundation
import Synchronization

/// The curl thread and the mailbox that leads to it.
///
/// Other threads only put transfers into the mailbox and wake the thread; everything else of libcurl happens on it.
final class TransferLoop: Sendable {
    /// What other threads want. An empty mailbox is the only one that needs a wake-up: the thread takes everything at once.
    struct Mailbox {
        var submissions: [Transfer] = []
        var cancellations: [Transfer] = []
        var isClosed = false
        /// Why submissions are refused, once they are.
        var end: Transfer.End?

        var isEmpty: Bool { submissions.isEmpty && cancellations.isEmpty && !isClosed }
    }

    private let mailbox = Mutex(Mailbox())
    /// Held while waiting for the thread's end, so that a second caller waits too.
    private let thread = Mutex<pthread_t?>(nil)
    /// Which thread is the curl thread, once it runs; what it submits itself it finds before it sleeps.
    private let curlThread = Atomic<UInt>(0)
    /// How many threads are about to wake ours; the handle must outlive them.
    private let wakers = Atomic(0)
    /// Given away to the thread at the start. Others call only `curl_multi_wakeup`, which allows it, and only as ``wakers``.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer?
    private let configuration: CurlClient.Configuration

    private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(configuration: CurlClient.Configuration) {
        self.configuration = configuration
        multi = Self.isInitialised ? curl_multi_init() : nil
        guard let multi else {
            mailbox.withLock { $0.end = .broken("libcurl could not be started") }
            return
        }
        let limit = max(1, configuration.maximumConnectionsPerHost)
        curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limit)
        // Idle connections to several hosts are kept; libcurl's own limit would close them when few requests run.
        curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 4 * limit)
        start()
    }

    private func start() {
        var identifier = pthread_t()
        let reference = Unmanaged.passRetained(self)
        let result = pthread_create(
            &identifier, nil,
            { reference in
                guard let reference else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(reference).takeRetainedValue().run()
                return nil
            }, reference.toOpaque())
        if result == 0 {
            thread.withLock { $0 = identifier }
        } else {
            reference.release()
            curl_multi_cleanup(multi)
            mailbox.withLock { $0.end = .broken("the thread for HTTP requests could not be started") }
        }
    }

    func submit(_ transfer: Transfer) {
        if let refused = post({ $0.submissions.append(transfer) }) { transfer.finish(refused) }
    }

    /// Ends a transfer. It may be finished already, or not yet submitted.
    func cancel(_ transfer: Transfer) {
        _ = post { $0.cancellations.append(transfer) }
    }

    func shutdown() {
        _ = post {
            $0.isClosed = true
            $0.end = .shutDown
        }
        thread.withLock { thread in
            if let thread { pthread_join(thread, nil) }
            thread = nil
        }
    }

    /// Changes the mailbox and wakes the thread. Gives back why nothing is taken any more.
    private func post(_ change: (inout Mailbox) -> Void) -> Transfer.End? {
        let (end, sleeps) = mailbox.withLock { mailbox -> (Transfer.End?, Bool) in
            if let end = mailbox.end { return (end, false) }
            let sleeps = mailbox.isEmpty && curlThread.load(ordering: .relaxed) != UInt(pthread_self())
            if sleeps { wakers.add(1, ordering: .relaxed) }
            change(&mailbox)
            return (nil, sleeps)
        }
        // Outside the lock: the thread would wake only to spin for it.
        if sleeps {
            curl_multi_wakeup(multi)
            wakers.subtract(1, ordering: .releasing)
        }
        return end
    }

    // MARK: On the curl thread

    private func run() {
        guard let multi else { return }
        // NOSIGNAL leaves this to us: OpenSSL writes to connections that the other side has closed.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        curlThread.store(UInt(pthread_self()), ordering: .relaxed)
        var transfers = RunningTransfers(multi: multi, configuration: configuration)
        var end: Transfer.End?
        while end == nil {
            let mail = mailbox.withLock { mailbox in
                let mail = mailbox
                if !mailbox.isEmpty {
                    mailbox.submissions = []
                    mailbox.cancellations = []
                }
                return mail
            }
            for transfer in mail.submissions { transfers.begin(transfer) }
            for transfer in mail.cancellations { transfers.cancel(transfer) }
            if mail.isClosed {
                end = .shutDown
            } else if let problem = transfers.advance() ?? (mailbox.withLock(\.isEmpty) ? transfers.sleep() : nil) {
                end = .broken("libcurl failed (\(problem))")
            }
        }
        stop(&transfers, end ?? .shutDown)
    }

    private func stop(_ transfers: inout RunningTransfers, _ end: Transfer.End) {
        let late = mailbox.withLock { mailbox in
            mailbox.end = mailbox.end ?? end
            defer { mailbox.submissions = [] }
            return mailbox.submissions
        }
        for transfer in late { transfer.finish(end) }
        transfers.finishAll(end)
        // The end is set, so no more of them come, and each has one call left to make.
        while wakers.load(ordering: .acquiring) > 0 { sched_yield() }
        curl_multi_cleanup(multi)
    }
}
