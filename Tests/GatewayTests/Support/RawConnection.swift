import Foundation
import Testing

/// A connection on which a test writes what it likes.
enum RawConnection {
    /// How a client leaves that has not got its answer.
    enum Leaving: CaseIterable {
        /// It closes the connection, as programs do that stop waiting.
        case close
        /// It breaks the connection off.
        case reset
        /// It says that it will send nothing more, and reads on.
        case closeHalf
    }

    /// Sends a text and reads until the server closes the connection.
    ///
    /// - Parameter last: closes the connection itself at once when the answer ends with that.
    static func exchange(_ text: String, until last: String? = nil, port: Int) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let descriptor = try begin(text, port)
                        defer { close(descriptor) }
                        return read(descriptor, until: last)
                    })
            }
        }
    }

    /// Sends a text and leaves after a while.
    ///
    /// - Returns: what it read after that.
    static func leave(_ leaving: Leaving, after text: String, port: Int, once hasArrived: () async throws -> Void) async throws -> String {
        let descriptor = try begin(text, port)
        defer { close(descriptor) }
        try await hasArrived()
        switch leaving {
        case .close: return ""
        case .reset:
            var atOnce = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
            return ""
        case .closeHalf:
            shutdown(descriptor, Int32(SHUT_WR))
            return await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: read(descriptor, until: nil)) }
            }
        }
    }

    private static func begin(_ text: String, _ port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
        }
        try #require(isConnected)
        _ = text.withCString { send(descriptor, $0, strlen($0), 0) }
        return descriptor
    }

    private static func read(_ descriptor: Int32, until last: String?) -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
            if let last, answer.reversed().starts(with: last.utf8.reversed()) { return String(decoding: answer, as: UTF8.self) }
        }
    }
}
