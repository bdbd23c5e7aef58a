import ArgumentParser
import Foundation
import Synchronization

/// Standard output and standard error.
enum Console {
    /// Whether anything was printed, and the first number of an error that kept some of it from being written.
    private static let result = Mutex<(isBegun: Bool, error: Int32?)>((false, nil))

    /// Writes a line for the reader of the command's result.
    static func print(_ line: String) { write(Data((line + "\n").utf8)) }

    /// Writes bytes of the command's result as they are.
    static func write(_ bytes: Data) {
        let failed = write(bytes, to: STDOUT_FILENO)
        result.withLock { $0 = (true, $0.error ?? failed) }
    }

    /// Writes a line about the work, apart from its result.
    static func error(_ line: String) {
        write(Data((line + "\n").utf8), to: STDERR_FILENO)
    }

    /// Whether the command has printed any of its result.
    static var hasResult: Bool { result.withLock { $0.isBegun } }

    /// Why some of the result could not be written; nil where all was, or its reader wanted no more of it.
    static var outputProblem: String? {
        result.withLock { $0.error }.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
    }

    /// True where standard output is a terminal that may show colours (https://no-color.org).
    static let isTerminal: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }()

    /// The value as one line of JSON with sorted members.
    static func jsonText(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Ends the command with a message; see ``CommandFailure``.
    static func fail(_ message: String, status: ExitCode = .failure) -> CommandFailure {
        CommandFailure(message: message, status: status)
    }

    /// - Returns: the number of the error that kept the rest from being written; nil where all was.
    @discardableResult
    private static func write(_ bytes: Data, to descriptor: Int32) -> Int32? {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return errno }
            bytes = bytes.dropFirst(max(count, 0))
        }
        return nil
    }
}

extension ExitCode {
    /// Held, differs or needs attention.
    static let attention = ExitCode(2)
    /// Ended by Ctrl-C, as shells report it.
    static let interrupted = ExitCode(130)
}
