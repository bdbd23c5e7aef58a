package import Foundation
import Synchronization

/// A server on 127.0.0.1 over plain sockets: each connection gets a thread and runs the script of the test, which may misbehave as it likes.
package final class LocalServer: Sendable {
    package typealias Script = @Sendable (Connection) -> Void

    private struct State {
        var connections = 0
        var requests: [ReceivedRequest] = []
        var open: Set<Int32> = []
        var isStopped = false
        var observers: [AsyncStream<ReceivedRequest>.Continuation] = []
    }

    package let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// - Parameters:
    ///   - backlog: how many connections the system opens before the server accepts them; nil refuses all, and holds the port against other tests.
    ///   - accepts: false leaves the connections in the hands of the system.
    package init(backlog: Int32? = 512, accepts: Bool = true, _ script: @escaping Script = { _ in }) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isReady = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(listener, pointer, length) == 0 && (backlog.map { listen(listener, $0) == 0 } ?? true)
                && getsockname(listener, pointer, &length) == 0
        }
        guard isReady else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        if accepts, backlog != nil { Thread.detachNewThread { [self] in accept(script) } }
    }

    package func url(_ path: String, scheme: String = "http", host: String = "127.0.0.1") -> String { "\(scheme)://\(host):\(port)\(path)" }

    package var requests: [ReceivedRequest] { state.withLock { $0.requests } }
    package var connectionCount: Int { state.withLock { $0.connections } }

    /// Requests read from now on.
    package func observe() -> AsyncStream<ReceivedRequest> {
        AsyncStream { continuation in state.withLock { $0.observers.append(continuation) } }
    }

    /// Ends the listener and every connection.
    package func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func accept(_ script: @escaping Script) {
        while true {
            let descriptor = Foundation.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            let number: Int? = state.withLock { state in
                guard !state.isStopped else { return nil }
                state.connections += 1
                state.open.insert(descriptor)
                return state.connections
            }
            guard let number else {
                close(descriptor)
                return
            }
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            Thread.detachNewThread { [self] in
                script(Connection(descriptor: descriptor, number: number, server: self))
                state.withLock { state in
                    state.open.remove(descriptor)
                    close(descriptor)
                }
            }
        }
    }

    fileprivate func record(_ request: ReceivedRequest) {
        let observers = state.withLock { state in
            state.requests.append(request)
            return state.observers
        }
        for observer in observers { observer.yield(request) }
    }
}

/// One request as the server read it.
package struct ReceivedRequest: Sendable {
    package var method: String
    package var path: String
    /// Names in small letters.
    package var headers: [String: String]
    package var body: Data
}

/// One accepted connection, used by its own thread. It is closed when the script ends.
package struct Connection: Sendable {
    package let descriptor: Int32
    /// 1 for the first connection of the server.
    package let number: Int
    fileprivate let server: LocalServer

    /// Reads one request and records it; nil when the other side has gone.
    package func readRequest() -> ReceivedRequest? {
        guard var request = readHead() else { return nil }
        let length = Int(request.headers["content-length"] ?? "") ?? 0
        while request.body.count < length {
            guard let bytes = read(length - request.body.count) else { return nil }
            request.body.append(bytes)
        }
        server.record(request)
        return request
    }

    /// Reads the head only and records nothing.
    package func readHead() -> ReceivedRequest? {
        var bytes = Data()
        while bytes.suffix(4) != Data("\r\n\r\n".utf8) {
            guard let byte = read(1) else { return nil }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        return ReceivedRequest(method: words[0], path: words[1], headers: Dictionary(fields) { "\($0), \($1)" }, body: Data())
    }

    /// Blocks until something can be read, without reading it.
    package func waitForBytes() {
        var byte: UInt8 = 0
        recv(descriptor, &byte, 1, Int32(MSG_PEEK))
    }

    /// Blocks until the other side closes.
    package func waitForEnd() {
        while read(4096) != nil {}
    }

    @discardableResult package func send(_ text: String) -> Bool { send(Data(text.utf8)) }

    /// False when the other side has gone.
    @discardableResult package func send(_ data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.send(descriptor, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// A whole answer with its length.
    @discardableResult package func answer(_ status: Int = 200, _ headers: [String] = [], body: String = "ok") -> Bool {
        let lines = ["HTTP/1.1 \(status) Text", "Content-Length: \(body.utf8.count)"] + headers
        return send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Answers everything until the other side closes.
    package func serve() {
        while readRequest() != nil, answer() {}
    }

    private func read(_ limit: Int) -> Data? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        return count > 0 ? Data(buffer.prefix(count)) : nil
    }
}
