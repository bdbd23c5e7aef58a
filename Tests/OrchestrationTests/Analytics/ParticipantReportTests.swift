import Foundation
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct ParticipantReportTests {
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
    }

    @Test func aTextIsAsLongInAnyAlphabetAsACellHolds() throws {
        let long = String(repeating: "я", count: 32_767)
        let report = try ParticipantReport(try place.report("long.xlsx", [[.text("Комментарий")], [.text(long)]]))
        #expect(report.rows == ["[\"\(long)\"]"])
        for (index, name) in ["Комментарий", "column 2", "column 3"].enumerated() {
            let row = Array(repeating: Workbook.Cell.empty, count: index) + [.text(long + "я")]
            let problem = #expect(throws: ParticipantReport.Problem.self) {
                try ParticipantReport.checkTexts(row, 4, columns: ["Комментарий", ""], "/data/1.xlsx")
            }
            #expect(
                problem?.message == """
                    row 4, column "\(name)" of the file /data/1.xlsx has a text of more than 32767 characters, which no cell of a spreadsheet holds; \
                    shorten it in livedigital, and the report can be collected again once its file is deleted
                    """)
        }
    }
}
