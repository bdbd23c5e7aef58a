import Foundation
import Testing

/// A connection on which a test writes what it likes.
enum RawConnection {
    /// Sends a text and reads until the server closes the connection.
    ///
    /// - Parameter last: closes the connection itself at once when the answer ends with that.
    static func exchange(_ text: String, until last: String? = nil, port: Int) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try talk(text, last, port) }) }
        }
    }

    private static func talk(_ text: String, _ last: String?, _ port: Int) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
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
