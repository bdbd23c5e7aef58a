import CLibcurl
import Foundation

/// An HTTP/1.1 client with kept connections. One object serves a whole process: every task may use it at the same time.
///
/// A request other than `GET` and `HEAD` is sent once at most. libcurl by itself sends any request again, unseen, when a kept connection dies
/// before the first byte of an answer; here that ends with ``HTTPFailure/Code/connectionLost`` instead.
///
/// All work of libcurl happens on one thread, which sleeps until there is something to do. Certificates are always checked, cookies are never kept,
/// and the proxy variables of the environment are honoured except for the loopback addresses.
package final class CurlClient: HTTPTransport, Sendable {
    /// What stays the same over all requests of a client.
    package struct Configuration: Sendable {
        /// A PEM file with the authorities to trust instead of the system's; nil trusts the system's.
        package var certificateAuthorityFile: String?
        /// The most connections to one host and port; further requests wait, and their time limits run meanwhile.
        package var maximumConnectionsPerHost: Int
        /// The `User-Agent` of every request.
        package var userAgent: String
        /// Whether a connection to an IP address may be opened: 4 or 16 bytes, in network order. It is asked for the address that the socket is to be
        /// connected with, after the name was looked up, so that a name which changes its meaning gains nothing. With it no proxy is used, since the
        /// proxy would be the one that looks the name up. Nil allows all.
        package var admitsPeer: (@Sendable ([UInt8]) -> Bool)?

        package init(
            certificateAuthorityFile: String? = nil, maximumConnectionsPerHost: Int = 64, userAgent: String = "autowebinar",
            admitsPeer: (@Sendable ([UInt8]) -> Bool)? = nil
        ) {
            self.certificateAuthorityFile = certificateAuthorityFile
            self.maximumConnectionsPerHost = maximumConnectionsPerHost
            self.userAgent = userAgent
            self.admitsPeer = admitsPeer
        }
    }

    private let loop: TransferLoop

    /// Starts the thread. Nothing is opened or read before the first request.
    package init(configuration: Configuration) {
        loop = TransferLoop(configuration: configuration)
    }

    deinit { loop.shutdown() }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let transfer = try Transfer(request)
        await run(transfer)
        return try transfer.response()
    }

    /// Sends once and writes the body of a 2xx answer to a new file.
    ///
    /// The file has its name only when it is whole and safely on the disk: the body goes to a hidden `.part` file in the same folder, which is
    /// renamed at the end. Any other status leaves the disk alone and comes back with its body. A failure leaves no file; a crash may leave the
    /// `.part` file. A file that already has the name is never touched. Cancelling has no effect once the last byte has arrived.
    ///
    /// - Parameters:
    ///   - path: where the file shall be; its folder must exist.
    ///   - maximumBytes: the largest file; a longer body ends with ``HTTPFailure/Code/bodyTooLarge``. Nil means no limit.
    package func download(_ request: HTTPRequest, to path: String, limit maximumBytes: Int64?) async throws(HTTPFailure) -> HTTPResponse {
        let transfer = try Transfer(request, file: PartialFile(path: path), maximumFileBytes: maximumBytes)
        await run(transfer)
        return try await whileWaitingForTheDisk { () throws(HTTPFailure) in try transfer.response() }
    }

    /// Waiting for the disk may take long: not on a thread of Swift's pool.
    func whileWaitingForTheDisk<T: Sendable, Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> T) async throws(Failure) -> T {
        try await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<T, Failure>, Never>) in
            Thread.detachNewThread {
                let result = Result { () throws(Failure) in try body() }
                continuation.resume(returning: result)
            }
        }.get()
    }

    /// Cancels all requests, closes all connections and waits for the thread to end. Later requests fail with ``HTTPFailure/Code/cancelled``.
    ///
    /// Calling it again does nothing but wait for the end.
    package func shutdown() {
        loop.shutdown()
    }

    func run(_ transfer: Transfer) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                transfer.continuation = continuation
                loop.submit(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }
}
