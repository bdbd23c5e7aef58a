import Crypto
import Foundation
import LivedigitalAPI
import Spreadsheet

/// The first sheet of a report: the names of its columns, and its rows in the form in which the database keeps them.
struct ParticipantReport: Sendable, Equatable {
    /// Unique, in their order.
    var columns: [String]
    /// Each a text of ``CellText``. Rows may be shorter than the header.
    var rows: [String]

    /// Why a report was not read, in words for people.
    struct Problem: Error, Equatable {
        var message: String
    }

    /// The largest file that is read; the largest reports of a session are some megabytes.
    static let largestFile = 64 << 20
    /// The most participants of one session.
    static let mostParticipants = 100_000

    /// Reads a file whole; blocks.
    ///
    /// The first row that is not empty names the columns, whatever they are.
    init(_ file: Session.Report.File) throws(Problem) {
        try Self.check(file)
        var limits = ReadingLimits()
        limits.rows = Self.mostParticipants + 100
        var header: [String]?
        var width = 0
        var rows: [String] = []
        var number = 0
        do {
            try Workbook.readRows(contentsOf: file.path, limits: limits) { row in
                number += 1
                if row.isEmpty { return }
                try Self.checkTexts(row, number, columns: header ?? [], file.path)
                width = max(width, row.count)
                guard header != nil else {
                    header = row.map(Self.name)
                    return
                }
                guard rows.count < Self.mostParticipants else { throw Problem(message: "it has more than \(Self.mostParticipants) participants") }
                rows.append(CellText.text(of: row))
            }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(message: "\(error)")
        }
        let names = (header ?? []) + Array(repeating: "", count: max(0, width - (header?.count ?? 0)))
        columns = UniqueNames.make(names.enumerated().map { Self.named($1, $0) })
        self.rows = rows
    }

    private static func check(_ file: Session.Report.File) throws(Problem) {
        guard let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int,
            let bytes = FileHandle(forReadingAtPath: file.path)
        else { throw Problem(message: "the file \(file.path) is not there or may not be read") }
        defer { try? bytes.close() }
        guard size <= largestFile else { throw Problem(message: "the file \(file.path) is larger than \(largestFile >> 20) MiB") }
        var digest = SHA256()
        do {
            while let piece = try bytes.read(upToCount: 1 << 20), !piece.isEmpty { digest.update(data: piece) }
        } catch {
            throw Problem(message: "the file \(file.path) cannot be read: \(error.localizedDescription)")
        }
        guard digest.finalize().hexadecimal == file.sha256 else {
            throw Problem(message: "the file \(file.path) is not what was collected: its SHA-256 differs")
        }
    }

    /// One longer text would keep every export from being written.
    static func checkTexts(_ row: [Workbook.Cell], _ number: Int, columns: [String], _ path: String) throws(Problem) {
        for case (let index, .text(let text)) in row.enumerated() where !Workbook.fits(text) {
            let column = named(columns.indices.contains(index) ? columns[index] : "", index)
            throw Problem(
                message:
                    "row \(number), column \"\(column)\" of the file \(path) has a text of more than \(Workbook.longestText) characters, which no cell of a "
                    + "spreadsheet holds; shorten it in livedigital, and the report can be collected again once its file is deleted")
        }
    }

    private static func named(_ name: String, _ index: Int) -> String { name.isEmpty ? "column \(index + 1)" : name }

    private static func name(_ cell: Workbook.Cell) -> String {
        switch cell {
        case .text(let text): text.trimmingCharacters(in: .whitespacesAndNewlines)
        case .number(let number): CellText.text(of: number)
        case .date(let date): WireDate.format(date)
        case .duration(let seconds): CSV.text(ofDuration: seconds)
        case .boolean(let flag): flag ? "TRUE" : "FALSE"
        case .empty: ""
        }
    }
}

/// Names of columns made different from each other.
enum UniqueNames {
    /// The second of the same name becomes `name (2)`, and so on.
    ///
    /// - Parameter taken: names that are not given to any.
    static func make(_ names: [String], taken: [String] = []) -> [String] {
        var used = Set(taken)
        return names.map { name in
            var candidate = name
            var number = 1
            while !used.insert(candidate).inserted {
                number += 1
                candidate = "\(name) (\(number))"
            }
            return candidate
        }
    }
}
