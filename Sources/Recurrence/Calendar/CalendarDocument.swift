package import Foundation

/// A calendar to be handed out: a VCALENDAR (RFC 5545, section 3.4).
///
/// It has no METHOD, and so is a plain file that every reader imports or subscribes to: a METHOD would make it a message of scheduling (RFC 5546), in
/// which every event must name an ORGANIZER, and nobody here waits for replies.
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
            ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", Self.product), ("CALSCALE", "GREGORIAN"),
            ("X-WR-CALNAME", CalendarText.escaped(name)),
        ]
        let text = head.map(CalendarText.line).joined() + events.map(\.text).joined() + CalendarText.line("END", "VCALENDAR")
        return Data(text.utf8)
    }
}
