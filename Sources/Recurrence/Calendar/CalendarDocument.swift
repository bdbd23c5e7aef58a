package import Foundation

/// A calendar to be handed out: a VCALENDAR (RFC 5545, section 3.4) that publishes its events (RFC 5546, section 3.2.1).
///
/// The same value gives the same bytes.
package struct CalendarDocument: Sendable, Equatable {
    /// What readers show as the name of the calendar.
    package var name: String
    /// The events, in the order in which they are written.
    package var events: [CalendarEvent]

    package init(name: String, events: [CalendarEvent]) {
        self.name = name
        self.events = events
    }

    /// What made the calendar (section 3.7.3).
    private static let product = "-//autowebinar//autowebinar//EN"

    /// The calendar in UTF-8, its lines ended by CR LF.
    package var bytes: Data {
        let head = [
            ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", Self.product), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH"),
            ("X-WR-CALNAME", CalendarText.escaped(name)),
        ]
        let text = head.map(CalendarText.line).joined() + events.map(\.text).joined() + CalendarText.line("END", "VCALENDAR")
        return Data(text.utf8)
    }
}
