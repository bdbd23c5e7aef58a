package import Foundation

/// `openssl s_server` on 127.0.0.1 with a certificate that it signed itself, so that nobody trusts it.
package final class UntrustedServer {
    /// Where it listens.
    package let port: Int
    private let process: Process

    /// - Parameter folder: for its key and certificate.
    /// - Throws: where openssl cannot be run.
    package init(in folder: URL) throws {
        func openssl(_ arguments: [String], output: Pipe?) throws -> Process {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["openssl"] + arguments
            process.currentDirectoryURL = folder
            process.standardInput = FileHandle.nullDevice
            if let output { process.standardOutput = output } else { process.standardOutput = FileHandle.nullDevice }
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        let making = try openssl(
            [
                "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-keyout", "server.key", "-out", "server.pem",
            ], output: nil)
        making.waitUntilExit()
        let pipe = Pipe()
        process = try openssl(["s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-www"], output: pipe)
        // It says "ACCEPT 127.0.0.1:port" when it is ready.
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let piece = pipe.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw Ended(output: text) }
            text += String(decoding: piece, as: UTF8.self)
        }
        guard let port = text.split(whereSeparator: \.isNewline).last?.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Ended(output: text)
        }
        self.port = port
    }

    private struct Ended: Error {
        var output: String
    }

    /// Ends it.
    package func stop() { process.terminate() }
}
