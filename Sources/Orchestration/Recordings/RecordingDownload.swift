// Recordings (folder of Orchestration): loads the files of recordings.
//
// Knows: where a recording's file is asked for, when an attempt is worth another one, how a file is named.
// Must not know: runs, jobs, the store. A file is its own journal: what has arrived lies beside its place, and the next attempt goes on there.
// May import: Curl, LivedigitalAPI, Foundation.
package import Curl
import Foundation
package import LivedigitalAPI

/// Loads one recording into a file, going on after every cut until it is whole.
///
/// The file has its name only when it is whole. Killed or cancelled at any instant, the same call goes on behind what has arrived. The signed
/// address is asked for anew each time and is kept nowhere.
package struct RecordingDownload: Sendable {
    package var client: LivedigitalClient
    package var transport: CurlClient
    package var spaceId: String
    package var roomId: String
    package var recordId: String
    /// What the file must have, in bytes, as livedigital's list says; nil takes any.
    package var size: Int64?

    package init(client: LivedigitalClient, transport: CurlClient, spaceId: String, roomId: String, recordId: String, size: Int64?) {
        self.client = client
        self.transport = transport
        self.spaceId = spaceId
        self.roomId = roomId
        self.recordId = recordId
        self.size = size
    }

    /// Attempts in a row that bring nothing before it is given up.
    private static let patience = 6
    /// Files of another size in a row before that is no accident.
    private static let patienceWithSize = 3
    /// How long nothing may come before an attempt counts as stalled.
    private static let stall = Duration.seconds(20)

    /// Loads the file.
    ///
    /// - Parameters:
    ///   - path: where it shall be; its folder must exist.
    ///   - progress: called often and from any thread.
    ///   - pause: waits between two attempts.
    /// - Throws: ``LivedigitalError`` where the recording cannot be had, or ``RecordingFailure``.
    package func run(
        to path: String, progress: @escaping @Sendable (DownloadProgress) -> Void,
        pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async throws {
        let counter = HighestCount()
        var failures = 0
        while true {
            let before = counter.value
            let problem: String
            var isOfOtherSize = false
            do {
                let link = try await client.recordLink(spaceId: spaceId, roomId: roomId, recordId: recordId)
                let request = client.request(of: link, stall: Self.stall)
                let response = try await transport.resume(request, to: path, size: size) { state in
                    counter.note(state.bytes)
                    progress(state)
                }
                if (200..<300).contains(response.status) { return }
                problem = "the recording's address answered \(response.status)"
            } catch let error as LivedigitalError {
                try Task.checkCancellation()
                switch error.kind {
                case .notSent, .rateLimited, .unknown: problem = error.description
                case .unauthorized, .refused, .notReady, .contractMismatch, .misconfigured: throw error
                }
            } catch let error as HTTPFailure {
                switch error.code {
                case .cannotWriteFile, .invalidRequest, .untrusted: throw RecordingFailure(recordId: recordId, reason: error.message)
                case .cancelled: throw CancellationError()
                case .wrongSize:
                    isOfOtherSize = true
                    problem = error.message
                default: problem = error.message
                }
            }
            failures = counter.value > before ? 0 : failures + 1
            if isOfOtherSize, failures >= Self.patienceWithSize {
                throw RecordingFailure(recordId: recordId, reason: "\(problem) If it is the recording all the same, give --any-size.")
            }
            guard failures < Self.patience else {
                throw RecordingFailure(
                    recordId: recordId, reason: "\(problem) What has arrived is kept; the same command goes on from there.")
            }
            try await pause(failures == 0 ? .milliseconds(200) : .seconds(1 << failures))
        }
    }

    /// The name of a recording's file: its day, its name without what a file system does not take, and its id, which sets twins apart.
    package static func fileName(of record: RoomRecord) -> String {
        let day = (record.startedAt ?? record.createdAt).map { WireDate.format($0).prefix(10) + " " } ?? ""
        let name = (record.name ?? "").map { character -> Character in
            character.isLetter || character.isNumber || " -_,()".contains(character) ? character : "-"
        }
        return "\(day)\(String(name.prefix(50)).cut(toBytes: nameBytes)) \(record.id).mp4".replacing("  ", with: " ")
    }

    /// How much of a name is taken: a file name has 255 bytes at most, also with the day, the id and the ending of what is not whole yet.
    private static let nameBytes = 160
}

/// Why a recording could not be loaded.
package struct RecordingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package var recordId: String
    package var reason: String

    package var description: String { "recording \(recordId): \(reason)" }
}

extension String {
    /// The characters from the front that have at most so many bytes together: a letter with its marks may have any number.
    fileprivate func cut(toBytes limit: Int) -> String {
        var left = limit
        return String(
            prefix { character in
                left -= character.utf8.count
                return left >= 0
            })
    }
}
