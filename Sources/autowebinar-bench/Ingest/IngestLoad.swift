import Crypto
import Foundation
import Glibc
import LivedigitalAPI
import Synchronization

/// Posts events at a steady rate over connections that are kept, each on a thread of its own.
///
/// How long an event took is counted from the moment at which it was due, so that a server that stalls does not hide the events behind it.
struct IngestLoad {
    let address: (port: Int, path: String)
    let rate: Int
    let count: Int
    let connections: Int

    /// What came of it.
    struct Figures {
        var accepted: Int
        var seconds: Double
        /// Ascending, in nanoseconds.
        var latencies: [UInt64]

        /// What a share of the events took at most.
        func milliseconds(_ share: Double) -> Double {
            guard let last = latencies.indices.last else { return .infinity }
            return Double(latencies[min(last, Int(Double(latencies.count) * share))]) / 1e6
        }
    }

    func run() throws -> Figures {
        let results = Mutex<(latencies: [UInt64], failure: BenchFailure?)>(([], nil))
        let group = DispatchGroup()
        // The first event is due a little later, so that every connection is there by then.
        let start = Self.now() + 200_000_000
        for number in 0..<connections {
            group.enter()
            let thread = Thread {
                defer { group.leave() }
                do {
                    let latencies = try post(every: connections, from: number, start: start)
                    results.withLock { $0.latencies += latencies }
                } catch {
                    results.withLock { $0.failure = error as? BenchFailure ?? BenchFailure(code: .server, message: "\(error)") }
                }
            }
            thread.start()
        }
        group.wait()
        let seconds = Double(Self.now() - start) / 1e9
        let (latencies, failure) = results.withLock { $0 }
        if let failure { throw failure }
        return Figures(accepted: latencies.count, seconds: seconds, latencies: latencies.sorted())
    }

    private func post(every stride: Int, from first: Int, start: UInt64) throws -> [UInt64] {
        let connection = try KeptConnection(port: address.port)
        var latencies: [UInt64] = []
        for number in Swift.stride(from: first, to: count, by: stride) {
            let request = request(number)
            let due = start + UInt64(number) * 1_000_000_000 / UInt64(rate)
            let now = Self.now()
            if now < due { usleep(UInt32((due - now) / 1000)) }
            if try connection.exchange(request) == 200 { latencies.append(Self.now() - due) }
        }
        return latencies
    }

    private func request(_ number: Int) -> [UInt8] {
        let record = String(format: "%024x", number + 1)
        let body =
            #"{"eventName":"record_finished","roomId":"66d1d55d1cf5d9c045c0d1c4","spaceId":"662cc96d46ac941cda787127","recordId":"\#(record)","callId":"\#(record)"}"#
        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(StubFixture.webhookSecret.utf8)))
        let text = #"{"signature":"\#(code.hexadecimal)","body":\#(body)}"#
        return Array(
            "POST \(address.path) HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8
        )
    }

    /// Nanoseconds of a clock that only goes forward.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// One connection that blocks its thread.
private final class KeptConnection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 16_384)

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
        }
        guard isConnected else { throw BenchFailure(code: .server, message: "the service does not accept connections") }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends a request and reads its answer, which comes in one piece: it is small.
    ///
    /// - Returns: the status.
    func exchange(_ request: [UInt8]) throws -> Int {
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BenchFailure(code: .server, message: "the service closed a connection")
        }
        var text = ""
        repeat {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchFailure(code: .server, message: "the service closed a connection without an answer") }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        } while !text.hasSuffix("}")
        return Int(text.dropFirst(9).prefix(3)) ?? 0
    }
}
