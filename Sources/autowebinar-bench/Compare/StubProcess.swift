import Foundation

/// A stub in a process of its own. It ends when this object does, and with this process at the latest, since its standard input closes then.
final class StubProcess {
    /// Up to and including `/v1`.
    let baseURL: String

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts the stub on a free port and waits until it listens.
    init() throws {
        process.executableURL = try MeasuredProcess.executable()
        process.arguments = ["stub"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let url = line.split(whereSeparator: \.isWhitespace).last, line.hasPrefix("listening on http://") else {
            process.terminate()
            throw BenchFailure(code: .child, message: "the stub did not start; it said '\(line)'")
        }
        baseURL = String(url)
    }

    deinit { stop() }

    /// Ends the stub and waits for it; a second call does nothing.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// What was made in the stub so far.
    func counts() throws -> StubCounts { try look(as: StubCounts.self) }

    /// How many requests it has answered, this one included.
    func requests() throws -> Int {
        struct Requests: Decodable { let requests: Int }
        return try look(as: Requests.self).requests
    }

    private func look<Figures: Decodable>(as type: Figures.Type) throws -> Figures {
        let address = baseURL.dropLast("/v1".count) + "/_stub/counts"
        return try JSONDecoder().decode(type, from: Data(FloorTransfer.fetch(String(address))))
    }
}

/// What was made in a stub.
struct StubCounts: Decodable, Equatable {
    let playbacks: Int
    let events: Int
    /// How many names of playbacks were created more than once.
    let duplicateNames: Int
}
