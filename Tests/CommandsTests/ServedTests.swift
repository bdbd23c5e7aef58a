import Curl
import Foundation
import ProcessHarness
import Sandbox
import Testing

/// The HTTP API of the real process.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ServedTests {
    private let curl = CurlClient(configuration: .init())

    /// A port that nobody has at present.
    private func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }

    private func ask(
        _ method: String, _ path: String, _ port: Int, key: String, body: String? = nil, headers: [(name: String, value: String)] = []
    ) async throws -> HTTPResponse {
        try await curl.send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: body.map { Data($0.utf8) }, bearerToken: key,
                timeouts: .init(total: .seconds(20))))
    }

    /// Waits until the server answers.
    private func isUp(_ port: Int) async throws {
        for _ in 0..<600 {
            if let answer = try? await ask("GET", "/health/ready", port, key: "none"), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the server does not answer")
    }

    private func autowebinar(_ name: String) -> String {
        let date = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3600).rounded()).formatted(.iso8601)
        return """
            {"name":"\(name)","spaceName":"Маркетинг","roomName":"Демо-зал","recordId":"latest","startDate":"\(date)","timezone":"Europe/Moscow"}
            """
    }

    @Test(
        "the request that meets a full disk is 503 and may be repeated",
        .enabled(if: SmallDisk.isAvailable, "needs root, to mount a disk of two megabytes"))
    func fullDisk() async throws {
        try await Trial.run { trial in
            let disk = try SmallDisk(at: trial.account.storage)
            defer { disk.remove() }
            let (port, key) = (try freePort(), trial.account.token)
            let serving = try trial.start("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(port)"])
            try await isUp(port)
            #expect(try await ask("GET", "/v1/runs", port, key: key).status == 200)
            try disk.fill()
            var refused: HTTPResponse?
            for number in 0..<50 where refused?.status ?? 201 == 201 {
                refused = try await ask("POST", "/v1/spaces", port, key: key, body: #"{"name":"Группа \#(number)"}"#)
            }
            #expect(refused?.status == 503)
            let problem = String(decoding: refused?.body ?? Data(), as: UTF8.self)
            #expect(problem.contains(#""code":"unavailable""#))
            #expect(await serving.result.errors.contains("the disk is full"))
        }
    }

    @Test("20 twins with one key, the process killed in the middle and started again: one playback, one event, one first answer, and replays")
    func killedTwins() async throws {
        try await Trial.run { trial in
            let port = try freePort()
            let body = autowebinar("Близнецы")
            let key = trial.account.token
            let dying = try trial.start("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(port)", "CRASH_AT": "createPlaybackEvent:answered"])
            try await isUp(port)
            async let answers = withThrowingTaskGroup(of: (id: String, isReplayed: Bool).self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        var first = true
                        while true {
                            let answer = try? await ask(
                                "POST", "/v1/autowebinars", port, key: key, body: body, headers: [("Idempotency-Key", "twin")])
                            if let answer, answer.status == 201 || answer.status == 202 && first {
                                let isReplayed = answer.header("Idempotent-Replayed") != nil
                                // The one that was first may be told to look again.
                                if !isReplayed { first = false }
                                if answer.status == 201 {
                                    let object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
                                    return (try #require(object?["id"] as? String), isReplayed && first)
                                }
                            } else if let answer, answer.status != 409, answer.status != 202 {
                                Issue.record("\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
                            }
                            try await Task.sleep(for: .milliseconds(100))
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(await dying.result.signal == SIGKILL)
            let serve = try trial.start("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(port)"])
            let all = try await answers
            #expect(all.count == 20)
            #expect(Set(all.map(\.id)).count == 1)
            #expect(all.count { !$0.isReplayed } == 1)
            #expect(trial.made == .one)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("a key of a connection opens the API until it is revoked, and is nowhere in the storage or the log")
    func keys() async throws {
        try await Trial.run { trial in
            let port = try freePort()
            let issued = try await trial.command("connection", "key", "--json")
            let key = try #require(issued.json?["key"] as? String, "\(issued.errors)")
            let serve = try trial.start("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(port)", "AUTOWEBINAR_LOG_LEVEL": "trace"])
            try await isUp(port)
            #expect(try await ask("GET", "/v1/me", port, key: key).status == 200)
            #expect(try await trial.command("connection", "key", "nobody").status == 1)
            #expect(try await trial.command("connection", "key", "--revoke").output == "1 key of the connection default revoked\n")
            #expect(try await ask("GET", "/v1/me", port, key: key).status == 401)
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0)
            #expect(!result.errors.contains(key))
            let files = try FileManager.default.contentsOfDirectory(at: trial.account.storage, includingPropertiesForKeys: nil)
            for file in files where file.pathExtension.hasPrefix("sqlite") {
                #expect(try Data(contentsOf: file).range(of: Data(key.utf8)) == nil)
            }
        }
    }

    @Test("a port that is taken is told with what to do, and SIGTERM answers who waits at once")
    func portAndShutdown() async throws {
        try await Trial.run { trial in
            let refused = try await trial.command("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(trial.account.port)"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("127.0.0.1:\(trial.account.port) is in use by another program; stop it, or choose another"))
            let port = try freePort()
            let serve = try trial.start("serve", with: ["AUTOWEBINAR_SERVER_PORT": "\(port)"])
            try await isUp(port)
            try trial.server.arm(Fault(operation: "createPlayback", moment: .before, action: .delay(.seconds(5))))
            async let waiting = ask("POST", "/v1/autowebinars", port, key: trial.account.token, body: autowebinar("Ожидание"))
            try await trial.eventually("sent") { trial.server.requests.contains { $0.operation == "createPlayback" } }
            serve.send(SIGTERM)
            #expect(try await waiting.status == 202)
            #expect(await serve.result.status == 0)
        }
    }
}
