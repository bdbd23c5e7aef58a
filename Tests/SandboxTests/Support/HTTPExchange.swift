import Foundation

/// One HTTP/1.1 exchange over a socket of its own, byte for byte, so that a missing answer can be told from an empty one.
enum HTTPExchange {
    struct Failure: Error {
        var what: String
        var number: Int32
    }

    /// Sends the bytes and reads until the server closes.
    ///
    /// The blocking calls are made on a thread of their own: the few threads that Swift and Dispatch share are needed by the server under test.
    static func raw(port: Int, _ bytes: Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try blocking(port: port, bytes) }) }
        }
    }

    private static func blocking(port: Int, _ bytes: Data) throws -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(what: "socket", number: errno) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw Failure(what: "connect", number: errno) }
        try bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = send(descriptor, buffer.baseAddress! + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { throw Failure(what: "send", number: errno) }
                sent += count
            }
        }
        var received = Data()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 { received.append(contentsOf: chunk[0..<count]) }
            if count == 0 { return received }
            // A reset is a dropped connection, too: what had come until then counts.
            if count < 0 && errno == ECONNRESET { return received }
            if count < 0 { throw Failure(what: "recv", number: errno) }
        }
    }
}

/// An answer, taken apart.
struct HTTPAnswer {
    var status: Int
    var headers: [String: String]
    var body: Data

    init?(_ data: Data) {
        guard let separator = data.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: data[..<separator.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)) else { return nil }
        self.status = status
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        body = Data(data[separator.upperBound...])
    }
}
