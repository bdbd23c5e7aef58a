import CLibcurl

/// The transfers that libcurl works on, and the handles that wait for the next ones. Lives on the curl thread.
struct RunningTransfers {
    let multi: UnsafeMutableRawPointer
    let configuration: CurlClient.Configuration
    private var running: [ObjectIdentifier: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    private let noProxy = LoopbackExemption.fromEnvironment()

    init(multi: UnsafeMutableRawPointer, configuration: CurlClient.Configuration) {
        self.multi = multi
        self.configuration = configuration
    }

    mutating func begin(_ transfer: Transfer) {
        if transfer.isCancelled { return transfer.finish(.cancelled) }
        guard let easy = idleHandles.popLast() ?? EasyHandle(configuration, noProxy: noProxy) else {
            return transfer.finish(.broken("there is no memory for another request"))
        }
        let refused = easy.prepare(for: transfer)
        guard refused == CURLE_OK else {
            return transfer.finish(.broken("libcurl refuses an option (\(String(cString: curl_easy_strerror(refused))))"))
        }
        transfer.easy = easy
        running[ObjectIdentifier(transfer)] = transfer
        let result = curl_multi_add_handle(multi, easy.pointer)
        if result != CURLM_OK { end(transfer, .broken("libcurl takes no request (\(String(cString: curl_multi_strerror(result))))")) }
    }

    mutating func cancel(_ transfer: Transfer) {
        if transfer.easy != nil {
            end(transfer, .cancelled)
        } else {
            // Not submitted yet, or finished long ago.
            transfer.isCancelled = true
        }
    }

    /// Works on what is ready. Gives back why it cannot go on.
    mutating func advance() -> String? {
        var count: Int32 = 0
        let performed = curl_multi_perform(multi, &count)
        guard performed == CURLM_OK else { return String(cString: curl_multi_strerror(performed)) }
        while let message = curl_multi_info_read(multi, &count)?.pointee {
            guard message.msg == CURLMSG_DONE, let pointer = message.easy_handle, let transfer = EasyHandle.transfer(of: pointer) else { continue }
            end(transfer, .curl(message.data.result))
        }
        endOverdue()
        return nil
    }

    /// Sleeps until there is more to work on or somebody wakes it. Gives back why it cannot go on.
    func sleep() -> String? {
        let polled = curl_multi_poll(multi, nil, 0, .max, nil)
        return polled == CURLM_OK ? nil : String(cString: curl_multi_strerror(polled))
    }

    /// Ends what waits for a connection longer than it may: libcurl 7.88 wakes up for its limit, but does not look at waiting transfers.
    private mutating func endOverdue() {
        guard running.count > configuration.maximumConnectionsPerHost else { return }
        let now = ContinuousClock.now
        for transfer in Array(running.values) where transfer.isOverdue(now) { end(transfer, .curl(CURLE_OPERATION_TIMEDOUT)) }
    }

    mutating func finishAll(_ end: Transfer.End) {
        for transfer in Array(running.values) { self.end(transfer, end) }
        idleHandles = []
    }

    private mutating func end(_ transfer: Transfer, _ end: Transfer.End) {
        running[ObjectIdentifier(transfer)] = nil
        guard let easy = transfer.easy else { return }
        curl_multi_remove_handle(multi, easy.pointer)
        transfer.finish(end)
        // A handle that went through a failure is not trusted with another request.
        if case .curl(CURLE_OK) = end, idleHandles.count < configuration.maximumConnectionsPerHost {
            easy.release()
            idleHandles.append(easy)
        }
    }
}
