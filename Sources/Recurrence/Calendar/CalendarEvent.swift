package import Foundation

/// One event of a calendar: a VEVENT (RFC 5545, section 3.6.1).
package struct CalendarEvent: Sendable, Equatable {
    /// What becomes of the event (section 3.8.1.11).
    package enum Status: String, Sendable {
        case confirmed = "CONFIRMED"
        case cancelled = "CANCELLED"
    }

    /// Names the event for ever: a reader replaces the event of the same identifier.
    package var identifier: String
    /// Rises with every change; a reader keeps the version of the highest (section 3.8.7.4).
    package var sequence: Int
    package var status: Status
    /// When the event was last changed.
    package var changedAt: Date
    package var startsAt: Date
    /// Nil where it is not known.
    package var endsAt: Date?
    package var title: String
    package var details: String?
    /// The address that the event is about.
    package var address: String?

    package init(
        identifier: String, sequence: Int, status: Status, changedAt: Date, startsAt: Date, endsAt: Date?, title: String, details: String? = nil,
        address: String? = nil
    ) {
        self.identifier = identifier
        self.sequence = sequence
        self.status = status
        self.changedAt = changedAt
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.title = title
        self.details = details
        self.address = address
    }

    /// The event as content lines.
    var text: String {
        let (start, end) = (CalendarText.instant(startsAt), endsAt.map(CalendarText.instant))
        var lines = [
            ("BEGIN", "VEVENT"), ("UID", CalendarText.escaped(identifier)), ("DTSTAMP", CalendarText.instant(changedAt)), ("DTSTART", start),
        ]
        // An end must lie behind the start (section 3.8.2.2); both have the same width, so their texts compare as they do.
        if let end, end > start { lines.append(("DTEND", end)) }
        lines += [("SEQUENCE", "\(sequence)"), ("STATUS", status.rawValue), ("SUMMARY", CalendarText.escaped(title))]
        if let details { lines.append(("DESCRIPTION", CalendarText.escaped(details))) }
        if let address { lines.append(("URL", CalendarText.address(address))) }
        lines.append(("END", "VEVENT"))
        return lines.map(CalendarText.line).joined()
    }
}
