import Crypto
import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct RecordDownloadTests {
    private static let record = "66d546c02b949f07df0e96ae"
    private static let place = ["--space", "Маркетинг", "--room", "Демо-зал"]

    private func digest(_ file: URL) throws -> String {
        var hash = SHA256()
        let handle = try FileHandle(forReadingFrom: file)
        while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
        return hash.finalize().description
    }

    private func setSize(_ bytes: Int64, in trial: Trial) throws {
        var record = try #require(trial.server.configuredRecord(Self.record))
        record.fileSize = Int(bytes)
        try trial.server.merge(SandboxAccount(records: [record]))
    }

    /// The largest memory that a process has had, looked at until it ends.
    private func peakMemory(of run: CommandRun) async -> Int {
        var peak = 0
        while let status = try? String(contentsOfFile: "/proc/\(run.processIdentifier)/status", encoding: .utf8) {
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { break }
            peak = max(peak, line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            try? await Task.sleep(for: .milliseconds(50))
        }
        return peak * 1024
    }

    @Test("A recording of 200 MB that is cut ten times arrives whole, in little memory, its address in no output")
    func cutTenTimes() async throws {
        try await Trial.run { trial in
            try setSize(200_000_000, in: trial)
            let whole = try await trial.command(["record", "download", "Демо, лучшее", "--output", "whole.mp4"] + Self.place)
            #expect(whole.status == 0, "\(whole.errors)")
            for occurrence in 1...10 {
                try trial.server.arm(Fault(operation: "getRecordFile", occurrence: occurrence, action: .cut(bytes: 15_000_000)))
            }
            let cut = try trial.start(
                "record", "download", Self.record, "--output", "cut.mp4", "--json", "--space", "Маркетинг", "--room", "Демо-зал",
                with: ["AUTOWEBINAR_LOG_LEVEL": "trace"])
            async let peak = peakMemory(of: cut)
            let result = await cut.result
            #expect(result.status == 0, "\(result.errors)")
            let files = trial.account.folder
            #expect(try digest(files.appendingPathComponent("cut.mp4")) == digest(files.appendingPathComponent("whole.mp4")))
            #expect(result.array?.first?["bytes"] as? Int == 200_000_000)
            #expect(trial.server.requests.count { $0.operation == "getRecordFile" && $0.status == 206 } == 10)
            // A debug build with coverage has 50 MB of itself.
            #expect(await peak < 80_000_000)
            #expect(!(result.output + result.errors).contains("signature="))
            #expect(try FileManager.default.contentsOfDirectory(atPath: files.path).filter { $0.contains(".part") } == [])
        }
    }

    @Test("A download that is killed leaves no file of that name, and the same command goes on where it was")
    func killed() async throws {
        try await Trial.run { trial in
            try setSize(5_000_000, in: trial)
            try trial.server.arm(Fault(operation: "getRecordFile", action: .stall(bytes: 2_000_000, .seconds(30))))
            let run = try trial.start(
                "record", "download", Self.record, "--output", "demo.mp4", "--space", "Маркетинг", "--room", "Демо-зал")
            let part = trial.account.folder.appendingPathComponent(".demo.mp4.part").path
            try await trial.eventually("a part of the file is there") {
                (try? FileManager.default.attributesOfItem(atPath: part)[.size] as? Int) ?? 0 >= 1_500_000
            }
            run.send(SIGKILL)
            _ = await run.result
            #expect(!FileManager.default.fileExists(atPath: trial.account.folder.appendingPathComponent("demo.mp4").path))
            let again = try await trial.command(["record", "download", Self.record, "--output", "demo.mp4", "--json"] + Self.place)
            #expect(again.status == 0 && again.array?.first?["state"] as? String == "downloaded", "\(again.errors)")
            #expect(trial.server.requests.contains { $0.operation == "getRecordFile" && $0.status == 206 }, "it went on")
            let third = try await trial.command(["record", "download", Self.record, "--output", "demo.mp4", "--json"] + Self.place)
            #expect(third.array?.first?["state"] as? String == "present")
        }
    }

    @Test("Every form of livedigital's answer leads to the file", arguments: ["redirect", "text", "string", "object", "file"])
    func forms(_ form: String) async throws {
        try await Trial.run { trial in
            trial.server.set(SandboxOptions(recordLink: try #require(SandboxOptions.RecordLinkForm(rawValue: form))))
            let result = try await trial.command(["record", "download", Self.record, "--output", "demo.mp4"] + Self.place)
            #expect(result.status == 0, "\(result.errors)")
            let bytes = try Data(contentsOf: trial.account.folder.appendingPathComponent("demo.mp4"))
            #expect(bytes.dropFirst(4).starts(with: Data("ftyp".utf8)), "it is an mp4")
        }
    }

    @Test("All finished recordings of a room since a day go into a folder, under names of their own")
    func all() async throws {
        try await Trial.run { trial in
            let arguments = ["record", "download", "--all", "--since", "2026-01-01", "--output", "recordings", "--json"] + Self.place
            let result = try await trial.command(arguments)
            #expect(result.status == 0, "\(result.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: trial.account.folder.appendingPathComponent("recordings").path)
            #expect(names == ["2026-05-12 Демо, лучшее 66d546c02b949f07df0e96ae.mp4"])
        }
    }

    @Test("A file of another size than the list says is no recording, neither one that comes nor one that is there")
    func otherSize() async throws {
        try await Trial.run { trial in
            try setSize(1_000_000, in: trial)
            let file = trial.account.folder.appendingPathComponent("demo.mp4")
            let command = ["record", "download", Self.record, "--output", "demo.mp4"] + Self.place
            try trial.server.arm(Fault(operation: "getRecordFile", times: 3, action: .garbage))
            let garbage = try await trial.command(command)
            #expect(garbage.status == 1 && garbage.errors.contains("has 9 bytes where 1000000 were expected"), "\(garbage.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: trial.account.folder.path).filter { $0.contains("mp4") } == [])
            try trial.server.arm(Fault(operation: "getRecordFile", action: .garbage))
            let recovered = try await trial.command(command)
            #expect(recovered.status == 0 && recovered.output.contains("demo.mp4: 1000000 bytes"), "\(recovered.errors)")

            try Data("8 bytes.".utf8).write(to: file)
            let other = try await trial.command(command)
            #expect(other.status == 1 && other.errors.contains("another file of that name (8 bytes"), "\(other.errors)")
            let anySize = try await trial.command(command + ["--any-size", "--json"])
            #expect(anySize.status == 0 && anySize.array?.first?["state"] as? String == "present")
            #expect(try Data(contentsOf: file).count == 8)
        }
    }

    @Test("Recordings do not go into a file, which is said once and in plain words")
    func fileForFolder() async throws {
        try await Trial.run { trial in
            let file = trial.account.folder.appendingPathComponent("taken")
            try Data("mine".utf8).write(to: file)
            for output in ["taken", "taken/demo.mp4"] {
                let isAll = output == "taken"
                let result = try await trial.command(
                    ["record", "download", isAll ? "--all" : Self.record, "--output", output] + Self.place)
                #expect(result.status == 1)
                #expect(result.errors == "\(file.path) is a file; give --output a folder.\n")
            }
            #expect(try Data(contentsOf: file) == Data("mine".utf8))
        }
    }

    @Test("What cannot be loaded is said, and nothing is left of it")
    func refused() async throws {
        try await Trial.run { trial in
            let unknown = try await trial.command(["record", "download", "66d546c02b949f07df0e9600"] + Self.place)
            #expect(unknown.status == 1 && unknown.errors.contains("no recording has the id or the exact name \"66d546c02b949f07df0e9600\""))
            let open = try await trial.command(["record", "download", "6a0d80482b949f07df0e77f3"] + Self.place)
            #expect(open.status == 1 && open.errors.contains("not finished yet"))
            let neither = try await trial.command(["record", "download"] + Self.place)
            #expect(neither.status == 64)
            #expect(try FileManager.default.contentsOfDirectory(atPath: trial.account.folder.path).filter { $0.contains("mp4") } == [])
        }
    }
}
