import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct WireDateTests {
    @Test(
        "every form of one instant is read as that instant",
        arguments: [
            "2025-02-06T11:50:00.000Z", "2025-02-06T11:50:00Z", "2025-02-06T11:50:00.0Z", "2025-02-06T11:50:00.000000000Z", "2025-02-06t11:50:00z",
            "2025-02-06 11:50:00Z", "2025-02-06T14:50:00+03:00", "2025-02-06T14:50:00.000+0300", "2025-02-06T14:50:00+03",
            "2025-02-06T06:20:00-05:30",
            "2025-02-06T11:50:00-00:00", "2025-02-07T01:50:00+14:00", "2025-02-06T11:49:60Z", "2025-02-06T11:50:00,000Z", "2025-02-06T11:50:00.0009Z",
        ])
    func forms(text: String) {
        #expect(WireDate.milliseconds(in: text) == 1_738_842_600_000)
        #expect(WireDate.parse(text) == Date(timeIntervalSince1970: 1_738_842_600))
    }

    @Test(
        "what is no instant is nil",
        arguments: [
            "", "2025", "2025-02-06", "2025-02-06T11:50:00", "2025-02-06T11:50Z", "2025-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2025-00-01T00:00:00Z", "2025-13-01T00:00:00Z", "2025-04-31T00:00:00Z", "2025-01-00T00:00:00Z", "2025-01-01T24:00:00Z",
            "2025-01-01T00:60:00Z", "2025-01-01T00:00:61Z", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00Zx", "2025-01-01T00:00:00+3:00",
            "2025-01-01T00:00:00+24:00", "2025-01-01T00:00:00+03:60", "2025-01-01T00:00:00+03:", "2025-1-1T00:00:00Z", "-025-01-01T00:00:00Z",
            " 2025-01-01T00:00:00Z", "2025-01-01T00:00:00.5", "1738842600000", "２025-01-01T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(WireDate.parse(text) == nil)
    }

    @Test("fractions are exact to the millisecond and cut off beyond it")
    func fractions() {
        let base = "2025-02-06T11:50:00."
        #expect(WireDate.milliseconds(in: base + "1Z") == 1_738_842_600_100)
        #expect(WireDate.milliseconds(in: base + "12Z") == 1_738_842_600_120)
        #expect(WireDate.milliseconds(in: base + "123Z") == 1_738_842_600_123)
        #expect(WireDate.milliseconds(in: base + "1239999Z") == 1_738_842_600_123)
        #expect(WireDate.milliseconds(in: base + "001Z") == 1_738_842_600_001)
    }

    @Test("leap years and the ends of the calendar")
    func calendar() {
        #expect(WireDate.milliseconds(in: "1970-01-01T00:00:00Z") == 0)
        #expect(WireDate.milliseconds(in: "1969-12-31T23:59:59.999Z") == -1)
        #expect(WireDate.milliseconds(in: "2000-02-29T12:00:00Z") == 951_825_600_000)
        #expect(WireDate.milliseconds(in: "2024-02-29T23:59:59.999Z") == 1_709_251_199_999)
        #expect(WireDate.milliseconds(in: "1900-03-01T00:00:00Z") == -2_203_891_200_000)
        #expect(WireDate.milliseconds(in: "1900-02-29T00:00:00Z") == nil)
        #expect(WireDate.milliseconds(in: "0000-01-01T00:00:00.000Z") == -62_167_219_200_000)
        #expect(WireDate.milliseconds(in: "9999-12-31T23:59:59.999Z") == 253_402_300_799_999)
    }

    @Test("the writer writes milliseconds and Z, also before 1970")
    func writing() {
        #expect(WireDate.format(Date(timeIntervalSince1970: 1_738_842_600)) == "2025-02-06T11:50:00.000Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: 1_738_842_600.0004)) == "2025-02-06T11:50:00.000Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: 1_738_842_600.9996)) == "2025-02-06T11:50:01.000Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: -0.001)) == "1969-12-31T23:59:59.999Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: -86_400)) == "1969-12-31T00:00:00.000Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: 951_825_600)) == "2000-02-29T12:00:00.000Z")
    }

    @Test("instants beyond the four-digit years are held at the ends instead of crashing")
    func beyond() {
        #expect(WireDate.format(Date(timeIntervalSince1970: .infinity)) == "9999-12-31T23:59:59.999Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: -1e18)) == "0000-01-01T00:00:00.000Z")
        #expect(WireDate.format(Date(timeIntervalSince1970: .nan)).count == 24)
    }

    @Test("writing and reading return the same millisecond over four centuries and more")
    func roundTrip() {
        var milliseconds: Int64 = -12_000_000_000_000
        while milliseconds < 13_000_000_000_000 {
            let text = WireDate.format(WireDate.date(milliseconds: milliseconds))
            #expect(WireDate.milliseconds(in: text) == milliseconds)
            #expect(WireDate.milliseconds(of: WireDate.date(milliseconds: milliseconds)) == milliseconds)
            milliseconds += 1_234_567_891
        }
    }

    @Test("every day from 1899 to 2101 is the one that Foundation's calendar says")
    func againstCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let first = try #require(WireDate.parse("1899-12-31T00:00:00Z"))
        for day in 0..<73_800 {
            let date = first.addingTimeInterval(Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let text = WireDate.format(date)
            let expected = (parts.year ?? 0) * 10_000 + (parts.month ?? 0) * 100 + (parts.day ?? 0)
            if Int(text.prefix(10).replacing("-", with: "")) != expected { Issue.record("\(text) is not \(parts)") }
            if WireDate.parse(text) != date { Issue.record("\(text) is not read back") }
        }
    }

    @Test("HTTP dates")
    func http() {
        #expect(WireDate.parseHTTP("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
        #expect(WireDate.parseHTTP("Thu, 29 Feb 2024 00:00:00 GMT") == Date(timeIntervalSince1970: 1_709_164_800))
        for text in [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 2024 00:00:00 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT",
        ] {
            #expect(WireDate.parseHTTP(text) == nil)
        }
    }
}
