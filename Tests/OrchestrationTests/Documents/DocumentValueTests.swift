import Foundation
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct DocumentValueTests {
    private enum Colour: String, CaseIterable {
        case red, green
    }

    /// What is said about the value of the key `a`.
    private func mistake<Value>(_ text: String, _ read: (DocumentValue) -> Value?) -> String? {
        do {
            _ = try Document.decode(Data("a: \(text)\n".utf8), file: "x.yaml") { $0.map(["a"])?.required("a", read) }
            return nil
        } catch {
            return error.description.replacing("x.yaml:1:1: a: ", with: "")
        }
    }

    private func value<Value>(_ text: String, _ read: (DocumentValue) -> Value?) throws -> Value {
        try Document.decode(Data("a: \(text)\n".utf8), file: "x.yaml") { $0.map(["a"])?.required("a", read) }
    }

    @Test("durations")
    func durations() throws {
        let durations: [(String, Duration)] = [
            ("250ms", .milliseconds(250)), ("90s", .seconds(90)), ("30m", .seconds(1800)), ("24h", .seconds(86_400)), ("14d", .seconds(1_209_600)),
            ("0s", .zero), ("'30m'", .seconds(1800)),
        ]
        for (text, duration) in durations {
            #expect(try value(text) { $0.duration() } == duration)
        }
        #expect(mistake("[1, 2]") { $0.duration() } == "expected a duration such as 30m, found the list [1, 2]")
        #expect(mistake("{after: 30m}") { $0.duration() } == "expected a duration such as 30m, found the map {after: 30m}")
        #expect(mistake("30") { $0.duration() } == "expected a duration such as 30m, found \"30\"; add a unit, as in 30s or 30m")
        for text in ["fast", "30 m", "1h30m", "-5m", "30M", "1.5h", "m"] {
            #expect(mistake(text) { $0.duration() } == "expected a duration such as 30m, found \"\(text)\"; units are ms, s, m, h and d")
        }
        for text in ["106751991168d", "9999999999s"] {
            #expect(mistake(text) { $0.duration() } == "the duration \(text) is too long; at most 999999999 of a unit can be said")
        }
        #expect(mistake("0s") { $0.duration(isPositive: true) } == "the duration must be longer than zero")
    }

    @Test("durations are written in the largest unit that fits")
    func durationText() {
        for text in ["250ms", "90s", "30m", "36h", "14d", "0s", "1500ms"] {
            #expect(DurationText.parse(text).map(DurationText.format) == text)
        }
        #expect(DurationText.format(.seconds(7200)) == "2h")
    }

    @Test("rates")
    func rates() throws {
        let rate = try value("300/m") { $0.rate() }
        #expect(rate.count == 300 && rate.interval == .seconds(60) && rate.perSecond == 5)
        #expect(try value("5/s") { $0.rate() }.description == "5/s")
        for text in ["5", "0/s", "5/d", "-1/s", "5/ms", "a/s", "5/s/s", "99999999999999999999/s"] {
            #expect(
                mistake(text) { $0.rate() }
                    == "expected a rate such as 5/s, found \"\(text)\"; write a whole number above zero, a slash and s, m or h")
        }
    }

    @Test("Booleans are true and false alone")
    func booleans() throws {
        #expect(try value("true") { $0.bool() })
        #expect(try !value("false") { $0.bool() })
        #expect(mistake("yes") { $0.bool() } == "expected true or false, found \"yes\"; write true without quotes")
        #expect(mistake("off") { $0.bool() } == "expected true or false, found \"off\"; write false without quotes")
        #expect(mistake("'true'") { $0.bool() } == "expected true or false, found \"true\"; write true without quotes")
        #expect(mistake("1") { $0.bool() } == "expected true or false, found \"1\"")
    }

    @Test("whole numbers")
    func integers() throws {
        #expect(try value("8080") { $0.integer(0...65_535) } == 8080)
        #expect(mistake("65536") { $0.integer(0...65_535) } == "expected a number from 0 to 65535, found 65536")
        #expect(mistake("0") { $0.integer(1...Int.max) } == "expected a number 1 or more, found 0")
        for text in ["ten", "1.5", "0x10", "+5", "010", "1_000", "99999999999999999999"] {
            #expect(mistake(text) { $0.integer(0...65_535) } == "expected a whole number, found \"\(text)\"")
        }
    }

    @Test("choices name what can be chosen, and the near one")
    func choices() throws {
        #expect(try value("green") { $0.choice(Colour.self) } == .green)
        #expect(mistake("gren") { $0.choice(Colour.self) } == "expected one of red, green, found \"gren\"; did you mean \"green\"?")
        #expect(mistake("[red]") { $0.choice(Colour.self) } == "expected one of red, green, found the list [red]")
        #expect(
            mistake("blue") { $0.choice(Colour.self, unavailable: ["blue"]) } == "\"blue\" is not available in this version; use red or green")
    }

    @Test("texts, names and local times")
    func texts() throws {
        #expect(try value("Демонстрация") { $0.text() } == "Демонстрация")
        #expect(mistake("'  '") { $0.text() } == "the text is empty")
        #expect(mistake("abcd") { $0.text(maximum: 3) } == "the text has 4 characters, at most 3 are allowed")
        #expect(mistake("\"a\\nb\"") { $0.text() } == "the text must be one line without control characters")
        #expect(try value("weekly-demo-2") { $0.name() } == "weekly-demo-2")
        for text in ["Weekly", "-a", "a_b", "демо", "a b", String(repeating: "a", count: 64)] {
            #expect(mistake(text) { $0.name() }?.contains("is not a name; use 1 to 63 of a-z, 0-9 and -") == true)
        }
        #expect(try value("2026-12-01T19:00") { $0.wallTime() } == WallTime("2026-12-01T19:00"))
        #expect(mistake("2026-02-30T19:00") { $0.wallTime() } == "2026-02-30T19:00: February 2026 has 28 days, not 30")
        #expect(
            mistake("2026-02-03") { $0.wallTime() }
                == "expected a local date and time such as 2026-12-01T19:00, found \"2026-02-03\"; add the time of day, as in 2026-02-03T19:00")
    }

    @Test("web addresses")
    func webAddresses() throws {
        #expect(try value("https://example.com/v1/") { $0.webAddress() } == "https://example.com/v1")
        #expect(try value("http://127.0.0.1:8080") { $0.webAddress() } == "http://127.0.0.1:8080")
        for text in ["example.com", "ftp://example.com", "https://", "/v1", "https:example.com"] {
            #expect(mistake(text) { $0.webAddress() } == "expected an address such as https://example.com, found \"\(text)\"")
        }
        for port in ["0", "65536", "70000", "99999999999999999999"] {
            let problem = "the address names a port that does not exist; ports go from 1 to 65535"
            #expect(mistake("https://example.com:\(port)/v1") { $0.webAddress() } == problem, "\(port)")
        }
        #expect(mistake("https://example.com?a=b") { $0.webAddress() } == "the address must not have a query or fragment")
        #expect(mistake("https://a:b@example.com") { $0.webAddress() } == "the address must not hold a user name or password")
    }

    @Test("lists read every item and report each at its own place")
    func lists() {
        #expect(
            mistake("[5m, fast, {b: c}]") { $0.list { $0.duration() } } == """
                x.yaml:1:9: a[1]: expected a duration such as 30m, found "fast"; units are ms, s, m, h and d
                x.yaml:1:15: a[2]: expected a duration such as 30m, found the map {b: c}
                """)
        #expect(mistake("[1, 2, 3]") { $0.list(maximum: 2) { $0.text() } } == "the list has 3 items, at most 2 are allowed")
        #expect(mistake("x") { $0.list { $0.text() } } == "expected a list, found \"x\"")
    }
}
