import Foundation
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct JobFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jobs-\(UUID())")

    private func write(_ file: String, name: String) throws {
        let place = folder.appendingPathComponent("jobs/\(file)")
        try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = "kind: autowebinar\nname: \(name)\ntitle: t\nspace: s\nroom: r\nrecord: {latest: {}}\n"
        try Data(text.utf8).write(to: place)
    }

    private func read(_ paths: String...) throws -> [JobFile] {
        try JobFolder.read(
            paths.map { "\(folder.path)/\($0)" }, zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    @Test("a file that is named twice is read once, under the path that came first")
    func repeats() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("a.yaml", name: "a")
        try write("b.yaml", name: "b")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: "jobs")
        for again in ["jobs", "jobs/", "./jobs", "jobs/../jobs", "jobs/b.yaml", "jobs//a.yaml", "link"] {
            #expect(try read("jobs", again).map(\.job.name) == ["a", "b"], "\(again)")
        }
        #expect(try read("jobs/b.yaml", "jobs", "jobs/b.yaml").map(\.job.name) == ["b", "a"])
    }

    @Test("files in deeper folders are not read, and it is said how many, unless their folder is named")
    func deeper() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("a.yaml", name: "a")
        func unread(_ paths: String...) -> String? { JobFolder.unread(paths.map { "\(folder.path)/\($0)" }) }
        #expect(unread("jobs") == nil)
        for file in ["sub/c.yaml", "sub/deep/d.yml", "sub/.hidden.yaml", ".git/e.yaml", "sub/notes.txt"] { try write(file, name: "c") }
        #expect(try read("jobs").map(\.job.name) == ["a"])
        #expect(unread("jobs", "jobs/")?.hasPrefix("2 files in deeper folders left out: \(folder.path)/jobs/sub/c.yaml and others. ") == true)
        #expect(unread("jobs", "jobs/sub")?.hasPrefix("1 file in deeper folders left out: \(folder.path)/jobs/sub/deep/d.yml. ") == true)
        #expect(unread("jobs", "jobs/sub", "jobs/sub/deep") == nil)
        #expect(unread("jobs/a.yaml", "nowhere") == nil)
    }

    @Test("two files of one name are a mistake still")
    func sameName() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("a.yaml", name: "a")
        try write("b.yaml", name: "a")
        #expect { try read("jobs", "./jobs") } throws: { "\($0)".contains("jobs/b.yaml") && "\($0)".contains("rename one of them") }
    }
}
