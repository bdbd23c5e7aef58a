package import Foundation
package import Sandbox

/// A sandbox account served for one test, with a folder of its own for what the command keeps.
package final class Account: Sendable {
    package let server: SandboxServer
    package let folder: URL
    package let token: String
    package let port: Int
    private let serving: Task<Void, any Error>

    /// - Parameters:
    ///   - recordLength: of the newest recording, and so of a session.
    ///   - port: one that a test must know beforehand; 0 takes any.
    package init(
        recordLength: Duration = .seconds(1), reportDelay: Duration = .zero, listLag: Duration = .milliseconds(300),
        dialect: Dialect = .documented
    ) async throws {
        token = "sandbox-\(UUID().uuidString.lowercased())"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("autowebinar-test-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let server = try SandboxServer(
            SandboxConfiguration(token: token, listLag: listLag, reportDelay: reportDelay, dialect: dialect, seed: .demo(recordLength: recordLength)))
        self.server = server
        serving = Task { try await server.run() }
        port = try await server.boundPort
    }

    /// Stops the server and removes the folder.
    package func end() async {
        serving.cancel()
        _ = await serving.result
        try? FileManager.default.removeItem(at: folder)
    }

    /// The address of the API.
    package var baseURL: String { "http://127.0.0.1:\(port)/v1" }

    /// Where the command keeps its database, reports and key.
    package var storage: URL { folder.appendingPathComponent("var") }

    /// The environment that points the command at this account; nothing else of the test's environment reaches it.
    package func environment(token: String? = nil, timeout: String = "1s", _ more: [String: String] = [:]) -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let base = [
            "PATH": path, "TZ": "Europe/Moscow", "HOME": folder.path,
            "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": baseURL, "AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": timeout, "AUTOWEBINAR_LIVEDIGITAL_RATE": "1000/s",
            "AUTOWEBINAR_STORAGE_PATH": storage.appendingPathComponent("autowebinar.sqlite").path,
            "AUTOWEBINAR_STORAGE_DATA": storage.appendingPathComponent("data").path,
            "AUTOWEBINAR_SECRETS_KEY_FILE": storage.appendingPathComponent("master.key").path,
            "AUTOWEBINAR_TOKEN": token ?? self.token, "AUTOWEBINAR_SERVER_PORT": "0",
        ]
        return base.merging(more) { $1 }
    }

    /// Writes a file into the folder.
    ///
    /// - Returns: its path.
    package func write(_ text: String, to name: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// A job file for the account's newest finished recording, without a schedule.
    package func demoJob(_ more: String = "analytics: {after: 1s, giveUpAfter: 1m}") throws -> String {
        try write(
            """
            kind: autowebinar
            name: demo
            title: Демонстрация
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            \(more)
            """, to: "demo.yaml")
    }
}
