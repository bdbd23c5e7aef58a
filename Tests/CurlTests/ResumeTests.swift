import Curl
import Foundation
import Synchronization
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ResumeTests {
    private static let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) })

    /// Serves the file under an entity tag, ranges included, and closes after so many bytes of each answer.
    private static func script(tag: String = "\"v1\"", content: Data = content, cutAfter limit: Int = .max) -> LocalServer.Script {
        { connection in
            guard let request = connection.readRequest() else { return }
            let first = request.headers["range"].flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
            let isRange = first > 0 && request.headers["if-range"] == tag
            if isRange, first >= content.count {
                connection.send("HTTP/1.1 416 Text\r\nContent-Range: bytes */\(content.count)\r\nContent-Length: 0\r\n\r\n")
                return
            }
            let body = isRange ? content.dropFirst(first) : content
            let range = isRange ? "Content-Range: bytes \(first)-\(content.count - 1)/\(content.count)\r\n" : ""
            connection.send("HTTP/1.1 \(isRange ? 206 : 200) Text\r\nETag: \(tag)\r\n\(range)Content-Length: \(body.count)\r\n\r\n")
            connection.send(body.prefix(limit))
        }
    }

    private func resume(_ folder: URL, _ server: LocalServer, _ client: CurlClient, size: Int64? = nil) async throws -> HTTPResponse {
        try await client.resume(HTTPRequest(url: server.url("/record")), to: folder.appending(path: "record.mp4").path, size: size) { _ in }
    }

    @Test func `a file that is cut again and again arrives whole, each attempt beginning where the last one ended`() async throws {
        try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let path = folder.appending(path: "record.mp4").path
                let seen = Mutex<[DownloadProgress]>([])
                var attempts = 0
                while attempts < 20 {
                    attempts += 1
                    let response = try? await client.resume(HTTPRequest(url: server.url("/record")), to: path) { progress in
                        seen.withLock { $0.append(progress) }
                    }
                    if response != nil { break }
                    #expect(!FileManager.default.fileExists(atPath: path))
                }
                #expect(attempts == 8)
                #expect(try Data(contentsOf: URL(filePath: path)) == Self.content)
                #expect(try contents(of: folder) == ["record.mp4"])
                let progress = seen.withLock { $0 }
                #expect(progress.last == DownloadProgress(bytes: 300_000, total: 300_000))
                #expect(progress.map(\.bytes) == progress.map(\.bytes).sorted(), "nothing was loaded twice")
            }
        }
    }

    @Test func `a file that has changed meanwhile is loaded anew`() async throws {
        try await withFolder { (folder) async throws in
            try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
                _ = try? await resume(folder, server, client)
            }
            #expect(try contents(of: folder).sorted() == [".record.mp4.part", ".record.mp4.part.from"])
            let other = Data(Self.content.reversed())
            try await withServer(Self.script(tag: "\"v2\"", content: other)) { (server, client) async throws in
                #expect(try await resume(folder, server, client).status == 200)
            }
            #expect(try Data(contentsOf: folder.appending(path: "record.mp4")) == other)
        }
    }

    @Test func `a beginning that is the whole file is one that the server has nothing to add to`() async throws {
        try await withFolder { (folder) async throws in
            // All bytes came, and the answer went on being open.
            try await withServer({ connection in
                _ = connection.readRequest()
                connection.send("HTTP/1.1 200 Text\r\nETag: \"v1\"\r\nContent-Length: \(Self.content.count + 1)\r\n\r\n")
                connection.send(Self.content)
            }) { (server, client) async throws in _ = try? await resume(folder, server, client) }
            try await withServer(Self.script()) { (server, client) async throws in
                #expect(try await resume(folder, server, client).status == 206)
            }
            #expect(try Data(contentsOf: folder.appending(path: "record.mp4")) == Self.content)
            #expect(try contents(of: folder) == ["record.mp4"])
        }
    }

    @Test(arguments: ["bytes 5-299999/300000", "bytes 40000-299999/300000\r\nETag: \"v2\"", "none"])
    func `another part than the one asked for is refused, and what is there is of no use any more`(range: String) async throws {
        try await withFolder { (folder) async throws in
            try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
                _ = try? await resume(folder, server, client)
            }
            try await withServer({ connection in
                _ = connection.readRequest()
                connection.send("HTTP/1.1 206 Text\r\nContent-Range: \(range)\r\nContent-Length: 3\r\n\r\nabc")
            }) { (server, client) async throws in
                let failure = await #expect(throws: HTTPFailure.self) { try await resume(folder, server, client) }
                #expect(failure?.code == .malformedAnswer)
            }
            #expect(try contents(of: folder) == [])
        }
    }

    @Test func `without a tag or a date nothing is kept of an attempt that is cut`() async throws {
        try await withServer({ connection in
            let request = connection.readRequest()
            #expect(request?.headers["range"] == nil)
            connection.send("HTTP/1.1 200 Text\r\nETag: W/\"weak\"\r\nContent-Length: 1000\r\n\r\nabc")
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                _ = try? await resume(folder, server, client)
                #expect(try contents(of: folder) == [])
            }
        }
    }

    @Test func `an answer of another size is refused, and a beginning stays what it was`() async throws {
        try await withFolder { (folder) async throws in
            try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
                _ = try? await resume(folder, server, client, size: 300_000)
            }
            try await withServer({ connection in
                _ = connection.readRequest()
                connection.send("HTTP/1.1 200 Text\r\nETag: \"page\"\r\nContent-Length: 9\r\n\r\nsome page")
            }) { (server, client) async throws in
                let failure = await #expect(throws: HTTPFailure.self) { try await resume(folder, server, client, size: 300_000) }
                #expect(failure?.code == .wrongSize)
            }
            try await withServer(Self.script()) { (server, client) async throws in
                #expect(try await resume(folder, server, client, size: 300_000).status == 206)
            }
            #expect(try contents(of: folder) == ["record.mp4"])
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 Text\r\nETag: \"v1\"\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 206 Text\r\nContent-Range: bytes 40000-40002/40003\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 206 Text\r\nContent-Range: bytes 40000-40002/*\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 416 Text\r\nContent-Range: bytes */40000\r\nContent-Length: 0\r\n\r\n",
    ])
    func `a whole of another size than is wanted never gets the name, and nothing is kept of it`(answer: String) async throws {
        try await withFolder { (folder) async throws in
            try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
                _ = try? await resume(folder, server, client, size: 300_000)
            }
            try await withServer({ connection in
                _ = connection.readRequest()
                connection.send(answer)
            }) { (server, client) async throws in
                let response = try? await resume(folder, server, client, size: 300_000)
                #expect(response == nil || response?.status == 416)
            }
            #expect(try contents(of: folder) == [])
        }
    }

    @Test(arguments: ["ETag: \"v1\"\r\n", ""])
    func `of two downloads of one file the second is refused, and the first arrives whole`(tag: String) async throws {
        let rest = DispatchSemaphore(value: 0)
        let content = Self.content
        try await withServer({ connection in
            guard let request = connection.readRequest() else { return }
            if let first = request.headers["range"].flatMap({ Int($0.dropFirst("bytes=".count).dropLast()) }) {
                let range = "Content-Range: bytes \(first)-\(content.count - 1)/\(content.count)\r\n"
                connection.send("HTTP/1.1 206 Text\r\n\(tag)\(range)Content-Length: \(content.count - first)\r\n\r\n")
                connection.send(content.dropFirst(first))
            } else {
                connection.send("HTTP/1.1 200 Text\r\n\(tag)Content-Length: \(content.count)\r\n\r\n")
                connection.send(content.prefix(100_000))
                rest.wait()
                connection.send(content.dropFirst(100_000))
            }
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let (arrived, arrivals) = AsyncStream.makeStream(of: Int64.self)
                let path = folder.appending(path: "record.mp4").path
                async let first = client.resume(HTTPRequest(url: server.url("/record")), to: path) { arrivals.yield($0.bytes) }
                for await bytes in arrived where bytes >= 100_000 { break }
                let failure = await #expect(throws: HTTPFailure.self) { try await resume(folder, server, client) }
                #expect(failure?.code == .cannotWriteFile)
                #expect(failure?.message.hasSuffix("\(path) is being loaded by another download; wait until that has ended.") == true)
                rest.signal()
                rest.signal()
                #expect(try await first.status == 200)
                #expect(try Data(contentsOf: URL(filePath: path)) == Self.content)
                #expect(try contents(of: folder) == ["record.mp4"])
            }
        }
    }

    @Test func `what cannot fit on the disk is refused before its first byte`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 Text\r\nETag: \"v1\"\r\nContent-Length: \(Int64.max / 2)\r\n\r\nabc")
        }) { (server, client) async throws in
            try await withFolder { (folder) async throws in
                let failure = await #expect(throws: HTTPFailure.self) { try await resume(folder, server, client) }
                #expect(failure?.code == .cannotWriteFile)
                #expect(failure?.message.contains("MiB free") == true)
                #expect(try contents(of: folder) == [])
            }
        }
    }

    @Test func `any other answer comes back with its body and leaves the beginning where it is`() async throws {
        try await withFolder { (folder) async throws in
            try await withServer(Self.script(cutAfter: 40_000)) { (server, client) async throws in
                _ = try? await resume(folder, server, client)
            }
            try await withServer({ connection in
                _ = connection.readRequest()
                connection.answer(403, body: "expired")
            }) { (server, client) async throws in
                let response = try await resume(folder, server, client)
                #expect(response.status == 403 && response.body == Data("expired".utf8))
            }
            try await withServer(Self.script()) { (server, client) async throws in
                #expect(try await resume(folder, server, client).status == 206)
            }
            #expect(try Data(contentsOf: folder.appending(path: "record.mp4")) == Self.content)
        }
    }
}
