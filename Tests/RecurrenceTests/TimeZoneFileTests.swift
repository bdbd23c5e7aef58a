import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct TimeZoneFileTests {
    /// A small file, version 2 or later: UTC+1 from the first instant, then what the footer says.
    private struct Sample {
        var version = UInt8(ascii: "3")
        var times: [Int64] = [0]
        var types: [UInt8] = [1]
        var records: [(offset: Int32, isDaylight: UInt8, name: UInt8)] = [(0, 0, 0), (3600, 0, 4)]
        var names = "LMT\0CET\0"
        var leapSeconds: Int32 = 0
        var footer = "\nCET-1CEST,M3.5.0,M10.5.0/3\n"

        func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

        func header(_ counts: [Int32]) -> [UInt8] { Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15) + counts.flatMap(bytes) }

        var data: Data {
            var result = header([0, 0, 0, 0, 1, 4]) + bytes(Int32(0)) + [0, 0] + Array("UTC\0".utf8)
            result += header([0, 0, leapSeconds, Int32(times.count), Int32(records.count), Int32(names.utf8.count)])
            result += times.flatMap(bytes) + types
            result += records.flatMap { bytes($0.offset) + [$0.isDaylight, $0.name] }
            result += Array(names.utf8) + Array(repeating: 0, count: Int(leapSeconds) * 12)
            return Data(result + Array(footer.utf8))
        }
    }

    private func wallTime(_ sample: Sample, _ instant: String) throws -> String {
        let zone = Zone(name: "Test/Sample", file: try TimeZoneFile(sample.data))
        return zone.wallTime(at: try Date(instant, strategy: .iso8601)).description
    }

    @Test("times before the first change use the first local time, later ones the rule")
    func readsSample() throws {
        #expect(try wallTime(Sample(), "1969-12-31T23:59:59Z") == "1969-12-31T23:59:59")
        #expect(try wallTime(Sample(), "1970-01-01T00:00:00Z") == "1970-01-01T01:00")
        #expect(try wallTime(Sample(), "2026-07-01T00:00:00Z") == "2026-07-01T02:00")
        #expect(try TimeZoneFile(Sample().data).version == 3)
    }

    @Test(
        "every form of rule is understood",
        arguments: [
            // Names in brackets, and signs that mean west.
            ("<+03>-3", "2026-07-01T00:00:00Z", "2026-07-01T03:00"),
            ("<-0330>3:30", "2026-07-01T12:00:00Z", "2026-07-01T08:30"),
            ("XXX-5:45:15", "2026-07-01T00:00:00Z", "2026-07-01T05:45:15"),
            // Jn never counts February 29, n does.
            ("AAA0BBB,J60,J300", "2024-03-01T02:00:00Z", "2024-03-01T03:00"),
            ("AAA0BBB,J60,J300", "2024-03-01T01:59:59Z", "2024-03-01T01:59:59"),
            ("AAA0BBB,59,300", "2024-02-29T02:00:00Z", "2024-02-29T03:00"),
            ("AAA0BBB,59,300", "2023-03-01T02:00:00Z", "2023-03-01T03:00"),
            // Daylight saving time of an offset of its own, half an hour.
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", "2026-01-01T11:00"),
            // Negative times and times beyond a day.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "2026-03-29T00:00"),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "2026-03-28T22:59:59"),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", "2026-03-27T03:00"),
            ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", "2026-03-27T01:59:59"),
            // Daylight saving time all the year.
            ("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", "2026-01-01T01:00"),
            ("EST5EDT,0/0,J365/25", "2026-12-31T23:00:00Z", "2026-12-31T19:00"),
            ("EST5EDT,0/0,J365/25", "2027-01-01T04:00:00Z", "2027-01-01T00:00"),
            // Daylight saving time that is behind, as in Ireland.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T12:00:00Z", "2026-01-01T12:00"),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T12:00:00Z", "2026-07-01T13:00"),
        ])
    func understandsRule(rule: String, instant: String, expected: String) throws {
        var sample = Sample()
        sample.footer = "\n\(rule)\n"
        #expect(try wallTime(sample, instant) == expected)
    }

    @Test(
        "a rule that cannot be read is refused with its place",
        arguments: [
            "CE-1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,0,366", "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1", "CET-1 ", "CET-1:60", "é-1",
            "CET-1CEST,M3.5.0,M10.5.0/3,",
        ])
    func refusesRule(rule: String) {
        var sample = Sample()
        sample.footer = "\n\(rule)\n"
        let failure = #expect(throws: TimeZoneFileFailure.self) { try TimeZoneFile(sample.data) }
        #expect(failure?.code == .footer)
        #expect(failure?.message.contains("at character") == true)
    }

    @Test("times beyond a day belong to version 3 and later")
    func extendedHoursNeedVersion3() throws {
        var sample = Sample()
        sample.footer = "\nIST-2IDT,M3.4.4/26,M10.5.0\n"
        sample.version = UInt8(ascii: "2")
        #expect(throws: TimeZoneFileFailure.self) { try TimeZoneFile(sample.data) }
        sample.version = UInt8(ascii: "4")
        #expect(try TimeZoneFile(sample.data).version == 4)
    }

    @Test("a file of version 1 has no rule: its last local time stays")
    func readsVersion1() throws {
        let sample = Sample()
        var bytes = Array("TZif".utf8) + Array(repeating: UInt8(0), count: 16) + [0, 0, 0, 1, 2, 8].flatMap { sample.bytes(Int32($0)) }
        bytes +=
            sample.bytes(Int32(1000)) + [1] + sample.records.flatMap { sample.bytes($0.offset) + [$0.isDaylight, $0.name] } + Array(sample.names.utf8)
        let file = try TimeZoneFile(Data(bytes))
        #expect(file.version == 1)
        let zone = Zone(name: "Test/Old", file: file)
        #expect(zone.wallTime(at: Date(timeIntervalSince1970: 999)).description == "1970-01-01T00:16:39")
        #expect(zone.wallTime(at: Date(timeIntervalSince1970: 2e9)).description == "2033-05-18T04:33:20")
    }

    @Test("each way of being damaged has its own message")
    func refusesDamage() throws {
        func failure(_ change: (inout Sample) -> Void) -> String? {
            var sample = Sample()
            change(&sample)
            return #expect(throws: TimeZoneFileFailure.self) { try TimeZoneFile(sample.data) }.map { "\($0.code): \($0.message)" }
        }
        #expect(failure { $0.version = UInt8(ascii: "9") } == "notATimeZoneFile: its version byte is 57, known are versions 1 to 4")
        #expect(failure { $0.types = [2] } == "inconsistent: transition 0 names local time 2 of 2")
        #expect(failure { ($0.times, $0.types) = ([5, 5], [1, 0]) } == "inconsistent: transition 1 is not later than the one before")
        #expect(failure { $0.times = [.min] } == "inconsistent: transition 0 is -9223372036854775808 s away from 1970")
        #expect(failure { $0.records[1].offset = 100_000 } == "inconsistent: an offset of 100000 s from UTC is not possible")
        #expect(failure { $0.records[1].isDaylight = 2 } == "inconsistent: a daylight saving flag is 2")
        #expect(failure { $0.records[1].name = 8 } == "inconsistent: an abbreviation lies outside of its table")
        #expect(failure { $0.names = "LMT\0CET" } == "inconsistent: an abbreviation lies outside of its table")
        #expect(failure { $0.records = [] } == "inconsistent: it announces 0 kinds of local time")
        #expect(failure { $0.leapSeconds = 1 } == "leapSeconds: it counts leap seconds, use the zone without \"right/\"")
        #expect(failure { $0.footer = "CET-1\n" } == "footer: the footer is not one line")
        #expect(failure { $0.footer = "\nCET-1" } == "footer: the footer is not one line")
        #expect(failure { $0.footer += "x" } == "inconsistent: 1 bytes follow its end")
    }

    @Test("a file that is cut off anywhere is refused, and none of its bytes can crash the reader")
    func refusesCutAndScrambledFiles() throws {
        let whole = Sample().data
        for length in 0..<whole.count {
            #expect(throws: TimeZoneFileFailure.self, "cut at \(length)") { try TimeZoneFile(whole.prefix(length)) }
        }
        for index in whole.indices {
            for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8] {
                var scrambled = whole
                scrambled[index] = value
                guard let file = try? TimeZoneFile(scrambled) else { continue }
                let zone = Zone(name: "Test/Scrambled", file: file)
                for wallTime in ["1969-12-31T23:59", "2026-03-29T02:30", "9999-12-31T23:59"] {
                    _ = zone.instants(of: try WallTime(wallTime), gap: .shift, overlap: .both)
                }
            }
        }
        #expect(throws: TimeZoneFileFailure.self) { try TimeZoneFile(Data(count: 300_000)) }
    }
}
