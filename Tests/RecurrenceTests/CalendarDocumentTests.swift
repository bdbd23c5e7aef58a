import Foundation
import Testing

@testable import Recurrence

@Suite(.timeLimit(.minutes(5)))
struct CalendarDocumentTests {
    private static let start = Date(timeIntervalSince1970: 1_800_003_600)

    private func event(_ title: String = "Демо", end: Date? = start + 1800, status: CalendarEvent.Status = .confirmed) -> CalendarEvent {
        CalendarEvent(
            identifier: "demo-1@default.autowebinar", sequence: 2, status: status, changedAt: Self.start - 100, startsAt: Self.start, endsAt: end,
            title: title, details: "https://edu.test/event/1", address: "https://edu.test/event/1")
    }

    private func text(_ events: CalendarEvent...) -> String {
        String(decoding: CalendarDocument(name: "Демо, каждый день", events: events).bytes, as: UTF8.self)
    }

    @Test("A calendar has the members that readers need, in a fixed order and with instants in UTC")
    func whole() {
        let expected = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//autowebinar//autowebinar//EN", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:Демо\\, каждый день", "BEGIN:VEVENT", "UID:demo-1@default.autowebinar", "DTSTAMP:20270115T085820Z",
            "DTSTART:20270115T090000Z", "DTEND:20270115T093000Z", "SEQUENCE:2", "STATUS:CONFIRMED", "SUMMARY:Демо",
            "DESCRIPTION:https://edu.test/event/1", "URL:https://edu.test/event/1", "END:VEVENT", "END:VCALENDAR", "",
        ].joined(separator: "\r\n")
        #expect(text(event()) == expected)
        #expect(text(event(status: .cancelled)).contains("\r\nSTATUS:CANCELLED\r\n"))
        #expect(!text(event()).contains("METHOD"), "it would demand an ORGANIZER in every event")
    }

    @Test("An end that is not behind the start, or not known, is left out", arguments: [nil, start, start + 0.9, start - 60])
    func noEnd(end: Date?) {
        #expect(!text(event(end: end)).contains("DTEND"))
    }

    @Test(
        "Text is escaped, a line break of any kind is one \\n, and control characters vanish",
        arguments: [
            ("a,b;c\\d", "a\\,b\\;c\\\\d"), ("a\r\nb\rc\nd\u{2028}e\u{85}f", "a\\nb\\nc\\nd\\ne\\nf"), ("a\r\n\r\nb", "a\\n\\nb"),
            ("a\n\rb", "a\\n\\nb"),
            ("a\u{0}\u{1B}[31mb\u{7F}\u{9B}c", "a[31mbc"), ("a\tb", "a\tb"), ("END:VCALENDAR\r\nBEGIN:VEVENT", "END:VCALENDAR\\nBEGIN:VEVENT"),
            ("", ""),
            ("👩‍👩‍👧 «ok»: \"x\"", "👩‍👩‍👧 «ok»: \"x\""),
        ])
    func escaping(text: String, expected: String) {
        #expect(CalendarText.escaped(text) == expected)
    }

    @Test(
        "An address is not escaped, but cannot end its line",
        arguments: [
            ("https://edu.test/a,b;c?x=1&y=%20", "https://edu.test/a,b;c?x=1&y=%20"), ("https://e/\r\nX:ы \"", "https://e/%0D%0AX:%D1%8B%20%22"),
        ])
    func addresses(text: String, expected: String) {
        #expect(CalendarText.address(text) == expected)
    }

    @Test(
        "Whatever the widths of its characters, a line is folded at 75 octets at most, between characters, and unfolds to what it was",
        arguments: 55...80)
    func folding(length: Int) throws {
        for character in ["x", "ы", "€", "😀"] {
            let value = String(repeating: "a", count: length) + String(repeating: character, count: 60)
            let line = CalendarText.line("SUMMARY", value)
            #expect(line.hasSuffix("\r\n"))
            let pieces = Data(line.utf8.dropLast(2)).split(separator: Data("\r\n".utf8))
            #expect(pieces.count > 1)
            for piece in pieces {
                #expect(piece.count <= 75)
                #expect(String(validating: piece, as: UTF8.self) != nil, "a fold inside a character")
            }
            // As full as they can be: one more character would not fit.
            for piece in pieces.dropLast() { #expect(piece.count > 75 - 4) }
            #expect(line.replacing("\r\n ", with: "") == "SUMMARY:\(value)\r\n")
        }
    }

    @Test("A line of exactly 75 octets is not folded, one of 76 is")
    func limit() {
        #expect(CalendarText.line("X", String(repeating: "a", count: 73)).utf8.count == 77)
        #expect(CalendarText.line("X", String(repeating: "a", count: 74)).hasSuffix("\r\n a\r\n"))
    }

    @Test(
        "Instants are cut to the second, before 1970, too",
        arguments: [
            (1_800_003_600.999, "20270115T090000Z"), (0, "19700101T000000Z"), (-0.5, "19691231T235959Z"),
        ])
    func instants(seconds: Double, expected: String) {
        #expect(CalendarText.instant(Date(timeIntervalSince1970: seconds)) == expected)
    }
}
