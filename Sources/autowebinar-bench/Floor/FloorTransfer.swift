import CLibcurl

/// One libcurl handle, used for one call after another.
final class FloorTransfer {
    let index: Int
    let easy: UnsafeMutableRawPointer
    private(set) var body: [UInt8] = []
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var call: FloorCall?

    init(index: Int = 0) throws {
        guard let easy = curl_easy_init() else { throw BenchFailure(code: .server, message: "libcurl has no memory for another handle") }
        self.index = index
        self.easy = easy
        // The fields that the engine's client sends.
        for header in ["User-Agent: autowebinar", "Content-Type: application/json", "Accept: application/json", "Authorization: Bearer bench"] {
            headers = curl_slist_append(headers, header)
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_set_list(easy, CURLOPT_HTTPHEADER, headers)
        curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        curl_set_long(easy, CURLOPT_TIMEOUT_MS, 30_000)
        curl_set_pointer(easy, CURLOPT_PRIVATE, context)
        curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        curl_set_sink(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<FloorTransfer>.fromOpaque(context).takeUnretainedValue()
            transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
    }

    /// The transfer that a handle belongs to.
    static func of(_ easy: UnsafeMutableRawPointer) -> FloorTransfer {
        var context: UnsafeMutableRawPointer?
        curl_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return Unmanaged<FloorTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    /// The body of the answer to one GET; the thread waits for it.
    static func fetch(_ url: String) throws -> [UInt8] {
        let transfer = try FloorTransfer()
        transfer.prepare(FloorCall(method: .get, url: url, body: ""))
        try transfer.check(curl_easy_perform(transfer.easy))
        return transfer.body
    }

    /// Sets the handle up for a call and forgets the last answer.
    func prepare(_ call: FloorCall) {
        self.call = call
        body.removeAll(keepingCapacity: true)
        curl_set_string(easy, CURLOPT_URL, call.url)
        curl_set_long(easy, CURLOPT_FRESH_CONNECT, call.usesFreshConnection ? 1 : 0)
        curl_set_long(easy, CURLOPT_FORBID_REUSE, call.usesFreshConnection ? 1 : 0)
        if call.method == .get {
            curl_set_long(easy, CURLOPT_HTTPGET, 1)
        } else {
            curl_set_long(easy, CURLOPT_POSTFIELDSIZE, call.body.utf8.count)
            curl_set_string(easy, CURLOPT_COPYPOSTFIELDS, call.body)
        }
        curl_set_string(easy, CURLOPT_CUSTOMREQUEST, call.method.rawValue)
    }

    /// Throws unless the call ended well with a status from 200 to 299.
    func check(_ code: CURLcode) throws {
        let name = call.map { "\($0.method.rawValue) \($0.url)" } ?? "no call"
        guard code == CURLE_OK else {
            throw BenchFailure(code: .server, message: "\(name): \(String(cString: curl_easy_strerror(code)))")
        }
        guard (200..<300).contains(status) else {
            throw BenchFailure(code: .server, message: "\(name) answered \(status): \(String(decoding: body, as: UTF8.self))")
        }
    }

    /// The status of the last answer.
    var status: Int {
        var status = 0
        curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }
}
