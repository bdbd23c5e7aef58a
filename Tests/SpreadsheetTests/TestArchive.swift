import CLibzip
import Foundation
import Testing

@testable import Spreadsheet

/// Zip archives made by hand, byte by byte where a test wants them broken.
struct TestArchive {
    var entries: [(name: String, contents: Data)]
    var password: String?

    init(_ entries: KeyValuePairs<String, String> = [:]) {
        self.entries = entries.map { ($0.key, Data($0.value.utf8)) }
    }

    /// A workbook of one sheet with these rows, as plain as the format allows.
    static func workbook(
        rows: String, texts: String? = nil, styles: String? = nil, properties: String = "",
        namespace: String = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ) -> TestArchive {
        sheet("<worksheet xmlns=\"\(namespace)\"><sheetData>\(rows)</sheetData></worksheet>", texts: texts, styles: styles, properties: properties)
    }

    static func sheet(_ sheet: String, texts: String? = nil, styles: String? = nil, properties: String = "") -> TestArchive {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        var archive = TestArchive([
            "_rels/.rels": relationships([("r1", "\(types)/officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": """
            <?xml version="1.0" encoding="UTF-8"?>
            <workbook xmlns="\(main)" xmlns:r="\(types)">\(properties)<sheets><sheet name="Лист" sheetId="1" r:id="r1"/></sheets></workbook>
            """,
            "xl/_rels/workbook.xml.rels": relationships(
                [("r1", "\(types)/worksheet", "worksheets/sheet1.xml")]
                    + (texts == nil ? [] : [("r2", "\(types)/sharedStrings", "/xl/sharedStrings.xml")])
                    + (styles == nil ? [] : [("r3", "\(types)/styles", "styles.xml")])),
            "xl/worksheets/sheet1.xml": sheet,
        ])
        if let texts { archive.add("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(texts)</sst>") }
        if let styles { archive.add("xl/styles.xml", "<styleSheet xmlns=\"\(main)\">\(styles)</styleSheet>") }
        return archive
    }

    static func relationships(_ list: [(id: String, type: String, target: String)]) -> String {
        let items = list.map { "<Relationship Id=\"\($0.id)\" Type=\"\($0.type)\" Target=\"\($0.target)\"/>" }
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(items.joined())</Relationships>"
    }

    mutating func add(_ name: String, _ contents: String) {
        entries.append((name, Data(contents.utf8)))
    }

    func replacing(_ name: String, with contents: String?) -> TestArchive {
        var copy = self
        copy.entries.removeAll { $0.name == name }
        if let contents { copy.add(name, contents) }
        return copy
    }

    /// Writes the archive to a file of its own, hands on its path and deletes it.
    func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
        try temporaryFile { path in
            var code: Int32 = 0
            let archive = try #require(zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code))
            for (name, contents) in entries {
                // Freed by the archive.
                let copy = try #require(malloc(max(1, contents.count)))
                contents.copyBytes(to: UnsafeMutableRawBufferPointer(start: copy, count: contents.count))
                let source = try #require(zip_source_buffer(archive, copy, UInt64(contents.count), 1))
                let index = zip_file_add(archive, name, source, 0)
                try #require(index >= 0)
                if let password { try #require(zip_file_set_encryption(archive, UInt64(index), UInt16(ZIP_EM_AES_256), password) == 0) }
            }
            try #require(zip_close(archive) == 0)
            return try body(path)
        }
    }

    func bytes() throws -> Data {
        try withFile { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }

    /// What the reader makes of it.
    func read(limits: ReadingLimits = ReadingLimits()) throws -> Workbook {
        try withFile { try Workbook(contentsOf: $0, limits: limits) }
    }

    /// The rows of the first sheet.
    func rows() throws -> [[Workbook.Cell]] {
        try #require(try read().sheets.first).rows
    }

    /// The error that the reader ends with; records an issue if it does not.
    func error(limits: ReadingLimits = ReadingLimits()) -> SpreadsheetError? {
        #expect(throws: SpreadsheetError.self) { try read(limits: limits) }
    }
}

/// Hands on a path that nothing else uses, and deletes the file afterwards.
func temporaryFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("spreadsheet-test-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
}

/// The error that reading a file with these bytes ends with.
func readingError(of bytes: Data, limits: ReadingLimits = ReadingLimits()) throws -> SpreadsheetError? {
    try temporaryFile { path in
        try bytes.write(to: URL(fileURLWithPath: path))
        return #expect(throws: SpreadsheetError.self) { try Workbook(contentsOf: path, limits: limits) }
    }
}
