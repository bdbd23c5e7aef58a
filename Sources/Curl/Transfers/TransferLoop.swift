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
    /// Given away to the thread at the start. Others call only `curl_multi_wakeup`, which allows it, and only while holding the mailbox open.
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
        let refused: Transfer.End? = mailbox.withLock { mailbox in
            if let end = mailbox.end { return end }
            wake(&mailbox) { $0.submissions.append(transfer) }
            return nil
        }
        if let refused { transfer.finish(refused) }
    }

    /// Ends a transfer. It may be finished already, or not yet submitted.
    func cancel(_ transfer: Transfer) {
        mailbox.withLock { mailbox in
            guard mailbox.end == nil else { return }
            wake(&mailbox) { $0.cancellations.append(transfer) }
        }
    }

    func shutdown() {
        mailbox.withLock { mailbox in
            guard mailbox.end == nil else { return }
            wake(&mailbox) { $0.isClosed = true }
            mailbox.end = .shutDown
        }
        thread.withLock { thread in
            if let thread { pthread_join(thread, nil) }
            thread = nil
        }
    }

    private func wake(_ mailbox: inout Mailbox, _ change: (inout Mailbox) -> Void) {
        let sleeps = mailbox.isEmpty
        change(&mailbox)
        // Under the lock: after the end is set there is no handle to wake any more.
        if sleeps { curl_multi_wakeup(multi) }
    }

    // MARK: On the curl thread

    private func run() {
        guard let multi else { return }
        // NOSIGNAL leaves this to us: OpenSSL writes to connections that the other side has closed.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

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
            } else if let problem = transfers.advance() {
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
        curl_multi_cleanup(multi)
    }
}
