import Foundation
import Glibc

/// `autowebinar serve` in a process of its own, on the first processor alone. It ends when it is killed, and with this object at the latest.
final class ServedProcess {
    private let process = Process()
    private let storage: URL
    private let port: Int

    /// Starts the service; the command lies beside this program.
    init(folder: URL, livedigital: String, synchronous: StorageOptions.Synchronous) throws {
        storage = folder.appending(path: "served.sqlite")
        port = try Self.freePort()
        let command = try MeasuredProcess.executable().deletingLastPathComponent().appending(path: "autowebinar")
        process.executableURL = URL(filePath: "/usr/bin/taskset")
        process.arguments = ["-c", "0", command.path(percentEncoded: false), "serve"]
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path(percentEncoded: false), "AUTOWEBINAR_TOKEN": "bench", "AUTOWEBINAR_LOG_LEVEL": "warning",
            "AUTOWEBINAR_STORAGE_PATH": storage.path(percentEncoded: false), "AUTOWEBINAR_STORAGE_SYNCHRONOUS": synchronous.rawValue,
            "AUTOWEBINAR_STORAGE_DATA": folder.appending(path: "data").path(percentEncoded: false),
            "AUTOWEBINAR_SECRETS_KEY_FILE": folder.appending(path: "master.key").path(percentEncoded: false),
            "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": livedigital, "AUTOWEBINAR_SERVER_PORT": "\(port)",
            "AUTOWEBINAR_SERVER_PUBLIC_URL": "http://127.0.0.1:\(port)",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.standardError
        try process.run()
    }

    deinit { kill() }

    /// Ends it as a power cut would; a second call does nothing.
    func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Where livedigital would post to, once the service has set its webhook.
    func webhookAddress() throws -> (port: Int, path: String) {
        for _ in 0..<300 {
            if let opaque = try? SQLiteHandle.text("SELECT opaque FROM webhook WHERE state = 'active'", in: storage.path(percentEncoded: false)) {
                return (port, "/v1/ingest/\(opaque)")
            }
            guard process.isRunning else { break }
            usleep(100_000)
        }
        throw BenchFailure(code: .child, message: "the service did not set its webhook; what it said is above.")
    }

    /// How many events its database holds.
    func keptEvents() throws -> Int {
        guard let text = try SQLiteHandle.text("SELECT count(*) FROM ingested", in: storage.path(percentEncoded: false)), let count = Int(text) else {
            return 0
        }
        return count
    }

    /// Leaves the first processor to the service; on a machine with one they share it.
    static func leaveFirstProcessor() throws {
        let last = ProcessInfo.processInfo.processorCount - 1
        guard last > 0 else { return }
        let taskset = Process()
        taskset.executableURL = URL(filePath: "/usr/bin/taskset")
        taskset.arguments = ["-a", "-c", "-p", last == 1 ? "1" : "1-\(last)", "\(getpid())"]
        taskset.standardOutput = FileHandle.nullDevice
        try taskset.run()
        taskset.waitUntilExit()
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw BenchFailure(code: .server, message: "there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
