import CLibcurl
import Foundation

/// A handle of libcurl, used for one transfer at a time and only on the curl thread.
///
/// What is the same for all requests is set once; `prepare` sets everything else every time, so nothing is left over from the transfer before.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// The first option that libcurl refused.
    private var refusedOption: CURLcode = CURLE_OK

    /// Numbers of a transfer that has ended.
    struct Progress {
        var status = 0
        var openedConnection = false
        /// Header and body bytes of all requests of the transfer, those to a proxy included.
        var sentBytes = 0
        /// The `errno` of a failed connection, or 0.
        var systemError = 0
    }

    private let admitsPeer: (@Sendable ([UInt8]) -> Bool)?

    init?(_ configuration: CurlClient.Configuration, noProxy: String) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        admitsPeer = configuration.admitsPeer
        set(CURLOPT_NOSIGNAL, 1)
        // Where one request ends and what a repeat means is only simple in HTTP/1.1.
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_UNRESTRICTED_AUTH, 0)
        set(CURLOPT_NOPROXY, configuration.admitsPeer == nil ? noProxy : "*")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        // Else a cancelled or timed out name look-up would stop the thread until the resolver gives up.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
        if configuration.certificateAuthorityFile != nil || curl_has_authorities_file() {
            // The folder of the system's authorities would be trusted as well, and libcurl keeps a parsed file in memory only without it.
            set(CURLOPT_CAPATH, nil)
        }
        check(
            curl_set_sink(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
                EasyHandle.transfer(transfer).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
            })
        check(
            curl_set_sink(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
                EasyHandle.transfer(transfer).receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : size * count + 1
            })
        // Called when the connection stands, TLS included, right before the request is written; once more for each repeat and each redirect.
        check(
            curl_set_prerequest(pointer) { transfer, _, _, _, _ in
                EasyHandle.transfer(transfer).beginRequest() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
        if configuration.admitsPeer != nil {
            check(
                curl_set_socket_opener(pointer) { transfer, _, address in
                    guard let address else { return curl_no_socket }
                    return EasyHandle.transfer(transfer).openSocket(PeerAddress(address))
                })
        }
    }

    deinit { curl_easy_cleanup(pointer) }

    private static func transfer(_ pointer: UnsafeMutableRawPointer?) -> Transfer {
        // Always set by `prepare`, and the loop holds the transfer while libcurl may call.
        Unmanaged<Transfer>.fromOpaque(pointer!).takeUnretainedValue()
    }

    /// The transfer that the handle was prepared for last.
    static func transfer(of pointer: UnsafeMutableRawPointer) -> Transfer? {
        var value: UnsafeMutableRawPointer?
        guard curl_get_pointer(pointer, CURLINFO_PRIVATE, &value) == CURLE_OK, let value else { return nil }
        return Unmanaged<Transfer>.fromOpaque(value).takeUnretainedValue()
    }

    /// Makes the handle ready. The transfer must be kept alive until the handle is removed from the multi handle.
    func prepare(for transfer: Transfer) -> CURLcode {
        let request = transfer.request
        set(CURLOPT_URL, request.url)
        prepareBody(request)
        check(curl_set_list(pointer, CURLOPT_HTTPHEADER, transfer.headers.first))
        set(CURLOPT_XOAUTH2_BEARER, request.bearerToken)
        set(CURLOPT_HTTPAUTH, request.bearerToken == nil ? curl_auth_basic : curl_auth_bearer)
        set(CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        set(CURLOPT_FORBID_REUSE, request.freshConnection ? 1 : 0)
        let follows = request.maximumRedirects > 0 && request.isRead
        set(CURLOPT_FOLLOWLOCATION, follows ? 1 : 0)
        set(CURLOPT_MAXREDIRS, max(0, request.maximumRedirects))
        // libcurl's 0 is "300 s" for the first and "no limit" for the second.
        set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect?.milliseconds ?? Int(Int32.max))
        set(CURLOPT_TIMEOUT_MS, request.timeouts.total?.milliseconds ?? 0)
        set(CURLOPT_LOW_SPEED_LIMIT, request.timeouts.stall == nil ? 0 : 1)
        set(CURLOPT_LOW_SPEED_TIME, request.timeouts.stall.map { ($0.milliseconds + 999) / 1000 } ?? 0)
        transfer.admitsPeer = admitsPeer
        let reference = Unmanaged.passUnretained(transfer).toOpaque()
        for option in [CURLOPT_PRIVATE, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_PREREQDATA, CURLOPT_OPENSOCKETDATA] {
            check(curl_set_pointer(pointer, option, reference))
        }
        return refusedOption
    }

    private func prepareBody(_ request: HTTPRequest) {
        if request.sendsBody {
            set(CURLOPT_POST, 1)
            let body = request.body ?? Data()
            check(curl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            if body.isEmpty {
                set(CURLOPT_COPYPOSTFIELDS, "")
            } else {
                body.withUnsafeBytes { check(curl_set_string(pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress?.assumingMemoryBound(to: CChar.self))) }
            }
            set(CURLOPT_CUSTOMREQUEST, request.method == "POST" ? nil : request.method)
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
            set(CURLOPT_CUSTOMREQUEST, nil)
        } else {
            set(CURLOPT_HTTPGET, 1)
            set(CURLOPT_CUSTOMREQUEST, request.method == "GET" ? nil : request.method)
        }
    }

    /// Lets go of what the last transfer left in it, before it waits for the next.
    func release() {
        // Frees the copy of a body; the method it sets as well is set anew by `prepare`.
        set(CURLOPT_POSTFIELDS, nil)
        set(CURLOPT_XOAUTH2_BEARER, nil)
        check(curl_set_list(pointer, CURLOPT_HTTPHEADER, nil))
    }

    // MARK: Answers

    var status: Int { long(CURLINFO_RESPONSE_CODE) }

    /// The `Content-Length`, or -1.
    var announcedBytes: Int64 {
        var value: curl_off_t = -1
        return curl_get_offset(pointer, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &value) == CURLE_OK ? Int64(value) : -1
    }

    var progress: Progress {
        Progress(
            status: status, openedConnection: long(CURLINFO_NUM_CONNECTS) > 0, sentBytes: long(CURLINFO_REQUEST_SIZE),
            systemError: long(CURLINFO_OS_ERRNO))
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private func set(_ option: CURLoption, _ value: Int) { check(curl_set_long(pointer, option, value)) }

    private func set(_ option: CURLoption, _ value: String?) { check(curl_set_string(pointer, option, value)) }

    private func check(_ result: CURLcode) {
        if refusedOption == CURLE_OK { refusedOption = result }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, at least 1 and at most what libcurl takes.
    fileprivate var milliseconds: Int {
        guard self < .milliseconds(Int(Int32.max)) else { return Int(Int32.max) }
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
