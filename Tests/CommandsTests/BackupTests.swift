import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct BackupTests {
    @Test("While a run is on its way a backup is made, whole, private and complete; a second one of that name needs --force")
    func whileRunning() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let result = try await trial.command("backup", "copy.sqlite")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("copy.sqlite: ") && result.output.contains(" bytes; runs: 1, unfinished: 1, connections: 0\n"))
            #expect(result.output.contains("master.key, without which its tokens cannot be read"))
            let file = trial.account.folder.appendingPathComponent("copy.sqlite")
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let again = try await trial.command("backup", "copy.sqlite")
            #expect(again.status == 1)
            #expect(again.errors == "copy.sqlite exists already; choose another name, or replace it with --force\n")
            let forced = try await trial.command("backup", "copy.sqlite", "--force", "--json")
            #expect(forced.status == 0)
            #expect(forced.json?["runs"] as? Int == 1)
            // No side files, nothing half made.
            #expect(try FileManager.default.contentsOfDirectory(atPath: trial.account.folder.path).sorted() == ["copy.sqlite", "demo.yaml", "var"])
            first.send(SIGTERM)
            #expect(await first.result.status == 130)
            #expect(trial.made == .one)
        }
    }

    @Test("What cannot be a backup is refused: no database, no folder, a file of the service itself")
    func refusals() async throws {
        try await Trial.run { trial in
            let none = try await trial.command("backup", "copy.sqlite")
            #expect(none.status == 1)
            #expect(none.errors.hasPrefix("There is no database at "))
            _ = try await trial.published()
            let nowhere = try await trial.command("backup", "nowhere/copy.sqlite")
            #expect(nowhere.status == 1)
            #expect(nowhere.errors.contains("nowhere/copy.sqlite: No such file or directory. Make its folder first, or choose another place."))
            let itself = try await trial.command("backup", "var/autowebinar.sqlite", "--force")
            #expect(itself.status == 1)
            #expect(itself.errors.contains("is a file that the service itself uses"))
            #expect(try await trial.command("run", "list").status == 0)
        }
    }

    @Test("What a killed backup left is swept away by the next one")
    func leftovers() async throws {
        try await Trial.run { trial in
            _ = try await trial.published()
            // The number of a process that has ended.
            let dead = try trial.start("run", "list")
            _ = await dead.result
            _ = try trial.account.write("half", to: ".copy.sqlite.part-\(dead.processIdentifier)")
            _ = try trial.account.write("half", to: ".copy.sqlite.part-\(dead.processIdentifier)-journal")
            _ = try trial.account.write("at work", to: ".copy.sqlite.part-\(getpid())")
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: trial.account.folder.path).sorted()
            #expect(left == [".copy.sqlite.part-\(getpid())", "copy.sqlite", "demo.yaml", "var"])
        }
    }
}
