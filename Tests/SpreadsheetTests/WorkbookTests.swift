import Foundation
import Testing

@testable import Spreadsheet

@Suite(.timeLimit(.minutes(5)))
struct WorkbookTests {
    private let created = Date(timeIntervalSince1970: 1_780_000_000)

    private var sample: Workbook {
        Workbook(
            sheets: [
                .init(
                    name: "Участники",
                    rows: [
                        [.text("userName"), .text("onlineDuration"), .text("since"), .text("moderator")],
                        [.text("Анна & <Мария>"), .number(1830.5), .date(Date(timeIntervalSince1970: 86_400)), .boolean(true)],
                        [.text("=1+1"), .duration(108_000), .empty, .boolean(false)],
                    ]),
                .init(name: "Empty", rows: []),
            ], created: created)
    }

    /// One entry of a zip archive, through `unzip`.
    private func entry(_ name: String, of file: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unzip", "-p", file.path, name]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    private func temporaryFile() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("workbook-test-\(UUID().uuidString).xlsx")
    }

    @Test func `a written file is a zip archive with the texts, numbers, dates, durations and names`() throws {
        let file = temporaryFile()
        defer { try? FileManager.default.removeItem(at: file) }
        try sample.write(to: file.path)
        #expect(try Data(contentsOf: file).prefix(4) == Data([0x50, 0x4B, 0x03, 0x04]))
        let strings = try entry("xl/sharedStrings.xml", of: file)
        #expect(strings.contains("Анна &amp; &lt;Мария&gt;"))
        #expect(strings.contains("=1+1"), "text that looks like a formula stays text")
        let sheet = try entry("xl/worksheets/sheet1.xml", of: file)
        #expect(sheet.contains("<v>1830.5</v>"))
        #expect(sheet.contains("<v>25570</v>"), "1970-01-02 is day 25570")
        #expect(sheet.contains(#"s="2"><v>1.25</v>"#), "30 hours are 1.25 days")
        #expect(try entry("xl/styles.xml", of: file).contains(#"formatCode="[h]:mm:ss""#))
        #expect(sheet.contains(#"t="b"><v>1</v>"#))
        #expect(!sheet.contains("<f>"))
        #expect(try entry("xl/workbook.xml", of: file).contains(#"name="Участники""#))
    }

    @Test func `the same workbook gives the same bytes`() throws {
        let first = try sample.bytes()
        #expect(first == (try sample.bytes()))
        var later = sample
        later.created = created.addingTimeInterval(1)
        #expect(first != (try later.bytes()))
    }

    @Test func `writing again replaces the file`() throws {
        let file = temporaryFile()
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(repeating: 7, count: 1_000_000).write(to: file)
        try sample.write(to: file.path)
        #expect(try Data(contentsOf: file) == (try sample.bytes()))
    }

    @Test(arguments: ["", "a/b", "'quoted'", String(repeating: "я", count: 32)])
    func `a sheet name that is not allowed is refused by name`(name: String) {
        let error = #expect(throws: SpreadsheetError.self) {
            try Workbook(sheets: [.init(name: name, rows: [])], created: created).bytes()
        }
        #expect(error?.code == .invalidContents)
        #expect(error?.context["sheet"] == name)
    }

    @Test func `two sheets whose names differ only in case are refused`() {
        #expect(throws: SpreadsheetError.self) {
            try Workbook(sheets: [.init(name: "Лист", rows: []), .init(name: "ЛИСТ", rows: [])], created: created).bytes()
        }
    }

    @Test(arguments: [Workbook.Cell.number(.nan), .text(String(repeating: "x", count: 32_768))])
    func `a cell that the format cannot hold is refused with its place`(cell: Workbook.Cell) {
        let error = #expect(throws: SpreadsheetError.self) {
            try Workbook(sheets: [.init(name: "A", rows: [[], [.empty, cell]])], created: created).bytes()
        }
        #expect(error?.message.contains("row 2, column 2") == true)
    }

    @Test func `a workbook without sheets is refused`() {
        #expect(throws: SpreadsheetError.self) { try Workbook(sheets: [], created: created).bytes() }
    }

    @Test func `a folder that does not exist is named in the error`() {
        let error = #expect(throws: SpreadsheetError.self) { try sample.write(to: "/nonexistent/folder/report.xlsx") }
        #expect(error?.code == .cannotWrite)
        #expect(error?.message.contains("/nonexistent/folder/report.xlsx") == true)
    }
}
