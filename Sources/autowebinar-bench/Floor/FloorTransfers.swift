import CLibcurl

/// The floor's calls under way, by libcurl's multi interface on the caller's thread.
final class FloorTransfers {
    /// A whole answer with a status from 200 to 299.
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    private let multi: UnsafeMutableRawPointer
    private let transfers: [FloorTransfer]
    private var underWay: Int32 = 0

    /// Makes that many transfers, each of which carries one call at a time.
    init(count: Int) throws {
        guard let multi = curl_multi_init() else { throw BenchFailure(code: .server, message: "libcurl has no memory for its first handle") }
        self.multi = multi
        transfers = try (0..<count).map { try FloorTransfer(index: $0) }
    }

    deinit { curl_multi_cleanup(multi) }

    var count: Int { transfers.count }

    /// The answer of a transfer that has finished.
    func answer(_ index: Int) -> Answer { Answer(status: transfers[index].status, body: transfers[index].body) }

    /// Starts a call.
    func start(_ index: Int, _ call: FloorCall) throws {
        let transfer = transfers[index]
        transfer.prepare(call)
        let code = curl_multi_add_handle(multi, transfer.easy)
        guard code == CURLM_OK else { throw Self.failure(code) }
    }

    /// Waits until calls have finished and returns the transfers of all that have, so that one commit serves them.
    func finished() throws -> [Int] {
        var finished: [Int] = []
        while true {
            var code = curl_multi_perform(multi, &underWay)
            guard code == CURLM_OK else { throw Self.failure(code) }
            try collect(into: &finished)
            if underWay == 0 { return finished }
            // With an answer in hand only what is ready at once is waited for.
            var ready: Int32 = 0
            code = curl_multi_poll(multi, nil, 0, finished.isEmpty ? 1_000 : 0, &ready)
            guard code == CURLM_OK else { throw Self.failure(code) }
            if ready == 0, !finished.isEmpty { return finished }
        }
    }

    private func collect(into finished: inout [Int]) throws {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
            let code = message.data.result
            curl_multi_remove_handle(multi, easy)
            let transfer = FloorTransfer.of(easy)
            try transfer.check(code)
            finished.append(transfer.index)
        }
    }

    private static func failure(_ code: CURLMcode) -> BenchFailure {
        BenchFailure(code: .server, message: "libcurl: \(String(cString: curl_multi_strerror(code)))")
    }
}
