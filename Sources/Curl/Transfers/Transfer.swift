import CLibcurl
import Foundation

/// One request on its way.
///
/// `@unchecked Sendable`: the caller's task owns it until it is submitted, the curl thread until `finish`, then the task again. The mailbox and the
/// continuation order these hand-overs. `continuation` is set before the submission and used once by the curl thread.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    let headers: HeaderList
    var continuation: UnsafeContinuation<Void, Never>?

    /// The libcurl handle while the request is under way.
    var easy: EasyHandle?
    /// Which addresses may be connected to; nil allows all.
    var admitsPeer: (@Sendable ([UInt8]) -> Bool)?
    /// Set by a cancellation that overtook its submission.
    var isCancelled = false
    private(set) var isFinished = false
    /// Set before the first byte of a request can be written; never when there is no connection or no trust.
    private(set) var requestBegan = false

    /// When the total limit passes.
    private let deadline: ContinuousClock.Instant?

    private let file: (any DownloadFile)?
    private let maximumFileBytes: Int64?
    private var end = End.cancelled
    private var progress = EasyHandle.Progress()
    private var headerLines: [UInt8] = []
    private var headersAreWhole = false
    private var body = Data()
    private var bodyBegan = false
    private var goesToFile = false
    private var receivedBytes: Int64 = 0
    private var refusal: (code: HTTPFailure.Code, message: String)?

    private static let maximumHeaderBytes = 256 << 10

    /// How a transfer ended.
    enum End {
        case curl(CURLcode)
        /// libcurl could not even start or go on, for lack of memory or the like.
        case broken(String)
        case cancelled
        case shutDown
    }

    init(_ request: HTTPRequest, file: (any DownloadFile)? = nil, maximumFileBytes: Int64? = nil) throws(HTTPFailure) {
        self.request = request
        self.file = file
        self.maximumFileBytes = maximumFileBytes
        headers = try HeaderList(request)
        deadline = request.timeouts.total.map { .now + $0 }
        if let file, file.isTaken {
            throw HTTPFailure(code: .cannotWriteFile, message: "The file \(file.path) exists already.", requestWasSent: false)
        }
    }

    // MARK: On the curl thread

    /// True when the total limit passed before the request could begin.
    func isOverdue(_ now: ContinuousClock.Instant) -> Bool { !requestBegan && deadline.map { $0 <= now } ?? false }

    /// The socket for a connection to an address; none where that is not allowed.
    func openSocket(_ peer: PeerAddress) -> Int32 {
        if let admitsPeer, !admitsPeer(peer.bytes) {
            _ = refuse(.addressRefused, "the name of the server leads to an address that must not be called")
            return curl_no_socket
        }
        return peer.openSocket()
    }

    /// A request is about to be written. False ends the transfer: libcurl would send again what may have changed something already.
    func beginRequest() -> Bool {
        guard requestBegan, !request.isRead else {
            requestBegan = true
            return true
        }
        return refuse(.connectionLost, "the connection was closed before the answer came")
    }

    /// Takes one header line. False ends the transfer.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.starts(with: "HTTP/".utf8) {
            // Another answer follows: after 100 Continue or a redirect.
            headerLines.removeAll(keepingCapacity: true)
            headerLines.reserveCapacity(1024)
            headersAreWhole = false
        } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            headersAreWhole = true
        } else if !headersAreWhole {
            // What comes later are trailers of a chunked body, which nobody asked for.
            guard headerLines.count + line.count <= Self.maximumHeaderBytes else {
                return refuse(.malformedAnswer, "the header of the answer is larger than \(Self.maximumHeaderBytes) bytes")
            }
            headerLines.append(contentsOf: line)
        }
        return true
    }

    /// Takes a piece of the body. False ends the transfer.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if !bodyBegan, !beginBody() { return false }
        receivedBytes += Int64(bytes.count)
        guard receivedBytes <= limit else { return refuseBody() }
        guard goesToFile, let file else {
            body.append(bytes.assumingMemoryBound(to: UInt8.self))
            return true
        }
        if let problem = file.write(bytes) { return refuse(.cannotWriteFile, problem) }
        return true
    }

    private var limit: Int64 { goesToFile ? maximumFileBytes.map { $0 - (file?.offset ?? 0) } ?? .max : Int64(request.maximumBodyBytes) }

    private func beginBody() -> Bool {
        bodyBegan = true
        guard let easy else { return false }
        // Only here is the status of the final answer known: the body of a redirect that is followed never arrives.
        guard decide(status: easy.status) else { return false }
        let announced = easy.announcedBytes
        guard announced <= limit else { return refuseBody() }
        if !goesToFile, announced > 0 {
            body.reserveCapacity(Int(min(announced, 1 << 20)))
        }
        return true
    }

    private func decide(status: Int) -> Bool {
        switch file?.accept(HTTPResponse(status: status, headers: HTTPResponse.fields(of: headerLines))) ?? .memory {
        case .file: goesToFile = true
        case .memory: break
        case .refuse(let code, let message): return refuse(code, message)
        }
        return true
    }

    private func refuseBody() -> Bool {
        refuse(.bodyTooLarge, "the body of the answer is larger than \(limit) bytes")
    }

    private func refuse(_ code: HTTPFailure.Code, _ message: String) -> Bool {
        refusal = (code, message)
        return false
    }

    /// Hands the transfer back to its task. Nothing of it may be touched afterwards on the curl thread.
    func finish(_ end: End) {
        guard !isFinished else { return }
        isFinished = true
        self.end = end
        if let easy {
            progress = easy.progress
            self.easy = nil
        }
        continuation?.resume()
    }

    // MARK: In the task, after `finish`

    /// The answer. Puts the file in its place, or away when there is none to keep; may wait for the disk.
    func response() throws(HTTPFailure) -> HTTPResponse {
        // An empty body never reached `receiveBody`.
        if failure == nil, !bodyBegan, !decide(status: progress.status), let refusal {
            file?.abandon()
            throw HTTPFailure(code: refusal.code, message: sentence(refusal.message), requestWasSent: true)
        }
        if let failure {
            file?.abandon()
            throw failure
        }
        if let file, goesToFile, let problem = file.sizeProblem() {
            file.abandon()
            throw HTTPFailure(code: .wrongSize, message: sentence(problem), requestWasSent: true)
        }
        if let file, goesToFile, let problem = file.keep() {
            file.abandon()
            throw HTTPFailure(code: .cannotWriteFile, message: sentence(problem), requestWasSent: true)
        }
        return HTTPResponse(
            status: progress.status, headers: HTTPResponse.fields(of: headerLines), body: body, openedConnection: progress.openedConnection)
    }

    private var failure: HTTPFailure? {
        let wasSent = requestBegan || progress.sentBytes > 0
        func failed(_ code: HTTPFailure.Code, _ message: String) -> HTTPFailure {
            HTTPFailure(code: code, message: sentence(message), requestWasSent: wasSent)
        }
        switch end {
        case .curl(CURLE_OK): return nil
        case .curl(let result):
            if let refusal { return failed(refusal.code, refusal.message) }
            let (code, message) = HTTPFailure.meaning(
                of: result, systemError: progress.systemError, requestWasSent: wasSent,
                host: URLComponents(string: request.url)?.host ?? "the server")
            return failed(code, message)
        case .broken(let message): return failed(.cannotConnect, message)
        case .cancelled: return failed(.cancelled, "the request was cancelled")
        case .shutDown: return failed(.cancelled, "the HTTP client was shut down")
        }
    }

    private func sentence(_ problem: String) -> String {
        "\(request.method) \(request.addressWithoutSecrets): \(problem)."
    }
}
