import Foundation

/// An xlsx file that is open for reading: finds its parts and reads its sheets one by one.
final class WorkbookFile {
    private let archive: ZipArchive
    private var context: SheetPart.Context
    private var cells = 0
    /// The worksheets in the order of their tabs, with the entries that hold them.
    let sheets: [(name: String, entry: String)]
    let created: Date

    init(path: String, limits: ReadingLimits) throws {
        archive = try ZipArchive(path: path, limits: limits)
        context = SheetPart.Context(limits: limits, path: path)
        let package = Relationships(source: "")
        try Self.read(Relationships.entry(for: ""), of: archive, into: package)
        let main = package.target(kind: "officeDocument") ?? "xl/workbook.xml"
        let workbook = WorkbookPart()
        guard !main.hasSuffix(".bin"), try Self.read(main, of: archive, into: workbook) else {
            throw SpreadsheetError(
                code: .notAWorkbook, message: "The file \(path) is an archive without an xlsx workbook inside. Save the table as .xlsx.",
                context: ["path": path])
        }
        let parts = Relationships(source: main)
        try Self.read(Relationships.entry(for: main), of: archive, into: parts)
        sheets = workbook.sheets.compactMap { sheet in
            guard let part = parts.byId[sheet.relationship], part.kind == "worksheet" else { return nil }
            return (sheet.name, part.target)
        }
        guard !sheets.isEmpty else {
            throw SpreadsheetError(code: .notAWorkbook, message: "The workbook \(path) has no sheet with cells.", context: ["path": path])
        }
        context.from1904 = workbook.from1904
        if let styles = parts.target(kind: "styles") { try Self.read(styles, of: archive, into: context.styles) }
        if let table = parts.target(kind: "sharedStrings") {
            let texts = SharedStrings(limits: limits, path: path)
            try Self.read(table, of: archive, into: texts)
            context.texts = texts.texts
        }
        let creation = CreationDate()
        if let properties = package.target(kind: "core-properties") { try Self.read(properties, of: archive, into: creation) }
        created = creation.date ?? Date(timeIntervalSince1970: 0)
    }

    /// Hands the rows of a sheet on, from the top.
    func readRows(sheet index: Int, _ row: ([Workbook.Cell]) throws -> Void) throws {
        let sheet = sheets[index]
        try withoutActuallyEscaping(row) { row in
            let part = SheetPart(name: sheet.name, context: context, cells: cells, deliver: row)
            guard try Self.read(sheet.entry, of: archive, into: part) else {
                throw damaged(archive.path, "the sheet \"\(sheet.name)\" is listed but its contents are not there")
            }
            cells = part.cells
        }
    }

    /// Returns false where the archive has no such entry.
    @discardableResult
    private static func read(_ entry: String, of archive: ZipArchive, into part: any XMLPart) throws -> Bool {
        guard let stream = try archive.stream(of: entry) else { return false }
        try XMLPartReader.read(stream, of: archive.path, into: part)
        return true
    }
}
