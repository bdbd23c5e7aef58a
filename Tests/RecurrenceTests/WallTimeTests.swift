import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct WallTimeTests {
    @Test("a wall time is printed as it is written, seconds only where they are not zero")
    func printsWhatItReads() throws {
        for text in ["2026-12-01T19:00", "2026-12-01T19:00:30", "2024-02-29T00:00", "0001-01-01T00:00", "9999-12-31T23:59:59"] {
            #expect(try WallTime(text).description == text)
        }
        #expect(try WallTime("2026-12-01T19:00:00").description == "2026-12-01T19:00")
    }

    @Test(
        "what is no wall time is refused with its own reason",
        arguments: [
            ("2026-02-30T10:00", "February 2026 has 28 days, not 30", nil),
            ("2100-02-29T10:00", "February 2100 has 28 days, not 29", nil),
            ("2026-04-31T10:00", "April 2026 has 30 days, not 31", nil),
            ("2026-13-01T10:00", "month 13 does not exist", nil),
            ("2026-12-01T24:00", "hour 24 does not exist, hours go from 00 to 23", nil),
            ("2026-12-01T10:60", "minute 60 does not exist, minutes go from 00 to 59", nil),
            ("2026-12-01T10:00:60", "second 60 does not exist, seconds go from 00 to 59", nil),
            ("0000-01-01T00:00", "year 0000 does not exist", nil),
            (
                "2026-12-01", "expected a local date and time such as 2026-12-01T19:00, found \"2026-12-01\"",
                "add the time of day, as in 2026-12-01T19:00"
            ),
            (
                "2026-12-01 19:00", "expected a local date and time such as 2026-12-01T19:00, found \"2026-12-01 19:00\"",
                "put a T between date and time"
            ),
            (
                "2026-12-01T19:00Z", "expected a local date and time such as 2026-12-01T19:00, found \"2026-12-01T19:00Z\"",
                "leave out the offset, the zone is named by timezone"
            ),
            (
                "2026-12-01T19:00+03:00", "expected a local date and time such as 2026-12-01T19:00, found \"2026-12-01T19:00+03:00\"",
                "leave out the offset, the zone is named by timezone"
            ),
            ("tomorrow", "expected a local date and time such as 2026-12-01T19:00, found \"tomorrow\"", nil),
            ("", "expected a local date and time such as 2026-12-01T19:00, found \"\"", nil),
        ] as [(String, String, String?)])
    func refuses(text: String, message: String, hint: String?) {
        let failure = #expect(throws: WallTimeFailure.self) { try WallTime(text) }
        #expect(failure?.message == message)
        #expect(failure?.hint == hint)
    }

    @Test("wall times are ordered by time and coded as text")
    func ordersAndCodes() throws {
        let texts = ["2025-12-31T23:59", "2026-01-01T00:00", "2026-01-01T00:00:01", "2026-01-02T00:00"]
        let wallTimes = try texts.map { try WallTime($0) }
        #expect(wallTimes.reversed().sorted() == wallTimes)
        let coded = try JSONEncoder().encode(wallTimes)
        #expect(try JSONDecoder().decode([String].self, from: coded) == texts)
        #expect(try JSONDecoder().decode([WallTime].self, from: coded) == wallTimes)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([WallTime].self, from: Data(#"["2026-02-30T10:00"]"#.utf8)) }
    }
}
