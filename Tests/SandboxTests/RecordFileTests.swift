import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct RecordFileTests {
    private let download = RunningSandbox.room + "/records/download/" + RunningSandbox.record
    private static let size = 200_000

    /// A sandbox whose newest finished recording has a small file.
    private func with(_ body: @Sendable (RunningSandbox) async throws -> Void) async throws {
        var seed = SandboxAccount.demo(recordLength: RunningSandbox.recordLength)
        for index in seed.records.indices where seed.records[index].id == RunningSandbox.record { seed.records[index].fileSize = Self.size }
        try await RunningSandbox.with(seed: seed, body)
    }

    /// Path and query of the signed address.
    private func link(_ sandbox: RunningSandbox) async throws -> String {
        let url = String(decoding: try await sandbox.send("GET", download).body, as: UTF8.self)
        #expect(url.hasPrefix("http://127.0.0.1/files/\(RunningSandbox.record)?expires="), "\(url)")
        return String(url.dropFirst("http://127.0.0.1".count))
    }

    private func fetch(_ sandbox: RunningSandbox, _ path: String, _ headers: [String: String] = [:]) async throws -> HTTPAnswer {
        try await sandbox.send("GET", path, headers: ["Authorization": ""].merging(headers) { $1 })
    }

    @Test func `the file comes whole or in parts that fit together, and begins as a film does`() async throws {
        try await with { sandbox async throws in
            let path = try await link(sandbox)
            let whole = try await fetch(sandbox, path)
            #expect(whole.status == 200 && whole.body.count == Self.size && whole.headers["content-type"] == "video/mp4")
            #expect(whole.body.dropFirst(4).starts(with: "ftypisom".utf8))
            #expect(whole.body[28..<32].elementsEqual("mdat".utf8))
            let etag = try #require(whole.headers["etag"])
            let first = try await fetch(sandbox, path, ["Range": "bytes=0-65999"])
            let rest = try await fetch(sandbox, path, ["Range": "bytes=66000-", "If-Range": etag])
            #expect(first.status == 206 && rest.status == 206 && first.body + rest.body == whole.body)
            #expect(rest.headers["content-range"] == "bytes 66000-199999/200000" && rest.headers["content-length"] == "134000")
            #expect(try await fetch(sandbox, path, ["Range": "bytes=-10"]).body == whole.body.suffix(10))
            let beyond = try await fetch(sandbox, path, ["Range": "bytes=200000-"])
            #expect(beyond.status == 416 && beyond.headers["content-range"] == "bytes */200000")
            #expect(try await fetch(sandbox, path, ["Range": "bytes=1-", "If-Range": "\"other\""]).status == 200, "the file is another one")
            #expect(try await fetch(sandbox, path, ["Range": "bytes=5-1,2-3"]).status == 200)
        }
    }

    @Test func `the address works without the token, not with it, not changed, and not after a day`() async throws {
        try await with { sandbox async throws in
            let path = try await link(sandbox)
            #expect(try await sandbox.refusal("GET", path, status: 400).contains("Authorization"))
            #expect(try await fetch(sandbox, path + "0").status == 403)
            #expect(try await fetch(sandbox, path.replacing("expires=1", with: "expires=2")).status == 403)
            #expect(try await fetch(sandbox, "/files/" + RunningSandbox.record).status == 403)
            sandbox.server.advanceClock(by: .seconds(86_399))
            #expect(try await fetch(sandbox, path).status == 200)
            sandbox.server.advanceClock(by: .seconds(2))
            #expect(try await fetch(sandbox, path).status == 403)
            _ = try await sandbox.refusal("GET", RunningSandbox.room + "/records/download/" + RunningSandbox.unfinishedRecord, status: 404)
        }
    }

    @Test(arguments: SandboxOptions.RecordLinkForm.allCases)
    func `the address is answered in each form`(form: SandboxOptions.RecordLinkForm) async throws {
        try await with { sandbox async throws in
            sandbox.server.set(SandboxOptions(recordLink: form))
            let answer = try await sandbox.send("GET", download, headers: ["Range": "bytes=0-99"])
            let text = String(decoding: answer.body, as: UTF8.self)
            switch form {
            case .redirect: #expect(answer.status == 302 && answer.headers["location"]?.hasPrefix("http://127.0.0.1/files/") == true)
            case .text: #expect(answer.status == 200 && text.hasPrefix("http://") && answer.headers["content-type"]?.hasPrefix("text/plain") == true)
            case .string: #expect(try JSONDecoder().decode(String.self, from: answer.body).hasPrefix("http://"))
            case .object: #expect(try JSONDecoder().decode(JSONValue.self, from: answer.body)["url"]?.text?.hasPrefix("http://") == true)
            case .file: #expect(answer.status == 206 && answer.body.count == 100)
            }
        }
    }

    @Test func `a file is cut off after so many bytes, or stalls and goes on`() async throws {
        try await with { sandbox async throws in
            let path = try await link(sandbox)
            try sandbox.server.arm(Fault(operation: "getRecordFile", times: 2, action: .cut(bytes: 70_000)))
            let whole = RecordFile(id: RunningSandbox.record, size: Self.size).bytes(0..<Self.size)
            let cut = try await fetch(sandbox, path)
            #expect(cut.headers["content-length"] == "200000" && cut.body.elementsEqual(whole[0..<70_000]))
            #expect(try await fetch(sandbox, path, ["Range": "bytes=70000-"]).body.elementsEqual(whole[70_000..<140_000]))
            try sandbox.server.arm(Fault(operation: "getRecordFile", action: .stall(bytes: 10, .milliseconds(50))))
            let begun = ContinuousClock.now
            #expect(try await fetch(sandbox, path).body.elementsEqual(whole))
            #expect(ContinuousClock.now - begun >= .milliseconds(50))
            #expect(throws: SandboxError.self) { try sandbox.server.arm(Fault(operation: "getMe", action: .cut(bytes: 1))) }
            let fault = Fault(operation: "getRecordFile", action: .stall(bytes: 5, .seconds(2)))
            #expect(try JSONDecoder.sandbox.decode(Fault.self, from: JSONEncoder.sandbox.encode(fault)) == fault)
        }
    }

    @Test func `no two blocks of a large file are equal, and none depends on how it is read`() {
        let file = RecordFile(id: RunningSandbox.record, size: 200 << 20)
        let far = file.bytes((150 << 20) - 100..<(150 << 20) + 70_000)
        #expect(Array(far.dropFirst(100).prefix(65_536)) == file.bytes(150 << 20..<(150 << 20) + 65_536))
        #expect(file.bytes(65_536..<131_072) != file.bytes(131_072..<196_608))
        #expect(file.bytes(0..<100) != RecordFile(id: RunningSandbox.record, size: 100).bytes(0..<100))
    }
}
