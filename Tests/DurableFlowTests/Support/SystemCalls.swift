import Foundation
import Testing

/// What this process asks of the kernel while a piece of code runs, seen by `strace` from outside.
enum SystemCalls {
    /// Why nothing was seen.
    struct Unseen: Error, CustomStringConvertible {
        var description: String
    }

    private static let tracer = "/usr/bin/strace"

    /// The calls of the names given, one a line, with the paths of their descriptors, from all threads.
    ///
    /// - Throws: ``Unseen`` where there is no `strace` or it may not attach.
    static func trace(_ names: String, in folder: TemporaryFolder, while body: () async throws -> Void) async throws -> [String] {
        guard FileManager.default.isExecutableFile(atPath: tracer) else {
            throw Unseen(description: "strace is not installed; on Debian it is the package strace")
        }
        let output = folder.file("trace-\(UUID().uuidString)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tracer)
        process.arguments = ["-f", "-y", "-e", "trace=\(names)", "-e", "signal=none", "-o", output, "-p", "\(getpid())"]
        let words = try await start(process)
        guard words.contains("attached") else { throw Unseen(description: "strace could not attach to this process: \(words)") }
        do {
            try await body()
        } catch {
            await end(process)
            throw error
        }
        await end(process)
        return try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// - Returns: what strace says first: that it has attached, or why not.
    private static func start(_ process: Process) async throws -> String {
        let errors = Pipe()
        process.standardError = errors
        return try await withCheckedThrowingContinuation { continuation in
            // A thread of its own, for reading blocks, and a process begins with the signal mask of the thread that starts it: those of the
            // pool block the signal that ends strace.
            Thread.detachNewThread {
                var none = sigset_t()
                sigemptyset(&none)
                pthread_sigmask(SIG_SETMASK, &none, nil)
                continuation.resume(
                    with: Result {
                        try process.run()
                        return String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
                    })
            }
        }
    }

    private static func end(_ process: Process) async {
        process.interrupt()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }
}
