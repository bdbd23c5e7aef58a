import Curl
import Foundation
import Synchronization
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct DownloadTests {
    private static let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    private static func head(_ status: Int = 200, length: Int) -> String { "HTTP/1.1 \(status) Text\r\nContent-Length: \(length)\r\n\r\n" }

    @Test func `a file has its name only when it is whole`() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send(Self.head(length: Self.content.count))
            connection.send(Self.content.prefix(100_000))
            gate.wait()
            connection.send(Self.content.dropFirst(100_000))
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let path = folder.appending(path: "record.mp4").path
                let task = Task { try await client.download(HTTPRequest(url: server.url("/")), to: path, limit: nil) }
                // Until a first piece is on the disk.
                while try contents(of: folder).isEmpty { await Task.yield() }
                let early = try contents(of: folder)
                #expect(early.count == 1 && early[0].hasPrefix(".record.mp4.") && early[0].hasSuffix(".part"))
                gate.signal()
                let response = try await task.value
                #expect(response.status == 200)
                #expect(response.body.isEmpty)
                #expect(try contents(of: folder) == ["record.mp4"])
                #expect(try Data(contentsOf: URL(filePath: path)) == Self.content)
            }
        }
    }

    /// Downloads into a folder that must be empty afterwards.
    private func failedDownload(limit: Int64? = nil, _ script: @escaping LocalServer.Script) async throws -> HTTPFailure {
        try await withServer(script) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let failure = await #expect(throws: HTTPFailure.self) {
                    try await client.download(HTTPRequest(url: server.url("/")), to: folder.appending(path: "x").path, limit: limit)
                }
                #expect(try contents(of: folder) == [])
                return try #require(failure)
            }
        }
    }

    @Test func `a connection that is cut leaves nothing`() async throws {
        let failure = try await failedDownload { connection in
            _ = connection.readRequest()
            connection.send(Self.head(length: Self.content.count))
            connection.send(Self.content.prefix(100_000))
        }
        #expect(failure.code == .connectionLost)
        #expect(failure.requestWasSent)
    }

    @Test(arguments: [true, false])
    func `a file larger than allowed leaves nothing`(isAnnounced: Bool) async throws {
        let failure = try await failedDownload(limit: Int64(Self.content.count - 1)) { connection in
            _ = connection.readRequest()
            connection.send(isAnnounced ? Self.head(length: Self.content.count) : "HTTP/1.1 200 OK\r\n\r\n")
            connection.send(Self.content)
        }
        #expect(failure.code == .bodyTooLarge)
    }

    @Test func `a cancelled download leaves nothing`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send(Self.head(length: Self.content.count))
            connection.send(Self.content.prefix(1000))
            connection.waitForEnd()
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let path = folder.appending(path: "x").path
                let task = Task { try await client.download(HTTPRequest(url: server.url("/")), to: path, limit: nil) }
                while try contents(of: folder).isEmpty { await Task.yield() }
                task.cancel()
                let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
                #expect(failure?.code == .cancelled)
                #expect(try contents(of: folder) == [])
            }
        }
    }

    @Test(arguments: [404, 302, 500])
    func `another status than 2xx leaves the disk alone and hands over its body`(status: Int) async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.answer(status, ["Location: /x"], body: "sorry")
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let response = try await client.download(HTTPRequest(url: server.url("/")), to: folder.appending(path: "x").path, limit: 1)
                #expect(response.status == status)
                #expect(response.body == Data("sorry".utf8))
                #expect(try contents(of: folder) == [])
            }
        }
    }

    @Test func `the body of a followed redirect is not in the file`() async throws {
        try await withServer({ connection in
            while let request = connection.readRequest() {
                if request.path == "/" {
                    connection.answer(302, ["Location: /there"], body: "moved")
                } else {
                    connection.answer(body: "film")
                }
            }
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let file = folder.appending(path: "x")
                _ = try await client.download(HTTPRequest(url: server.url("/"), maximumRedirects: 1), to: file.path, limit: nil)
                #expect(try Data(contentsOf: file) == Data("film".utf8))
            }
        }
    }

    @Test func `an empty body makes an empty file`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.answer(body: "")
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let file = folder.appending(path: "x")
                _ = try await client.download(HTTPRequest(url: server.url("/")), to: file.path, limit: nil)
                #expect(try Data(contentsOf: file).isEmpty)
            }
        }
    }

    @Test func `a file that exists is not overwritten and nothing is asked for`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let file = folder.appending(path: "x")
                try Data("old".utf8).write(to: file)
                let failure = await #expect(throws: HTTPFailure.self) {
                    try await client.download(HTTPRequest(url: server.url("/")), to: file.path, limit: nil)
                }
                #expect(failure?.code == .cannotWriteFile)
                #expect(failure?.requestWasSent == false)
                #expect(server.requests.isEmpty)
                #expect(try Data(contentsOf: file) == Data("old".utf8))
            }
        }
    }

    @Test func `a file that appears during the download is not overwritten`() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await withServer({ connection in
            _ = connection.readRequest()
            gate.wait()
            connection.answer(body: "new")
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                var arrivals = server.observe().makeAsyncIterator()
                let file = folder.appending(path: "x")
                let task = Task { try await client.download(HTTPRequest(url: server.url("/")), to: file.path, limit: nil) }
                _ = await arrivals.next()
                try Data("old".utf8).write(to: file)
                gate.signal()
                let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
                #expect(failure?.code == .cannotWriteFile)
                #expect(failure?.requestWasSent == true)
                #expect(try contents(of: folder) == ["x"])
                #expect(try Data(contentsOf: file) == Data("old".utf8))
            }
        }
    }

    @Test func `a folder that does not exist is a file that cannot be written`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let failure = await #expect(throws: HTTPFailure.self) {
                    try await client.download(HTTPRequest(url: server.url("/")), to: folder.appending(path: "no/x").path, limit: nil)
                }
                #expect(failure?.code == .cannotWriteFile)
                #expect(failure?.message.contains("No such file or directory") == true)
            }
        }
    }

    @Test func `several downloads to one name give one file and failures for the rest`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let path = folder.appending(path: "x").path
                let successes = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 {
                        group.addTask { (try? await client.download(HTTPRequest(url: server.url("/")), to: path, limit: nil)) != nil }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(successes == 1)
                #expect(try contents(of: folder) == ["x"])
            }
        }
    }
}
