import Foundation
import Testing

@testable import Spreadsheet

@Suite(.timeLimit(.minutes(5)))
struct WorkbookWriterTests {
    private let created = Date(timeIntervalSince1970: 1_780_000_000)

    /// Every kind of cell, and the texts that formats like to lose.
    private var sample: Workbook {
        let dates: [Workbook.Cell] = [-2_208_988_800, -2_203_891_201, -2_203_891_200, -1, 0, 86_399.999, 1_780_000_000.123, 253_402_300_799.999]
            .map { .date(Date(timeIntervalSince1970: $0)) }
        let durations: [Workbook.Cell] = [0, 4500, 108_000, -4500.25, 0.001, 255_611_462_399.999].map { .duration($0) }
        let texts = [
            "Анна & <Мария> \"x\" 'y'", "=1+1", "  space  ", "\ttab", "line\nline", "line\r\nline", "\r", "_x0041_", "a_x000D__x0041_", "_x0041",
            "x_x_x005F_",
            "\u{1}\u{1F}", "\u{FFFE}a\u{FFFF}", "\u{FEFF}mark", "<r>rich</r>", "]]>", "😀", "é", String(repeating: "я", count: 32_767), "#N/A", "TRUE",
            "12",
        ]
        let numbers = [0, -0.5, 1e300, 2.5e-300, 123_456_789.125, 9_007_199_254_740_991]
        return Workbook(
            sheets: [
                .init(
                    name: "Участники",
                    rows: [
                        texts.map { .text($0) }, [], [.empty, .empty] + numbers.map { .number($0) }, dates, durations,
                        [.boolean(true), .empty, .boolean(false)],
                    ]),
                .init(name: "Empty", rows: []), .init(name: "Third", rows: [[.text("=1+1")]]),
            ], created: created)
    }

    @Test func `what is written is read back the same`() throws {
        try temporaryFile { path in
            try sample.write(to: path)
            #expect(try Workbook(contentsOf: path) == sample)
        }
    }

    /// Programs that do not decode escapes, such as pandas, show the text as it is for as long as it need not be escaped.
    @Test(arguments: ["a_x_", "_xZZ_", "x_x00_", "_x0041", "_x_", "_"]) func `only what would be read as an escape is escaped`(text: String) {
        #expect(WorkbookRules.escaped(text) == text)
        #expect(WorkbookRules.escaped("\(text) _x0041_") == "\(text) _x005F_x0041_")
    }

    @Test func `what is written row by row is read back the same, and the bytes do not change from run to run`() throws {
        func write(_ path: String) throws -> Data {
            let writer = try WorkbookWriter(path: path, created: created)
            for sheet in sample.sheets {
                try writer.addSheet(name: sheet.name)
                for row in sheet.rows { try writer.append(row) }
            }
            try writer.finish()
            return try Data(contentsOf: URL(fileURLWithPath: path))
        }
        let first = try temporaryFile { path in
            let bytes = try write(path)
            #expect(try Workbook(contentsOf: path) == sample)
            return bytes
        }
        #expect(try temporaryFile(write) == first)
    }

    @Test func `many rows in Cyrillic pass the parser's chunks unharmed`() throws {
        try temporaryFile { path in
            func row(_ number: Int) -> [Workbook.Cell] { [.number(Double(number)), .text("Участник \(number) 😀 & <я>"), .text("модератор")] }
            let writer = try WorkbookWriter(path: path, created: created)
            try writer.addSheet(name: "A")
            for number in 0..<20_000 { try writer.append(row(number)) }
            try writer.finish()
            var number = 0
            var different = 0
            try Workbook.readRows(contentsOf: path) {
                if $0 != row(number) { different += 1 }
                number += 1
            }
            #expect(number == 20_000)
            #expect(different == 0)
        }
    }

    @Test func `an unfinished writer leaves the file as it was`() throws {
        try temporaryFile { path in
            do {
                let writer = try WorkbookWriter(path: path, created: created)
                try writer.addSheet(name: "A")
                try writer.append([.number(1)])
            }
            #expect(!FileManager.default.fileExists(atPath: path))
            try Data("old".utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: SpreadsheetError.self) {
                try Workbook(sheets: [.init(name: "A", rows: [[.number(.nan)]])], created: created).write(to: path)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
        }
    }

    @Test func `calls in the wrong order are refused`() throws {
        try temporaryFile { path in
            let writer = try WorkbookWriter(path: path, created: created)
            #expect(#expect(throws: SpreadsheetError.self) { try writer.append([]) }?.code == .invalidContents)
            #expect(#expect(throws: SpreadsheetError.self) { try writer.finish() }?.code == .invalidContents)
            try writer.addSheet(name: "A")
            #expect(throws: SpreadsheetError.self) { try writer.addSheet(name: "a") }
            #expect(throws: SpreadsheetError.self) { try writer.append([.number(1), .number(.infinity)]) }
            try writer.append([.number(2)])
            try writer.finish()
            #expect(#expect(throws: SpreadsheetError.self) { try writer.finish() }?.code == .cannotWrite)
            #expect(#expect(throws: SpreadsheetError.self) { try writer.append([]) }?.code == .cannotWrite)
            #expect(#expect(throws: SpreadsheetError.self) { try writer.addSheet(name: "B") }?.code == .cannotWrite)
            #expect(try Workbook(contentsOf: path).sheets == [.init(name: "A", rows: [[.number(2)]])])
        }
    }

    @Test(arguments: [255_611_462_400, -255_611_462_400, .nan, .infinity])
    func `a duration that Excel cannot show is refused`(seconds: Double) {
        let workbook = Workbook(sheets: [.init(name: "A", rows: [[.duration(seconds)]])], created: created)
        #expect(#expect(throws: SpreadsheetError.self) { try workbook.bytes() }?.code == .invalidContents)
    }

    @Test func `what the escapes of a text take counts for its length`() {
        #expect(Workbook.fits(String(repeating: "я", count: 32_767)))
        #expect(!Workbook.fits(String(repeating: "я", count: 32_768)))
        #expect(!Workbook.fits(String(repeating: "😀", count: 16_384)))
        #expect(!Workbook.fits("_x0041_" + String(repeating: "a", count: 32_760)))
    }

    @Test(arguments: [-2_209_075_201.0, 253_402_300_800]) func `a date that Excel does not know is written as its text`(seconds: Double) throws {
        let date = Workbook.Cell.date(Date(timeIntervalSince1970: seconds))
        try temporaryFile { path in
            try Workbook(sheets: [.init(name: "A", rows: [[date, .number(1)]])], created: created).write(to: path)
            #expect(try Workbook(contentsOf: path).sheets[0].rows == [[.text(String(CSV.line([date]).dropLast())), .number(1)]])
        }
    }

    @Test func `a zero character is written as the one that stands for what is lost`() throws {
        try temporaryFile { path in
            let texts = ["a\0b", "\0", "\0_x0041_"]
            try Workbook(sheets: [.init(name: "A", rows: [texts.map { .text($0) }])], created: created).write(to: path)
            #expect(
                try Workbook(contentsOf: path).sheets[0].rows == [texts.map { .text($0.replacing("\0", with: "\u{FFFD}")) }])
        }
    }

    @Test(arguments: [-1e300, .nan, .infinity])
    func `a date that is in no calendar is refused`(seconds: Double) {
        let workbook = Workbook(sheets: [.init(name: "A", rows: [[.date(Date(timeIntervalSince1970: seconds))]])], created: created)
        #expect(#expect(throws: SpreadsheetError.self) { try workbook.bytes() }?.code == .invalidContents)
    }
}
