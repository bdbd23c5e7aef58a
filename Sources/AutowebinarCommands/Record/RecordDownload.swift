package import ArgumentParser
import Curl
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar record download`.
package struct RecordDownload: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Load the files of recordings.",
        discussion: """
            A file has its name only when it is whole. A download that was cut, stopped with Ctrl-C or killed goes on where it was when the same
            command is given again, and files that are there already are left alone. A file of another size than livedigital's list says is refused.

              autowebinar record download 66d546c02b949f07df0e96ae --space Маркетинг --room Демо-зал
              autowebinar record download 66d546c02b949f07df0e96ae --space Маркетинг --room Демо-зал --output demo.mp4
              autowebinar record download "Демо, лучшее" --space Маркетинг --room Демо-зал
              autowebinar record download --all --since 2026-05-01 --space Маркетинг --room Демо-зал --output recordings
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The recordings, by ids or exact names.") var ids: [String] = []
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "The space, by id or exact name.") var space: String
    @Option(help: "The room, by id or exact name.") var room: String
    @Option(help: "The file, or the folder where it goes under a name of its own (default: the present folder).") var output: String?
    @Flag(help: "Take a file of another size than livedigital's list says.") var anySize = false
    @Flag(help: "All finished recordings of the room.") var all = false
    @Option(help: "With --all: only those that began at or after this day (UTC) or instant.") var since: DayArgument?

    package init() {}

    package func validate() throws {
        if all != ids.isEmpty { throw ValidationError("Name recordings by their ids or names, or take --all.") }
        if since != nil, !all { throw ValidationError("--since goes with --all.") }
    }

    private struct Item: Encodable {
        var id: String
        var path: String
        var bytes: Int64
        /// `downloaded`, `present` or `failed`.
        var state: String
        var error: String?
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let items = try await reportingInterruption {
            try await asking(workspace, connection) { client in
                let spaceId = try await client.spaceId(of: space)
                let roomId = try await client.roomId(of: room, spaceId: spaceId)
                let records = try await client.records(spaceId: spaceId, roomId: roomId)
                let wanted = try await wanted(records, client, workspace)
                if !wanted.isEmpty { try makeFolder() }
                var items: [Item] = []
                for (number, record) in wanted.enumerated() {
                    let download = RecordingDownload(
                        client: client, transport: workspace.transport, spaceId: spaceId, roomId: roomId, recordId: record.id,
                        size: anySize ? nil : record.fileSize)
                    items.append(await load(record, by: download, label: wanted.count > 1 ? "\(number + 1) of \(wanted.count): " : ""))
                    try Task.checkCancellation()
                }
                return items
            }
        }
        if global.json {
            Console.print(try Console.jsonText(items))
        } else if items.isEmpty {
            Console.print("No recording is meant.")
        }
        if items.contains(where: { $0.state == "failed" }) { throw ExitCode.failure }
    }

    private func wanted(
        _ records: Listing<RoomRecord>, _ client: LivedigitalClient, _ workspace: Workspace
    ) async throws -> [RoomRecord] {
        if all {
            warnIfIncomplete(records, "recordings")
            return records.items.filter { record in
                record.isFinished && (since.map { $0.date <= record.startedAt ?? record.createdAt ?? .distantFuture } ?? true)
            }
        }
        let named = try ids.flatMap { name in
            let id = try client.recordId(of: name, among: records)
            return records.items.filter { $0.id == id }
        }
        if let open = named.first(where: { !$0.isFinished }) {
            let lost = try await workspace.openForReading()?.lostRecording(open.id, connection: connection)
            throw Console.fail((lost ?? Failure.unfinished(recordId: open.id)).message)
        }
        return named
    }

    private func load(_ record: RoomRecord, by download: RecordingDownload, label: String) async -> Item {
        let path = path(for: record)
        if let size = size(of: path) {
            if !anySize, let wanted = record.fileSize, size != wanted {
                return failed(
                    record, path,
                    "there is another file of that name (\(size) bytes, the recording has \(wanted)); remove it, give another --output, or --any-size"
                )
            }
            if !global.json { Console.print("\(path): there already (\(size) bytes)") }
            return Item(id: record.id, path: path, bytes: size, state: "present")
        }
        do {
            let progress = DownloadLine(label + URL(fileURLWithPath: path).lastPathComponent, size: record.fileSize)
            defer { progress.clear() }
            try await download.run(to: path) { progress.show($0) }
            let size = size(of: path) ?? 0
            progress.clear()
            if !global.json { Console.print("\(path): \(size) bytes") }
            return Item(id: record.id, path: path, bytes: size, state: "downloaded")
        } catch {
            return error is CancellationError
                ? Item(id: record.id, path: path, bytes: 0, state: "failed", error: "stopped") : failed(record, path, "\(error)")
        }
    }

    private func failed(_ record: RoomRecord, _ path: String, _ reason: String) -> Item {
        Console.error("\(path): \(reason)")
        return Item(id: record.id, path: path, bytes: 0, state: "failed", error: reason)
    }

    private func path(for record: RoomRecord) -> String {
        guard let output else { return RecordingDownload.fileName(of: record) }
        guard isFolder(output) else { return output }
        return "\(output.hasSuffix("/") ? String(output.dropLast()) : output)/\(RecordingDownload.fileName(of: record))"
    }

    /// Whether --output is the folder of the files and not the one file.
    private func isFolder(_ output: String) -> Bool {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
        return exists && isFolder.boolValue || all || ids.count > 1 || output.hasSuffix("/")
    }

    /// Makes the folder where the files go, unless it is there.
    private func makeFolder() throws {
        guard let output else { return }
        let url = isFolder(output) ? URL(fileURLWithPath: output) : URL(fileURLWithPath: output).deletingLastPathComponent()
        var isThereAsFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isThereAsFolder), !isThereAsFolder.boolValue {
            throw Console.fail("\(url.path) is a file; give --output a folder.")
        }
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw Console.fail("The folder \(url.path) cannot be made: \(error.localizedDescription)")
        }
    }

    private func size(of path: String) -> Int64? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int64
    }

    private func reportingInterruption<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        do {
            return try await untilInterrupted(body)
        } catch is Interrupted {
            throw Console.fail("Stopped; what has arrived is kept, and the same command goes on from there.", status: .interrupted)
        }
    }
}

/// A day in UTC such as `2026-12-01`, or an instant.
struct DayArgument: ExpressibleByArgument {
    var date: Date

    init?(argument: String) {
        guard let date = WireDate.parse(argument) ?? WireDate.parse("\(argument)T00:00:00Z") else { return nil }
        self.date = date
    }
}
