import Foundation
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(1))) struct ParticipantReportTests {
    private let place: SessionPlace

    init() throws { place = try SessionPlace() }

    private func problem(_ file: Session.Report.File) -> String {
        do {
            _ = try ParticipantReport(file)
            return "none"
        } catch {
            return error.message
        }
    }

    @Test func theFirstFilledRowNamesTheColumnsWhateverTheyAre() throws {
        let file = try place.report(
            "a.xlsx",
            [
                [], [.text(" Имя "), .empty, .text("Имя"), .number(7)], [.text("Анна"), .number(1)], [],
                [.empty, .text("x"), .empty, .empty, .boolean(true)],
            ])
        let report = try ParticipantReport(file)
        #expect(report.columns == ["Имя", "column 2", "Имя (2)", "7", "column 5"])
        #expect(report.rows == [#"["Анна",1]"#, #"[null,"x",null,null,true]"#])
    }

    @Test func anEmptySheetIsAReportOfNobody() throws {
        let report = try ParticipantReport(try place.report("a.xlsx", []))
        #expect(report.columns.isEmpty && report.rows.isEmpty)
    }

    @Test func aFileThatCannotBeReadSaysWhy() throws {
        #expect(problem(.init(path: place.path("none.xlsx"), bytes: 1, sha256: "")).contains("is not there"))
        var changed = try place.report("changed.xlsx", [[.text("a")]])
        changed.sha256 = String(repeating: "0", count: 64)
        #expect(problem(changed).contains("SHA-256 differs"))
        try Data("<html>".utf8).write(to: URL(fileURLWithPath: place.path("page.xlsx")))
        #expect(problem(try place.file("page.xlsx")).contains(place.path("page.xlsx")))
        try Data().write(to: URL(fileURLWithPath: place.path("huge.xlsx")))
        truncate(place.path("huge.xlsx"), off_t(ParticipantReport.largestFile + 1))
        #expect(problem(.init(path: place.path("huge.xlsx"), bytes: 1, sha256: "")).contains("larger than 64 MiB"))
        let long = try place.report("long.xlsx", [[.text("a")], [.text(String(repeating: "я", count: 20_000))]])
        #expect(problem(long).contains("row 2 is longer than 32767 bytes"))
    }
}
