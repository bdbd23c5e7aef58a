import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct TimestampTests {
    @Test(arguments: [
        ("2025-02-06T11:50:00.000Z", 1_738_842_600.0), ("2025-02-06T11:50:00Z", 1_738_842_600.0), ("2025-02-06T14:50:00.25+03:00", 1_738_842_600.25),
        ("2025-02-06T06:20:00-05:30", 1_738_842_600.0), ("1969-12-31T23:59:59.500Z", -0.5),
    ])
    func `date-times with a zone are read`(text: String, seconds: Double) {
        #expect(Timestamp.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2025-02-06", "2025-02-06T11:50:00", "2025-02-30T11:50:00Z", "2025-02-06T24:00:00Z", "2025-13-06T11:50:00Z", "2025-02-06T11:50:00+24:00",
        "now",
    ])
    func `anything else is not`(text: String) { #expect(Timestamp.date(text) == nil) }

    @Test func `an instant has three written forms and HTTP's`() {
        let date = Date(timeIntervalSince1970: 1_691_478_359.369)
        #expect(Timestamp.milliseconds(date) == "2023-08-08T07:05:59.369Z")
        #expect(Timestamp.seconds(date) == "2023-08-08T07:05:59.369Z")
        #expect(Timestamp.offset(Date(timeIntervalSince1970: 1_691_478_359)) == "2023-08-08T07:05:59+00:00")
        #expect(Timestamp.milliseconds(Date(timeIntervalSince1970: -0.5)) == "1969-12-31T23:59:59.500Z")
        #expect(Timestamp.http(date) == "Tue, 08 Aug 2023 07:05:59 GMT")
    }

    @Test func `zone names are those of the IANA database, in their spelling`() {
        for name in ["Europe/Moscow", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "Europe/Kyiv"] {
            #expect(TimeZoneNames.contains(name), "\(name)")
        }
        for name in ["MSK", "GMT+3", "europe/moscow", "Europe", "Europe/", "", "/etc/passwd", "../zoneinfo/UTC", "posix/UTC"] {
            #expect(!TimeZoneNames.contains(name), "\(name)")
        }
    }
}
