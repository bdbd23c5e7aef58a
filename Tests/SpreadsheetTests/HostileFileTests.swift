import Foundation
import Testing

@testable import Spreadsheet

/// Files that are not what they should be: each ends with an error that says so.
@Suite(.timeLimit(.minutes(5)))
struct HostileFileTests {
    private let plain = TestArchive.workbook(rows: "<row><c><v>1</v></c></row>")
    private let sheetEntry = "xl/worksheets/sheet1.xml"

    private func limits(_ change: (inout ReadingLimits) -> Void) -> ReadingLimits {
        var limits = ReadingLimits()
        change(&limits)
        return limits
    }

    @Test func `a missing file, an empty one, text and a folder are not workbooks`() throws {
        #expect(#expect(throws: SpreadsheetError.self) { try Workbook(contentsOf: "/nonexistent/a.xlsx") }?.code == .cannotRead)
        #expect(#expect(throws: SpreadsheetError.self) { try Workbook(contentsOf: "/tmp") }?.code == .cannotRead)
        #expect(try readingError(of: Data())?.code == .notAWorkbook)
        #expect(try readingError(of: Data("<html>Please log in</html>".utf8))?.code == .notAWorkbook)
    }

    @Test func `an archive cut anywhere is damaged`() throws {
        let bytes = try plain.bytes()
        for count in stride(from: 4, to: bytes.count, by: 37) {
            #expect(try readingError(of: bytes.prefix(count))?.code == .damaged, "cut at \(count)")
        }
    }

    @Test func `a changed byte in the contents is found by its checksum or its form`() throws {
        var archive = plain
        archive.entries.removeAll { $0.name == sheetEntry }
        archive.add(sheetEntry, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>\(UUID())</t></is></c></row></sheetData></worksheet>")
        var bytes = try archive.bytes()
        let header = try #require(bytes.range(of: Data(sheetEntry.utf8)))
        bytes[header.upperBound + 70] ^= 1
        #expect(try readingError(of: bytes)?.code == .damaged)
    }

    @Test func `old and encrypted workbooks are told apart from other files`() throws {
        let compound = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + Data(count: 2_000)
        #expect(try readingError(of: compound)?.code == .notAWorkbook)
        let list = Data("EncryptedPackage".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        #expect(try readingError(of: compound + list + Data(count: 500))?.code == .passwordProtected)
        var zipped = plain
        zipped.password = "secret"
        #expect(zipped.error()?.code == .passwordProtected)
    }

    @Test func `an archive without a workbook, or with a binary one, is not one`() throws {
        #expect(TestArchive(["readme.txt": "hello"]).error()?.code == .notAWorkbook)
        #expect(plain.replacing("xl/workbook.xml", with: nil).error()?.code == .notAWorkbook)
        let type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        let binary = plain.replacing("_rels/.rels", with: TestArchive.relationships([("r", type, "xl/workbook.bin")]))
        #expect(binary.error()?.code == .notAWorkbook)
        #expect(plain.replacing("xl/_rels/workbook.xml.rels", with: nil).error()?.code == .notAWorkbook, "no sheet can be found")
    }

    @Test func `the workbook is found at its usual place when nothing points to it`() throws {
        #expect(try plain.replacing("_rels/.rels", with: nil).rows() == [[.number(1)]])
    }

    @Test func `a sheet that is listed but missing is named`() throws {
        let error = plain.replacing(sheetEntry, with: nil).error()
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("Лист") == true)
    }

    @Test(arguments: [
        "<!DOCTYPE worksheet><worksheet/>",
        "<?xml version=\"1.0\"?>\n<!-- -- > -->\n<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet>&b;</worksheet>",
        "<!DOCTYPE w [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c><v>&f;</v></c></row></sheetData></worksheet>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE w><worksheet/>", "just text", "",
        "<worksheet><sheetData><row><c><v>&undefined;</v></c></row></sheetData></worksheet>", "<worksheet><sheetData>", "<worksheet></sheetData>",
    ])
    func `document types, strange encodings and broken XML are refused`(sheet: String) {
        #expect(TestArchive.sheet(sheet).error()?.code == .damaged)
    }

    @Test func `a document type in UTF-16 is refused`() {
        var archive = plain
        archive.entries.removeAll { $0.name == sheetEntry }
        archive.entries.append((sheetEntry, Data([0xFE, 0xFF]) + "<!DOCTYPE w><worksheet/>".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }))
        #expect(archive.error()?.code == .damaged)
    }

