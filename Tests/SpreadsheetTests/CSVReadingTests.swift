import Foundation
import Testing

@testable import Spreadsheet

@Suite(.timeLimit(.minutes(5)))
struct CSVReadingTests {
    private func rows(_ text: String) throws -> [CSV.Row] { try CSV.rows(of: Data(text.utf8)) }

    @Test(arguments: [
        ("", []), ("\r\n\n", []), ("a", [["a"]]), ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]), ("a,,\r\n,\r\n", [["a", "", ""], ["", ""]]),
        ("Имя;Почта\nАнна;a,b", [["Имя", "Почта"], ["Анна", "a,b"]]),
        ("\"a;b;c\",d\n1,2;3", [["a;b;c", "d"], ["1", "2;3"]]), ("\"say \"\"hi\"\"\",\"\"\n", [["say \"hi\"", ""]]),
        ("a,\"two\r\nlines, and\n\nmore\"\nb,c", [["a", "two\r\nlines, and\n\nmore"], ["b", "c"]]), ("\u{FEFF}a,b\n", [["a", "b"]]),
        (" a , b ", [[" a ", " b "]]), ("e\u{301},👩‍👩‍👧\n,\u{301}x", [["e\u{301}", "👩‍👩‍👧"], ["", "\u{301}x"]]), ("\n\na;b\n", [["a", "b"]]),
    ])
    func `a table is read`(text: String, cells: [[String]]) throws {
        #expect(try rows(text).map(\.cells) == cells)
    }

    @Test func `every row tells the line where it begins, over quoted line breaks and empty lines`() throws {
        #expect(try rows("a,b\r\n\"1\r\n2\n3\r4\",x\r\n\r\nc,d\n").map(\.line) == [1, 2, 7])
    }

    @Test(arguments: [
        ("a,b\nc,\"d", "Line 2: the field that begins with a quote here is never closed."),
        ("a,b\n\"c\n\n", "Line 2: the field that begins"), ("a\n\"b\nc\"d", "Line 3: there is text behind the closing quote"),
        ("a\nb\"c\"", "Line 2: a quote stands inside a field"), ("a\n \"b\"", "Line 2: a quote stands inside a field"),
    ])
    func `misplaced quotes are told by line`(text: String, message: String) {
        let error = #expect(throws: SpreadsheetError.self) { try rows(text) }
        #expect(error?.code == .damaged && error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        Data([0xC8, 0xEC, 0xFF, 0x3B, 0x61]), Data([0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00]), Data([0xFE, 0xFF, 0x04, 0x18]), Data("a\0b".utf8),
        Data([0xEF, 0xBB, 0xBF, 0xC0, 0x80]),
    ])
    func `other encodings are refused with a hint`(bytes: Data) {
        let error = #expect(throws: SpreadsheetError.self) { try CSV.rows(of: bytes) }
        #expect(error?.code == .notText && error?.message.contains("CSV UTF-8") == true)
    }

    @Test func `what was written is read back, and the guard against formulas comes off`() throws {
        let texts = ["a,b", "say \"hi\"", "two\r\nlines", "=1+1", "+7 999", "'quoted'", "'=1", "", "Анна; 東京"]
        let read = try CSV.rows(of: CSV.bytes(of: [texts.map(Workbook.Cell.text)], withByteOrderMark: true))
        #expect(
            read.map { $0.cells.map(CSV.withoutGuard) } == [
                ["a,b", "say \"hi\"", "two\r\nlines", "=1+1", "+7 999", "'quoted'", "=1", "", "Анна; 東京"]
            ])
    }
}
