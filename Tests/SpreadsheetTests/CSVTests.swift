import Foundation
import Testing

@testable import Spreadsheet

@Suite(.timeLimit(.minutes(5)))
struct CSVTests {
    @Test(arguments: [
        (Workbook.Cell.text("plain"), "plain"), (.text(""), ""), (.empty, ""), (.text("a,b"), "\"a,b\""), (.text("say \"hi\""), "\"say \"\"hi\"\"\""),
        (.text("two\nlines"), "\"two\nlines\""), (.text("two\r\nlines"), "\"two\r\nlines\""), (.text("Анна; 東京"), "Анна; 東京"),
        (.text("=1+1"), "'=1+1"), (.text("+7 999 1234567"), "'+7 999 1234567"), (.text("-1"), "'-1"), (.text("@SUM(A1)"), "'@SUM(A1)"),
        (.text("\t=1"), "'\t=1"), (.text("\r=1"), "\"'\r=1\""), (.text("\n=1"), "\"'\n=1\""), (.text("＝1"), "'＝1"), (.text("＋1"), "'＋1"),
        (.text("－1"), "'－1"), (.text("＠a"), "'＠a"), (.text("\u{FEFF}=1"), "'\u{FEFF}=1"), (.text("=\u{301}1"), "'=\u{301}1"),
        (.text("=a,\"b\""), "\"'=a,\"\"b\"\"\""), (.text("a=1"), "a=1"), (.text("'quoted'"), "'quoted'"), (.number(-5), "-5"),
        (.number(1830.5), "1830.5"),
        (.number(0), "0"), (.number(-0.0), "0"), (.number(1e15), "1000000000000000"), (.number(-1e16), "-1e+16"),
        (.number(123_456_789_012), "123456789012"), (.number(0.1), "0.1"),
        (.boolean(true), "TRUE"), (.boolean(false), "FALSE"), (.date(Date(timeIntervalSince1970: 1_780_000_000.123)), "2026-05-28T20:26:40.123Z"),
        (.date(Date(timeIntervalSince1970: 0)), "1970-01-01T00:00:00.000Z"), (.date(Date(timeIntervalSince1970: -0.001)), "1969-12-31T23:59:59.999Z"),
        (.date(Date(timeIntervalSince1970: 1.9996)), "1970-01-01T00:00:02.000Z"), (.duration(4500), "1:15:00"), (.duration(108_000), "30:00:00"),
        (.duration(0), "0:00:00"), (.duration(1.5), "0:00:01.500"), (.duration(59.9996), "0:01:00"), (.duration(-4500.007), "-1:15:00.007"),
        (.duration(-0.0001), "0:00:00"), (.duration(1e300), "1e+300"),
    ])
    func `a cell becomes a field`(cell: Workbook.Cell, field: String) {
        #expect(CSV.line([cell]).unicodeScalars.elementsEqual((field + "\r\n").unicodeScalars))
    }

    @Test func `semicolons separate where that is asked for, and are read again`() throws {
        let row: [Workbook.Cell] = [.text("a;b"), .text("a,b"), .text("=1")]
        let bytes = CSV.bytes(of: [row], separator: .semicolon)
        #expect(bytes == Data("\"a;b\";a,b;'=1\r\n".utf8))
        #expect(CSV.separator(of: bytes) == .semicolon)
        #expect(try CSV.rows(of: bytes).map(\.cells) == [["a;b", "a,b", "'=1"]])
        #expect(CSV.separator(of: CSV.bytes(of: [row])) == .comma)
    }

    @Test func `lines end with CR LF, rows keep their gaps, the mark comes first when asked for`() {
        let rows: [[Workbook.Cell]] = [[.text("a"), .empty, .number(1)], [], [.empty, .empty], [.text("я")]]
        let text = "a,,1\r\n\r\n,\r\nя\r\n"
        #expect(CSV.bytes(of: rows) == Data(text.utf8))
        #expect(CSV.bytes(of: rows, withByteOrderMark: true) == Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8))
        #expect(CSV.bytes(of: []).isEmpty)
    }
}
