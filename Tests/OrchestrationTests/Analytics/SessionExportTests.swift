import DurableFlow
import Foundation
import GRDB
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct SessionExportTests {
    private let place: SessionPlace

    init() throws { place = try SessionPlace() }

    private func fill() async throws {
        let first = try place.report("1.xlsx", [[.text("name"), .text("email")], [.text("=1+1"), .text("a@example.com")], [.text("+7 999")]])
        let second = try place.report(
            "2.xlsx",
            [
                [.text("email"), .text("sessionId"), .text("watched"), .text("at")],
                [.text("b@example.com"), .text("theirs"), .number(1.5), .date(SessionPlace.start)],
            ])
        try await place.fill([
            SessionPlace.session(first, job: "b", day: 0), SessionPlace.session(second, job: "a", day: 0), SessionPlace.session(job: "a", day: 2),
        ])
    }

    @Test func theColumnsAreTheUnionAndTheOrderIsByStartIdAndRow() async throws {
        try await fill()
        let result = try await place.export(.csv, to: "all.csv")
        #expect(result == SessionExport.Result(sessions: 2, rows: 3, missing: ["a@2"]))
        #expect(
            try place.text("all.csv") == """
                jobName,sessionId,startsAt,email,sessionId (2),watched,at,name\r
                a,a@0,2027-01-15T08:00:00.000Z,b@example.com,theirs,1.5,2027-01-15T08:00:00.000Z,\r
                b,b@0,2027-01-15T08:00:00.000Z,a@example.com,,,,'=1+1\r
                b,b@0,2027-01-15T08:00:00.000Z,,,,,'+7 999\r\n
                """)
    }

    @Test func jsonHoldsEveryColumnInEveryObject() async throws {
        try await fill()
        _ = try await place.export(.json, to: "all.json")
        let text = try place.text("all.json")
        #expect(text.hasPrefix("[\n{\"jobName\":\"a\",\"sessionId\":\"a@0\",\"startsAt\":\"2027-01-15T08:00:00.000Z\",\"email\":\"b@example.com\","))
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(rows.map { $0.count } == [8, 8, 8])
        #expect(rows[1]["name"] as? String == "=1+1")
        #expect(rows[2]["email"] is NSNull)
    }

    @Test func theWorkbookHasTheSameCells() async throws {
        try await fill()
        _ = try await place.export(.xlsx, to: "all.xlsx")
        let book = try Workbook(contentsOf: place.path("all.xlsx"))
        #expect(book.sheets.map(\.name) == ["Sessions"])
        #expect(book.created == SessionPlace.start)
        let rows = book.sheets[0].rows
        #expect(rows[0] == ["jobName", "sessionId", "startsAt", "email", "sessionId (2)", "watched", "at", "name"].map { .text($0) })
        #expect(
            rows[1].dropFirst(2) == [.date(SessionPlace.start), .text("b@example.com"), .text("theirs"), .number(1.5), .date(SessionPlace.start)])
        #expect(rows[2].last == .text("=1+1"))
    }

    @Test func aDurationIsOneInEveryForm() async throws {
        let durations: [Workbook.Cell] = [.duration(4500), .duration(108_000), .duration(-1.5)]
        let file = try place.report("1.xlsx", [[.text("watched"), .text("longest"), .text("left")], durations])
        try await place.fill([SessionPlace.session(file)])
        for format in TableFormat.allCases { _ = try await place.export(format, to: format.rawValue) }
        #expect(
            try place.text("csv") == """
                jobName,sessionId,startsAt,watched,longest,left\r
                demo,demo@0,2027-01-15T08:00:00.000Z,1:15:00,30:00:00,-0:00:01.500\r\n
                """)
        let row = #""startsAt":"2027-01-15T08:00:00.000Z","watched":"1:15:00","longest":"30:00:00","left":"-0:00:01.500"}"#
        #expect(try place.text("json") == "[\n{\"jobName\":\"demo\",\"sessionId\":\"demo@0\",\(row)\n]\n")
        #expect(try Workbook(contentsOf: place.path("xlsx")).sheets[0].rows[1].suffix(3) == durations[...])
    }

    @Test func aCellThatExcelHasNotKeepsNoTableFromBeingWritten() async throws {
        try await place.fill([SessionPlace.session(try place.report("1.xlsx", [[.text("name"), .text("born")], [.text("a"), .text("b")]]))])
        try await place.writer.write { try $0.execute(sql: #"UPDATE participant SET cells = '["a\u0000b",{"date":-5364662400000}]'"#) }
        for format in TableFormat.allCases { _ = try await place.export(format, to: format.rawValue) }
        #expect(try place.text("csv").hasSuffix(",a\0b,1800-01-01T00:00:00.000Z\r\n"))
        #expect(try place.text("json").contains(#""name":"a\u0000b","born":"1800-01-01T00:00:00.000Z""#))
        let rows = try Workbook(contentsOf: place.path("xlsx")).sheets[0].rows
        #expect(rows[1].suffix(2) == [.text("a\u{FFFD}b"), .text("1800-01-01T00:00:00.000Z")])
    }

    /// Versions without durations kept them as dates.
    @Test func aDurationOfAnEarlierImportStaysAsItIs() async throws {
        try await place.fill([SessionPlace.session(try place.report("1.xlsx", [[.text("duration")], [.duration(4500)]]))])
        try await place.writer.write { try $0.execute(sql: #"UPDATE participant SET cells = '[{"date":-2209070700000}]'"#) }
        #expect(try await place.participants("demo@0")?.known.first?.secondsWatched == 4500)
        _ = try await place.export(.csv, to: "out")
        #expect(try place.text("out").hasSuffix(",1899-12-31T01:15:00.000Z\r\n"))
    }

    @Test(arguments: TableFormat.allCases) func theSameReportsGiveTheSameBytes(format: TableFormat) async throws {
        try await fill()
        _ = try await place.export(format, to: "first")
        try await Task.sleep(for: .milliseconds(1100))
        let again = try SessionPlace()
        try await again.fill(
            place.reader.sessions().reversed().map { session in
                var fresh = session
                fresh.reports = session.reports.map { Session.Report(format: $0.format, dueAt: $0.dueAt, file: $0.file) }
                return fresh
            })
        _ = try await again.export(format, to: "second")
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.path("first"))) == Data(contentsOf: URL(fileURLWithPath: again.path("second"))))
    }

    @Test(arguments: TableFormat.allCases) func noSessionIsATableWithoutRows(format: TableFormat) async throws {
        #expect(try await place.export(format, to: "none") == SessionExport.Result(sessions: 0, rows: 0, missing: []))
        switch format {
        case .csv: #expect(try place.text("none") == "jobName,sessionId,startsAt\r\n")
        case .json: #expect(try place.text("none") == "[]\n")
        case .xlsx: #expect(try Workbook(contentsOf: place.path("none")).sheets[0].rows.count == 1)
        }
    }

    @Test func theSelectionTakesJobsAndAHalfOpenPeriod() async throws {
        try await fill()
        let start = SessionPlace.start
        #expect(try await place.export(.csv, SessionSelection(jobs: ["b"]), to: "x").rows == 2)
        #expect(try await place.export(.csv, SessionSelection(jobs: ["b", "a"], from: start), to: "x").rows == 3)
        #expect(try await place.export(.csv, SessionSelection(to: start), to: "x").rows == 0)
        #expect(try await place.export(.csv, SessionSelection(from: start.addingTimeInterval(0.001)), to: "x").missing == ["a@2"])
    }

    @Test func aSessionThatIsNotOverLacksNothing() async throws {
        try await place.fill([0, 1].map { SessionPlace.session(day: $0) })
        var call = SessionPlace.session(job: "call")
        call.endsAt = nil
        try await place.fill([call])
        let (start, day, hour) = (SessionPlace.start, 86_400.0, 3600.0)
        for (instant, missing) in [(start, []), (start + hour - 1, []), (start + hour, ["demo@0"]), (start + day + hour, ["demo@0", "demo@1"])] {
            #expect(try await place.export(.csv, at: instant, to: "x").missing == missing)
        }
    }

    @Test(arguments: TableFormat.allCases) func aFileIsWholeOrWhatItWas(format: TableFormat) async throws {
        try await fill()
        try Data("before".utf8).write(to: URL(fileURLWithPath: place.path("out")))
        let names = {
            try FileManager.default.contentsOfDirectory(atPath: self.place.folder.path).filter { $0.hasPrefix(".") || $0.hasPrefix("out") }
        }
        try await place.writer.write { try $0.execute(sql: "UPDATE participant SET cells = 'damaged' WHERE number = 2") }
        await #expect(throws: OperatorError.self) { try await place.export(format, to: "out") }
        #expect(try place.text("out") == "before")
        #expect(try names() == ["out"])
    }

    @Test func aPlaceThatCannotBeWrittenIsTold() async throws {
        let missing = await #expect(throws: OperatorError.self) { try await place.export(.csv, to: "none/out.csv") }
        #expect(missing?.description.contains("none/out.csv cannot be written: No such file") == true)
        let device = await #expect(throws: OperatorError.self) {
            try await place.reader.export(SessionExport(SessionSelection(), format: .csv, to: .file("/dev/null")))
        }
        #expect(device?.description.contains("is not a file") == true)
        let book = await #expect(throws: OperatorError.self) {
            try await place.reader.export(SessionExport(SessionSelection(), format: .xlsx, to: .standardOutput))
        }
        #expect(book?.description == "a workbook needs a file to go to")
    }
}
