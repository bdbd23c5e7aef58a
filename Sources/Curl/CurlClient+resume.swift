import Foundation

/// How far a download is.
package struct DownloadProgress: Sendable, Equatable {
    /// What is there, earlier attempts included.
    package var bytes: Int64
    /// The size of the whole; nil where the server does not tell it.
    package var total: Int64?

    package init(bytes: Int64, total: Int64?) {
        self.bytes = bytes
        self.total = total
    }
}

extension CurlClient {
    /// Sends once and writes the body into a file, going on behind what an earlier attempt left of the same version of it.
    ///
    /// The file has its name only when it is whole and safely on the disk; until then what has arrived lies beside it, hidden, and the next call
    /// with the same path asks for the rest (`Range`, `If-Range`). A server that has another version by now, or takes no ranges, sends the whole,
    /// and it begins anew. Free space is checked before the first byte. A file that already has the name is never touched.
    ///
    /// Cancelling and failures keep what has arrived. Of two calls for one path at the same time, in this process or another, one is refused.
    ///
    /// - Parameters:
    ///   - path: where the file shall be; its folder must exist.
    ///   - size: what the whole must have, in bytes; another one is ``HTTPFailure/Code/wrongSize``, and nothing is kept of it. Nil takes any.
    ///   - progress: called for each piece, on the thread of the client: it must be quick.
    /// - Returns: the answer; the file is there where its status is 200 to 299. A 416 to a file that is whole already is returned as a 206.
    package func resume(
        _ request: HTTPRequest, to path: String, size: Int64? = nil, progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(HTTPFailure) -> HTTPResponse {
        let file = ResumableFile(path: path, wantedSize: size, progress: progress)
        var request = request
        request.headers += file.headers
        let transfer = try Transfer(request, file: file)
        await run(transfer)
        let response = try await whileWaitingForTheDisk { () throws(HTTPFailure) in try transfer.response() }
        guard response.status == 416, file.isWhole(response) else { return response }
        if let problem = await whileWaitingForTheDisk({ file.keep() }) {
            throw HTTPFailure(code: .cannotWriteFile, message: "\(problem).", requestWasSent: true)
        }
        return HTTPResponse(status: 206, headers: response.headers, openedConnection: response.openedConnection)
    }
}
