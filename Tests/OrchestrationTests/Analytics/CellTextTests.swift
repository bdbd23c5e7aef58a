import DurableFlow
import Foundation
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct CellTextTests {
    @Test func everyKindOfCellComesBack() throws {
        let cells: [Workbook.Cell] = [
            .text("Мария О’Нил"), .text("a \"quote\" \\ and a\nline\u{1}"), .text("[1,{\"date\":2}]"), .text(""), .number(0), .number(-12.5),
            .number(1e300), .number(9_007_199_254_740_992), .number(1.2345678901234568e20), .number(0.1), .boolean(true), .boolean(false),
            .empty, .date(Date(timeIntervalSince1970: 1_800_000_000.123)), .date(Date(timeIntervalSince1970: -2_209_075_200)), .text("👩‍🚀\u{7F}"),
            .duration(0), .duration(108_000), .duration(-4500.25), .duration(0.001),
        ]
        #expect(try CellText.cells(in: CellText.text(of: cells)) == cells)
        #expect(try CellText.cells(in: CellText.text(of: [])) == [])
    }

    @Test func theTextIsJSON() throws {
        let text = CellText.text(of: [
            .text("a\t\"b\"\\"), .number(1.5), .boolean(true), .empty, .date(Date(timeIntervalSince1970: 1.5)), .duration(1.5),
        ])
        #expect(text == #"["a\u0009\"b\"\\",1.5,true,null,{"date":1500},{"duration":1.5}]"#)
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any]
        #expect(parsed?.first as? String == "a\t\"b\"\\")
    }

    @Test(arguments: [
        "", "[", "]", "[1", "[1,]", "[1]x", "{}", "[\"a]", "[\"a\\", "[\"\\u12", "[nul]", "[tru]", "[{\"date\":}]", "[{\"date\":\"x\"}]",
        "[{\"duration\":}]", "[{\"duration\":1]", "[1 2]",
        "[--1]",
    ]) func anythingElseIsRefused(text: String) {
        #expect(throws: OperatorError.self) { try CellText.cells(in: text) }
    }
}
