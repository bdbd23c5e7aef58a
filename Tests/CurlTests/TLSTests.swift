import Curl
import Foundation
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct TLSTests {
    /// Runs a test against `openssl s_server` with a certificate for 127.0.0.1 of an authority of its own.
    private func withTLSServer(_ test: (_ port: Int, _ folder: URL) async throws -> Void) async throws {
        try await withFolder { (folder) async throws in
            for name in ["authority", "stranger"] {
                try Self.openssl(
                    ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem"] + Self.key,
                    in: folder)
            }
            try Self.openssl(
                [
                    "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.pem", "-CA",
                    "authority.pem",
                ]
                    + ["-CAkey", "authority.key", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
                    + Self.key,
                in: folder)
            let (server, output) = try Self.start(
                ["s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-key", "server.key", "-www"], in: folder)
            // Not waitUntilExit(): on another thread than run()'s it spins for ever, and an await may change threads.
            defer { server.terminate() }
            // It says "ACCEPT 127.0.0.1:port" when it is ready.
            var text = ""
            while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
                let piece = output.availableData
                try #require(!piece.isEmpty, "openssl s_server ended: \(text)")
                text += String(decoding: piece, as: UTF8.self)
            }
            let port = try #require(text.split(whereSeparator: \.isNewline).last.flatMap { $0.split(separator: ":").last }.flatMap { Int($0) })
            try await test(port, folder)
        }
    }

    private static let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    private static func start(_ arguments: [String], in folder: URL) throws -> (Process, FileHandle) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, pipe.fileHandleForReading)
    }

    private static func openssl(_ arguments: [String], in folder: URL) throws {
        let (process, _) = try start(arguments, in: folder)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments) failed")
    }

    @Test func `a server is trusted by the right authority only, and nothing is sent to any other`() async throws {
        try await withTLSServer { port, folder in
            func client(_ file: String?) -> CurlClient {
                CurlClient(configuration: .init(certificateAuthorityFile: file.map { folder.appending(path: $0).path }))
            }
            let address = "https://127.0.0.1:\(port)/"
            let trusting = client("authority.pem")
            let response = try await trusting.send(HTTPRequest(url: address))
            #expect(response.status == 200)
            #expect(!response.body.isEmpty)

            for file in [nil, "stranger.pem", "missing.pem"] {
                let failure = try await failure(client(file), HTTPRequest(url: address, bearerToken: "secret"))
                #expect(failure.code == .untrusted, "\(file ?? "none")")
                #expect(!failure.requestWasSent)
            }
            // The certificate is for the number, not for the name.
            let named = try await failure(trusting, HTTPRequest(url: "https://localhost:\(port)/"))
            #expect(named.code == .untrusted)
            #expect(!named.requestWasSent)
            #expect(named.message == "GET https://localhost:\(port)/: the certificate of localhost is not trusted.")
        }
    }

    @Test func `a server that speaks no TLS is told from one that is not trusted`() async throws {
        try await withServer({ connection in
            connection.waitForBytes()
            connection.answer()
        }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/", scheme: "https")))
            #expect(failure.code == .notEncrypted)
            #expect(!failure.requestWasSent)
        }
    }
}
