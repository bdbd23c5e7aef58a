import Foundation
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JobFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jobs-\(UUID())")

    private func write(_ file: String, name: String) throws {
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("jobs"), withIntermediateDirectories: true)
        let text = "kind: autowebinar\nname: \(name)\ntitle: t\nspace: s\nroom: r\nrecord: {latest: {}}\n"
        try Data(text.utf8).write(to: folder.appendingPathComponent("jobs/\(file)"))
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

    @Test("two files of one name are a mistake still")
    func sameName() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write("a.yaml", name: "a")
        try write("b.yaml", name: "a")
        #expect { try read("jobs", "./jobs") } throws: { "\($0)".contains("jobs/b.yaml") && "\($0)".contains("rename one of them") }
    }
}
