import Foundation
import Testing

@testable import Spreadsheet

@Suite(.timeLimit(.minutes(5)))
struct ReadingTests {
    /// Styles 0 to 7: general, built-in date, custom date, quoted letters, elapsed hours, colour and text, time with seconds, built-in percent.
    static let styles = """
        <numFmts count="5"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/>\
        <numFmt numFmtId="166" formatCode="[h]:mm:ss"/><numFmt numFmtId="167" formatCode="[Red]0;[Blue]\\d@"/></numFmts>\
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>\
        <xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="47"/><xf numFmtId="10"/></cellXfs>
        """

    private func date(_ text: String) throws -> Workbook.Cell {
        .date(try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    @Test func `shared texts are plain, in runs, with phonetic aids, and keep space where the file says so`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v> 1 </v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c>\
                <c r="E1" t="s"><v>4</v></c><c r="F1" t="s"><v>5</v></c></row>
                """,
            texts: """
                <si><t>Анна &amp; &lt;Мария&gt;&#10;&#x1F600;</t></si><si><r><rPr><b/></rPr><t>жир</t></r><r><t xml:space="preserve"> но </t></r></si>\
                <si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si><t xml:space="preserve">  a </t></si>\
                <si><t>  a </t></si><si><t><![CDATA[<b>]]></t></si>
                """)
        #expect(
            try archive.rows() == [
                [.text("Анна & <Мария>\n😀"), .text("жир но "), .text("東京"), .text("  a "), .text("a"), .text("<b>")]
            ])
    }

    @Test func `texts in place, formula results, truth values, errors and numbers`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c>\
                <c r="B1" t="str"><f>"x"&amp;"y"</f><v>xy</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="b"><v>0</v></c>\
                <c r="E1" t="e"><v>#N/A</v></c><c r="F1"><v>-1.5E3</v></c><c r="G1" t="n"><f>1+1</f><v>2</v></c><c r="H1"><v>nan</v></c>\
                <c r="I1"><v>1,5</v></c></row>
                """)
        #expect(
            try archive.rows() == [
                [
                    .text("ab"), .text("xy"), .boolean(true), .boolean(false), .text("#N/A"), .number(-1500), .number(2), .text("nan"), .text("1,5"),
                ]
            ])
    }

    @Test func `escapes of characters that XML cannot hold are decoded`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row><c t="inlineStr"><is><t>a_x000D_b_x0001_</t></is></c><c t="inlineStr"><is><t>_x005F_x0041_</t></is></c>\
                <c t="inlineStr"><is><t>_xD83D__xDE00_ _x00G0_ _x41_</t></is></c><c t="str"><v>_x0041_</v></c></row>
                """)
        #expect(try archive.rows() == [[.text("a\rb\u{1}"), .text("_x0041_"), .text("😀 _x00G0_ _x41_"), .text("A")]])
    }

    @Test func `a number is a date or a duration when its style's format shows one`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row r="1"><c r="A1"><v>45000.5</v></c><c r="B1" s="1"><v>45000.5</v></c><c r="C1" s="2"><v>45000.5</v></c>\
                <c r="D1" s="3"><v>45000.5</v></c><c r="E1" s="4"><v>1.5</v></c><c r="F1" s="5"><v>2</v></c><c r="G1" s="6"><v>45000.500000011574</v></c>\
                <c r="H1" s="7"><v>0.5</v></c><c r="I1" s="99"><v>3</v></c><c r="J1" s="1"><v>-1</v></c><c r="K1" s="1" t="str"><v>12</v></c>\
                <c r="L1" s="4"><v>-0.05208333333333333</v></c><c r="M1" s="4"><v>2958466</v></c></row>
                """, styles: Self.styles)
        let noon = try date("2023-03-15T12:00:00.000Z")
        #expect(
            try archive.rows() == [
                [
                    .number(45000.5), noon, noon, .number(45000.5), .duration(129_600), .number(2), .duration(3_888_043_200.001), .number(0.5),
                    .number(3), .number(-1), .text("12"), .duration(-4500), .number(2_958_466),
                ]
            ])
    }

    @Test(
        arguments: [
            ("m/d/yy", .date), ("yyyy\\-mm\\-dd", .date), ("[$-419]d mmmm yyyy \"г.\"", .date), ("mmm", .date), ("d.m h:mm:ss", .date),
            ("h:mm AM/PM", .time), ("[$-F400]h:mm:ss", .time), ("hh\"ч\"mm", .time), ("[mm]:ss", .duration), ("[h]:mm:ss;@", .duration),
            ("[HH]:mm", .duration), ("[s]", .duration), ("[Red][h]:mm", .duration), ("mm:ss.0", .duration), ("mm:ss", .duration),
            ("General", .number), ("0.00E+00", .number), ("\"day\" 0", .number), ("0 \\d", .number), ("[Red]0", .number), ("0;[h]", .number),
            ("@", .number), ("_d0", .number), ("[<100]0", .number), ("\"unclosed d", .number), ("[unclosed d", .number),
            ("#,##0.00 \"₽\"", .number), ("", .number),
        ] as [(String, CellStyles.Kind)])
    func `date letters count outside of quotes, brackets and escapes`(code: String, kind: CellStyles.Kind) {
        #expect(CellStyles.kind(formatCode: code) == kind)
    }

    @Test func `built-in formats 14 to 22 are dates, 45 to 47 durations`() throws {
        for id in 0...49 {
            let archive = TestArchive.workbook(
                rows: "<row><c s=\"0\"><v>45000</v></c></row>", styles: "<cellXfs><xf numFmtId=\"\(id)\"/></cellXfs>")
            let expected: Workbook.Cell =
                switch id {
                case 14...22: try date("2023-03-15T00:00:00.000Z")
                case 45...47: .duration(3_888_000_000)
                default: .number(45000)
                }
            #expect(try archive.rows() == [[expected]], "format \(id)")
        }
    }

    @Test(arguments: [
        (0, "1899-12-31"), (1, "1900-01-01"), (59, "1900-02-28"), (60, "1900-02-28"), (61, "1900-03-01"), (25569, "1970-01-01"),
        (2_958_465, "9999-12-31"),
    ])
    func `the day numbers of 1900, with the day that never was`(serial: Int, day: String) throws {
        let date = try Date(day + "T00:00:00Z", strategy: .iso8601)
        #expect(SerialDate.date(serial: Double(serial), from1904: false) == date)
        if serial != 60 { #expect(SerialDate.serial(of: date) == Double(serial)) }
        #expect(SerialDate.date(serial: 2_958_466, from1904: false) == nil)
        #expect(SerialDate.serial(of: Date(timeIntervalSince1970: -2_209_075_200 - 1)) == nil, "the second before 1899-12-31")
    }

    @Test func `a workbook may count its days from 1904`() throws {
        let rows = "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>43538.25</v></c></row>"
        for flag in ["1", "true"] {
            let archive = TestArchive.workbook(rows: rows, styles: Self.styles, properties: "<workbookPr date1904=\"\(flag)\"/>")
            #expect(try archive.rows() == [[try date("1904-01-01T00:00:00.000Z"), try date("2023-03-15T06:00:00.000Z")]])
        }
        let archive = TestArchive.workbook(rows: rows, styles: Self.styles, properties: "<workbookPr date1904=\"0\"/>")
        #expect(try archive.rows()[0][0] == (try date("1899-12-31T00:00:00.000Z")))
    }

    @Test func `durations and times without a day do not belong to a calendar`() throws {
        let styles = "<cellXfs><xf numFmtId=\"46\"/><xf numFmtId=\"21\"/><xf numFmtId=\"22\"/></cellXfs>"
        let rows = [(0, "0.5"), (0, "-1.25"), (0, "43538.25"), (1, "0.5"), (1, "43538.25"), (2, "0.5")]
            .map { "<c s=\"\($0.0)\"><v>\($0.1)</v></c>" }.joined()
        func read(_ properties: String) throws -> [Workbook.Cell] {
            try TestArchive.workbook(rows: "<row>\(rows)</row>", styles: styles, properties: properties).rows()[0]
        }
        let same: [Workbook.Cell] = [.duration(43_200), .duration(-108_000), .duration(3_761_704_800), .duration(43_200)]
        #expect(try read("") == same + [try date("2019-03-14T06:00:00.000Z"), try date("1899-12-31T12:00:00.000Z")])
        let moved = [try date("2023-03-15T06:00:00.000Z"), try date("1904-01-01T12:00:00.000Z")]
        #expect(try read("<workbookPr date1904=\"1\"/>") == same + moved)
    }

    @Test func `dates in words, as strict files may have them`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row><c t="d"><v>2023-03-15</v></c><c t="d"><v>2023-03-15T12:00:00</v></c><c t="d"><v>2023-03-15T12:00:00.250Z</v></c>\
                <c t="d"><v>soon</v></c></row>
                """, namespace: "http://purl.oclc.org/ooxml/spreadsheetml/main")
        #expect(
            try archive.rows() == [
                [
                    try date("2023-03-15T00:00:00.000Z"), try date("2023-03-15T12:00:00.000Z"), try date("2023-03-15T12:00:00.250Z"), .text("soon"),
                ]
            ])
    }

    @Test func `cells without a reference follow, gaps are empty, empty ends are cut`() throws {
        let archive = TestArchive.workbook(
            rows: """
                <row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c><c r="F1" s="1"/></row><row r="2"/><row r="4"><c r="B4"><v>4</v></c>\
                <c r="A4"><v>5</v></c></row><row><c r="AA5" t="inlineStr"><is><t/></is></c></row><row r="900"><c r="A900" t="s"><v></v></c></row>
                """)
        #expect(try archive.rows() == [[.number(1), .empty, .number(2), .number(3)], [], [], [.number(5), .number(4)]])
    }

    @Test func `merged cells keep their first one, extensions are left out`() throws {
        let archive = TestArchive.sheet(
            """
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="urn:other"><dimension ref="A1:XFD9"/>\
            <cols><col min="1" max="2"/></cols><sheetData><row r="1"><c r="A1"><v>1</v><x:v>7</x:v></c><c r="B1" s="1"/></row>\
            <x:row><x:c><x:v>2</x:v></x:c></x:row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><extLst><row><c><v>9</v></c></row></extLst>\
            </worksheet>
            """)
        #expect(try archive.rows() == [[.number(1)]])
    }

    @Test func `prefixes, sheets in the order of their tabs, absolute and relative targets, charts and macros left out`() throws {
        let types = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        func sheet(_ number: Int) -> String {
            """
            <?xml version="1.0"?><!-- made by hand --><s:worksheet xmlns:s="http://purl.oclc.org/ooxml/spreadsheetml/main"><s:sheetData><s:row r="1">\
            <s:c r="A1"><s:v>\(number)</s:v></s:c></s:row></s:sheetData></s:worksheet>
            """
        }
        let archive = TestArchive([
            "_rels/.rels": TestArchive.relationships([("x", "\(types)/officeDocument", "/book/main.xml")]),
            "book/main.xml": """
            <s:workbook xmlns:s="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:q="\(types)"><s:sheets><s:sheet name="Second" sheetId="7" q:id="b"/>\
            <s:sheet name="Chart" sheetId="3" q:id="c"/><s:sheet name="First" sheetId="1" state="hidden" q:id="a"/>\
            <s:sheet name="Macro" sheetId="4" q:id="d"/><s:sheet name="Up" sheetId="9" q:id="e"/></s:sheets></s:workbook>
            """,
            "book/_rels/main.xml.rels": TestArchive.relationships([
                ("a", "\(types)/worksheet", "/Data/One.xml"), ("b", "\(types)/worksheet", "./sheets/../sheets/two%20.xml"),
                ("c", "\(types)/chartsheet", "chart.xml"), ("d", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macro.xml"),
                ("e", "\(types)/worksheet", "../three.xml"),
            ]),
            "data/one.xml": sheet(1), "book/sheets/two .xml": sheet(2), "three.xml": sheet(3),
        ])
        let workbook = try archive.read()
        #expect(workbook.sheets.map(\.name) == ["Second", "First", "Up"])
        #expect(workbook.sheets.map(\.rows) == [[[.number(2)]], [[.number(1)]], [[.number(3)]]])
    }

    @Test func `a file in UTF-16 is read`() throws {
        var archive = TestArchive.workbook(rows: "")
        let sheet = """
            <?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="inlineStr"><is><t>Анна</t></is></c></row></sheetData></worksheet>
            """
        archive.entries.removeAll { $0.name == "xl/worksheets/sheet1.xml" }
        archive.entries.append(("xl/worksheets/sheet1.xml", Data([0xFF, 0xFE]) + sheet.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
        #expect(try archive.rows() == [[.text("Анна")]])
    }

    @Test func `rows are handed on one by one, and an error of the taker ends the reading`() throws {
        struct Enough: Error {}
        let rows = (1...1000).map { "<row r=\"\($0 * 2)\"><c r=\"A\($0 * 2)\"><v>\($0)</v></c></row>" }.joined()
        try TestArchive.workbook(rows: rows).withFile { path in
            var seen: [[Workbook.Cell]] = []
            try Workbook.readRows(contentsOf: path) { seen.append($0) }
            #expect(seen.count == 2000)
            #expect(seen.prefix(4) == [[], [.number(1)], [], [.number(2)]])
            var count = 0
            #expect(throws: Enough.self) {
                try Workbook.readRows(contentsOf: path) { _ in
                    count += 1
                    if count == 5 { throw Enough() }
                }
            }
            #expect(count == 5)
            let error = #expect(throws: SpreadsheetError.self) { try Workbook.readRows(contentsOf: path, sheet: 1) { _ in } }
            #expect(error?.code == .noSuchSheet)
        }
    }
}
