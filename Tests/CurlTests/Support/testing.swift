import Curl
import Foundation
import TestServer
import Testing

/// Runs a test against a server of its own and a client of its own, and ends both.
func withServer<Value>(
    configuration: CurlClient.Configuration = .init(), _ script: @escaping LocalServer.Script,
    _ test: (LocalServer, CurlClient) async throws -> Value
) async throws -> Value {
    let server = try LocalServer(script)
    let client = CurlClient(configuration: configuration)
    defer {
        client.shutdown()
        server.stop()
    }
    return try await test(server, client)
}

/// The failure of a request that must not succeed.
func failure(
    _ client: CurlClient, _ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> HTTPFailure {
    try #require(
        await #expect(throws: HTTPFailure.self, sourceLocation: sourceLocation) { try await client.send(request) }, sourceLocation: sourceLocation)
}

/// A folder that exists as long as the test needs it.
func withFolder<Value>(_ test: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "curl-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await test(folder)
}

func contents(of folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
