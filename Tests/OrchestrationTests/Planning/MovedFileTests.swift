import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

/// Job files that lie elsewhere by now, or are looked for from another folder.
@Suite(.timeLimit(.minutes(5))) struct MovedFileTests {
    @Test("a file that lies elsewhere now is noted, and nothing is decided anew: what was taken down stays so")
    func moved() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let job = try PlanningBench.job("always: true")
        try bench.apply(job)
        try bench.plan()
        try bench.order(.cancel(run: "weekly@always", actor: "test"))
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET state = ?", arguments: [RunState.cancelled.rawValue]) }
        try bench.plan()
        var elsewhere = job
        elsewhere.file = "jobs/renamed.yaml"
        let set = try bench.apply(elsewhere)
        #expect(set.changes.count == 1 && set.changes.allSatisfy(\.isOfFileAlone))
        #expect(set.changes.flatMap(\.cancelled) == [] && set.changes.flatMap(\.next) == [])
        try bench.plan()
        #expect(try bench.runs == ["weekly@always"])
        #expect(try bench.apply(elsewhere).isEmpty)
        #expect(try bench.database.read { try JobTable.fetch($0, "weekly")?.file } == "jobs/renamed.yaml")
    }

    @Test("the file of a job is looked for where it was applied; a link whose target is away is no file that is gone")
    func pruneByPlace() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("always: true"))
        let folder = FileManager.default.temporaryDirectory.appending(path: "school-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func isPruned() throws -> Bool {
            try bench.database.read { db in
                try bench.changePlanner.changes([PlanningBench.job("always: true", name: "other")], prune: true, in: db, now: bench.now).changes
                    .contains { $0.kind == .remove }
            }
        }
        try bench.database.write {
            try $0.execute(sql: "UPDATE job SET file = 'weekly.yaml', folder = ? WHERE name = 'weekly'", arguments: [folder])
        }
        try Data().write(to: URL(fileURLWithPath: folder + "/weekly.yaml"))
        #expect(try !isPruned(), "there is none of that name here, and there is one where it was applied")
        try FileManager.default.removeItem(atPath: folder + "/weekly.yaml")
        try FileManager.default.createSymbolicLink(atPath: folder + "/weekly.yaml", withDestinationPath: folder + "/away.yaml")
        #expect(try !isPruned())
        try FileManager.default.removeItem(atPath: folder + "/weekly.yaml")
        #expect(try isPruned())
        try bench.database.write { try $0.execute(sql: "UPDATE job SET folder = NULL WHERE name = 'weekly'") }
        #expect(try !isPruned(), "where it was applied is not known, and nothing is read from there")
    }

    @Test("that a whole was moved is known by a job that is read by the path it was applied by, not by a path that is used elsewhere, too")
    func movedAsAWhole() throws {
        let away = "/nowhere/marketing"
        let stored: [(name: String, file: String?, folder: String?)] = [
            ("weekly", "jobs/weekly.yaml", away), ("open-day", "jobs/open-day.yaml", away),
        ]
        func proves(_ name: String) throws -> Bool {
            var file = try PlanningBench.job("always: true", name: name)
            file.file = "jobs/weekly.yaml"
            return ReadFiles([file], stored: stored).proveGone("jobs/open-day.yaml", appliedIn: away)
        }
        #expect(try proves("weekly"))
        #expect(try !proves("sales"), "the file of another project, which is called the same")
    }

    @Test("a file is the same over links of folders, and what `..` leads to after a link is the file system's to say")
    func links() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "school-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder + "/releases/1/jobs", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createSymbolicLink(atPath: folder + "/current", withDestinationPath: "releases/1")
        #expect(ReadFiles.place(of: folder + "/current/jobs/a.yaml") == ReadFiles.place(of: folder + "/releases/1/jobs/a.yaml"))
        let beside = StoredJob.place(of: "current/../b.yaml", in: folder)
        #expect(ReadFiles.place(of: beside) == ReadFiles.place(of: folder + "/releases/b.yaml"))
        #expect(StoredJob.place(of: "/a.yaml", in: folder) == "/a.yaml")
    }

    @Test("the tables of an earlier version, which knew no folders, can be planned with")
    func earlierTables() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let job = try PlanningBench.job("always: true")
        try bench.apply(job)
        try bench.database.write { try $0.execute(sql: "ALTER TABLE job DROP COLUMN folder") }
        let set = try bench.database.read { try bench.changePlanner.changes([job], prune: true, in: $0, now: bench.now) }
        #expect(set.isEmpty)
    }

    @Test("a link by which somebody went to the folder stays one, and a folder that is not this one is not believed")
    func workingFolder() throws {
        let here = FileManager.default.currentDirectoryPath
        let link = FileManager.default.temporaryDirectory.appending(path: "current-\(UUID())").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: here)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(WorkingFolder.path(environment: ["PWD": link]) == link)
        for other in ["/", link + "/.", "relative", link + "-away"] { #expect(WorkingFolder.path(environment: ["PWD": other]) == here) }
        #expect(WorkingFolder.path(environment: [:]) == here)
    }
}