    @Test func `what looks like a document type inside the contents is text`() throws {
        let sheet = "<worksheet><sheetData><row><c t=\"str\"><v><![CDATA[<!DOCTYPE a>]]></v></c></row></sheetData></worksheet>"
        #expect(try TestArchive.sheet(sheet).rows() == [[.text("<!DOCTYPE a>")]])
    }

    @Test(arguments: ["XFE1", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ1"])
    func `a column beyond the limit is too large`(reference: String) {
        let error = TestArchive.workbook(rows: "<row><c r=\"\(reference)\"><v>1</v></c></row>").error()
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("16384 columns in sheet \"Лист\"") == true)
    }

    @Test(arguments: [
        "<row><c r=\"17\"><v>1</v></c></row>", "<row r=\"0\"/>", "<row r=\"x\"/>", "<row r=\"5\"/><row r=\"5\"/>", "<row r=\"5\"/><row r=\"2\"/>",
        "<row r=\"99999999999999999999\"/>", "<row><c t=\"s\"><v>0</v></c></row>", "<row><c t=\"s\"><v>-1</v></c></row>",
    ])
    func `references that make no sense are damage`(rows: String) {
        #expect(TestArchive.workbook(rows: rows).error()?.code == .damaged)
    }

    @Test func `rows, cells, texts and entries have limits`() throws {
        let rows = (1...10).map { "<row r=\"\($0)\"><c r=\"C\($0)\"><v>1</v></c></row>" }.joined()
        let archive = TestArchive.workbook(rows: rows, texts: String(repeating: "<si><t>a</t></si>", count: 10))
        for limit in [
            limits { $0.rows = 9 }, limits { $0.cells = 29 }, limits { $0.columns = 2 }, limits { $0.sharedStrings = 9 }, limits { $0.entries = 4 },
        ] {
            #expect(archive.error(limits: limit)?.code == .tooLarge)
        }
        var exact = ReadingLimits()
        (exact.rows, exact.cells, exact.columns, exact.sharedStrings, exact.entries) = (10, 30, 3, 10, 5)
        #expect(try archive.read(limits: exact).sheets[0].rows.count == 10)
    }

    @Test func `the limit on cells is for all sheets together, gaps included`() throws {
        let archive = TestArchive.workbook(rows: (1...1000).map { "<row r=\"\($0)\"><c r=\"XFD\($0)\"><v>1</v></c></row>" }.joined())
        #expect(archive.error()?.message.contains("2000000 cells") == true)
    }

    @Test func `a zip bomb ends at the limit, whatever size it declares`() throws {
        var bomb = plain
        bomb.entries.removeAll { $0.name == sheetEntry }
        bomb.entries.append((sheetEntry, Data("<worksheet><sheetData>".utf8) + Data(repeating: 32, count: 40 << 20)))
        var bytes = try bomb.bytes()
        #expect(bytes.count < 100_000)
        let small = limits { $0.entryBytes = 1 << 20 }
        #expect(try readingError(of: bytes, limits: small)?.message.contains("1048576 bytes, inflated, in \(sheetEntry)") == true)
        #expect(try readingError(of: bytes, limits: limits { $0.totalBytes = 1 << 20 })?.code == .tooLarge)
        // The sizes in the list of entries and before the contents say 1,000 bytes.
        let real = withUnsafeBytes(of: UInt32((40 << 20) + 22).littleEndian) { Data($0) }
        var lies = 0
        while let size = bytes.range(of: real) {
            bytes.replaceSubrange(size, with: withUnsafeBytes(of: UInt32(1_000).littleEndian) { Data($0) })
            lies += 1
        }
        #expect(lies == 2)
        #expect(try readingError(of: bytes, limits: small)?.code == .tooLarge)
    }

    @Test func `a text without end is too large, in a cell and in the common table`() {
        let small = limits { $0.textBytes = 100 }
        let runs = String(repeating: "<r><t>0123456789</t></r>", count: 11)
        #expect(TestArchive.workbook(rows: "<row><c t=\"inlineStr\"><is>\(runs)</is></c></row>").error(limits: small)?.code == .tooLarge)
        #expect(TestArchive.workbook(rows: "<row><c><v>\(String(repeating: "1", count: 101))</v></c></row>").error(limits: small)?.code == .tooLarge)
        #expect(TestArchive.workbook(rows: "", texts: "<si>\(runs)</si>").error(limits: small)?.code == .tooLarge)
        let short = String(repeating: "<si><t>0123456789</t></si>", count: 11)
        #expect(TestArchive.workbook(rows: "", texts: short).error(limits: small)?.code == .tooLarge)
    }

    @Test func `elements may not be nested without end`() {
        #expect(TestArchive.sheet(String(repeating: "<a>", count: 200_000)).error()?.message.contains("100 deep") == true)
    }
}
