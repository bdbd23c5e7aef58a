import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct StorageTests {
    @Test(
        "A full disk in the middle of a run: said in words, 1; with room again the same command completes the run",
        .enabled(if: SmallDisk.isAvailable, "needs root, to mount a disk of two megabytes"))
    func fullDisk() async throws {
        try await Trial.run { trial in
            let disk = try SmallDisk(at: trial.account.storage)
            defer { disk.remove() }
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            try disk.fill()
            let stopped = await first.result
            #expect(stopped.status == 1)
            #expect(stopped.errors.contains("the disk is full; make room and start again, nothing that was recorded is lost"))
            let still = try await trial.command("job", "run", "demo.yaml")
            #expect(still.status == 1)
            #expect(still.errors.contains("the disk is full"))
            disk.makeRoom()
            let result = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "completed")
            #expect(trial.made == .one)
        }
    }

    @Test("A database file that is none is refused in words and left as it is")
    func damaged() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try FileManager.default.createDirectory(at: trial.account.storage, withIntermediateDirectories: true)
            let file = trial.account.storage.appendingPathComponent("autowebinar.sqlite")
            let bytes = Data((0..<65_536).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) })
            try bytes.write(to: file)
            for arguments in [["job", "run", "demo.yaml"], ["run", "list"], ["run", "cancel", "demo@always"], ["connection", "list"]] {
                let result = try await trial.command(arguments)
                #expect(result.status == 1)
                let reason = "it is damaged (file is not a database); restore a backup, the file was left as it is"
                #expect(result.errors.contains("the database \(file.path) cannot be used: \(reason)"))
            }
            let doctor = try await trial.command("doctor")
            #expect(doctor.status == 1)
            #expect(doctor.output.contains("it is damaged"))
            #expect(try Data(contentsOf: file) == bytes)
            #expect(trial.server.requests.allSatisfy { $0.operation == "getMe" }, "only doctor asks livedigital")
        }
    }

    @Test("A database whose pages are overwritten is refused in words")
    func overwritten() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            let file = trial.account.storage.appendingPathComponent("autowebinar.sqlite")
            let handle = try FileHandle(forUpdating: file)
            try handle.seek(toOffset: 8192)
            try handle.write(contentsOf: Data(repeating: 0xff, count: 32_768))
            try handle.close()
            for arguments in [["job", "run", "demo.yaml"], ["run", "show", id], ["run", "list"]] {
                let result = try await trial.command(arguments)
                #expect(result.status == 1)
                #expect(result.errors.contains("cannot be used: it is damaged (database disk image is malformed)"), "\(arguments)")
            }
            #expect(try await trial.command("doctor").status == 1)
        }
    }

    @Test("A database file of no bytes is refused, since all that it held is lost; doctor says so, too")
    func empty() async throws {
        try await Trial.run { trial in
            try FileManager.default.createDirectory(at: trial.account.storage, withIntermediateDirectories: true)
            try Data().write(to: trial.account.storage.appendingPathComponent("autowebinar.sqlite"))
            _ = try trial.account.demoJob()
            for arguments in [["run", "list"], ["job", "run", "demo.yaml"], ["connection", "list"], ["doctor"]] {
                let result = try await trial.command(arguments)
                #expect(result.status == 1)
                #expect((result.errors + result.output).contains("it is empty, all that it held is lost; restore a backup"), "\(arguments)")
            }
            #expect(trial.made == Made())
        }
    }

    @Test(
        "A service whose database or lock is removed from under it says so and ends",
        arguments: ["", "autowebinar.sqlite.lock", "autowebinar.sqlite-wal"])
    func removed(name: String) async throws {
        try await Trial.run { trial in
            let serve = try trial.start("serve")
            let database = trial.account.storage.appendingPathComponent("autowebinar.sqlite").path
            try await trial.eventually("it runs") {
                try await trial.command("doctor").status == 0 && FileManager.default.fileExists(atPath: database)
            }
            // It may be making a file there at this moment.
            try await trial.eventually("it is removed") {
                let file = trial.account.storage.appendingPathComponent(name)
                try? FileManager.default.removeItem(at: file)
                return !FileManager.default.fileExists(atPath: file.path)
            }
            let result = await serve.result
            #expect(result.status == 1 && result.errors.contains("the database"), "\(result.errors)")
        }
    }

    @Test(
        "A disk that is full before there is a database is told as such, and nothing is said of connections that cannot be read",
        .enabled(if: SmallDisk.isAvailable, "needs root, to mount a disk of two megabytes"))
    func fullDiskAtStart() async throws {
        try await Trial.run { trial in
            let stored = ["AUTOWEBINAR_TOKEN": ""]
            let disk = try SmallDisk(at: trial.account.storage)
            defer { disk.remove() }
            _ = try trial.account.demoJob()
            #expect(try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: stored).status == 0)
            try disk.fill()
            for arguments in [["job", "run", "demo.yaml"], ["connection", "remove", "default"]] {
                let result = try await trial.command(arguments, with: stored)
                #expect(result.status == 1)
                #expect(result.errors.contains("the disk is full; make room and start again"), "\(result.errors)")
            }
            let doctor = try await trial.command("doctor", with: stored)
            #expect(doctor.status != 0)
            #expect(["the disk is full; make room and start again", " 0 MiB free"].contains { doctor.output.contains($0) }, "\(doctor.output)")
            #expect(!doctor.output.contains("there is none; add one"))
        }
    }

    @Test("A database or a configuration that is a link whose target is away is refused, and nothing is published again")
    func linksThatLeadNowhere() async throws {
        try await Trial.run { trial in
            _ = try await trial.published()
            let (disk, away) = (trial.account.folder.appendingPathComponent("disk"), trial.account.folder.appendingPathComponent("away"))
            try FileManager.default.moveItem(at: trial.account.storage, to: disk)
            try FileManager.default.createSymbolicLink(at: trial.account.storage, withDestinationURL: disk)
            #expect(try await trial.command("job", "run", "demo.yaml", "--until", "published").status == 0)
            try FileManager.default.moveItem(at: disk, to: away)
            for arguments in [["job", "run", "demo.yaml", "--start", "+60s"], ["run", "list"], ["doctor"], ["serve"]] {
                let refused = try await trial.command(arguments)
                #expect(refused.status == 1, "\(arguments)")
                #expect((refused.errors + refused.output).contains(" is a link, and what it leads to is not there"), "\(refused.errors)")
            }
            try FileManager.default.moveItem(at: away, to: disk)
            let configuration = trial.account.folder.appendingPathComponent("config")
            try FileManager.default.createDirectory(at: configuration, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: configuration.appendingPathComponent("autowebinar.yaml"), withDestinationURL: away.appendingPathComponent("autowebinar.yaml"))
            let refused = try await trial.command("run", "list")
            #expect(refused.status == 1 && refused.errors.contains("config/autowebinar.yaml"), "\(refused.errors)")
            #expect(trial.made == .one)
        }
    }

    @Test("A folder or a device in the place of the database is refused as such")
    func noFile() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try FileManager.default.createDirectory(at: trial.account.storage, withIntermediateDirectories: true)
            for (path, words) in [(trial.account.storage.path, "it is a folder"), ("/dev/null", "it is no ordinary file")] {
                for arguments in [["job", "run", "demo.yaml"], ["run", "list"], ["doctor"]] {
                    let result = try await trial.command(arguments, with: ["AUTOWEBINAR_STORAGE_PATH": path])
                    #expect(result.status == 1)
                    #expect((result.errors + result.output).contains("\(words); choose another storage.path"), "\(arguments)")
                }
            }
            #expect(trial.made == Made())
        }
    }

    @Test("Storage where there can be none is said in words, and nothing is sent")
    func impossibleFolder() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            _ = try trial.account.write("", to: "file")
            let path = trial.account.folder.appendingPathComponent("file/autowebinar.sqlite").path
            let elsewhere = ["AUTOWEBINAR_STORAGE_PATH": path]
            let result = try await trial.command("job", "run", "demo.yaml", with: elsewhere)
            #expect(result.status == 1)
            #expect(result.errors.contains("the database \(path) cannot be used: its folder cannot be made"))
            #expect(trial.server.requests.isEmpty)
            let doctor = try await trial.command("doctor", with: elsewhere)
            #expect(doctor.status == 1)
            #expect(doctor.output.contains("is a file, not a folder; choose another storage.path"))
        }
    }

    @Test("Reports that cannot be stored are said in words; once they can, the run goes on by itself")
    func impossibleReports() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let blocked = trial.account.storage.appendingPathComponent("data")
            try FileManager.default.createDirectory(at: trial.account.storage, withIntermediateDirectories: true)
            try Data().write(to: blocked)
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+2s")
            var reason: String?
            try await trial.eventually("it says why it waits") {
                reason = try await trial.command("run", "list", "--json").array?.first?["error"] as? String
                return reason != nil
            }
            #expect(reason?.hasPrefix("Cannot make the folder \(blocked.path)/reports: Not a directory.") == true, "\(reason ?? "no reason")")
            let doctor = try await trial.command("doctor")
            #expect(doctor.status == 1)
            #expect(doctor.output.contains("\(blocked.path) is a file, not a folder; choose another storage.data"))
            try await Task.sleep(for: .milliseconds(300))
            try FileManager.default.removeItem(at: blocked)
            let result = await first.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains(/… collectAnalytics until \d\d:\d\d:\d\d\.\d{3}: Cannot make the folder/), "\(result.output)")
            #expect(result.output.contains(": completed, published\n"))
        }
    }
}
