import ArgumentParser
import Foundation

/// Standard output and standard error.
enum Console {
    /// Writes a line for the reader of the command's result.
    static func print(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line about the work, apart from its result.
    static func error(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
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

    /// Ends the command with a message on standard error.
    static func fail(_ message: String, status: ExitCode = .failure) -> ExitCode {
        error(message)
        return status
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}

extension ExitCode {
    /// Held, differs or needs attention.
    static let attention = ExitCode(2)
    /// Ended by Ctrl-C, as shells report it.
    static let interrupted = ExitCode(130)
}
