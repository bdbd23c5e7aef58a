package import Foundation
import LivedigitalAPI
package import Recurrence

/// One end of a period as people write it: an instant, or a day.
package enum SessionBound: Sendable, Equatable {
    case instant(Date)
    /// `2026-12-01`: the whole day, given by its beginning in UTC.
    case day(Date)

    /// Nil unless the text is RFC 3339, such as `2026-12-01T16:00:00Z`, or a day such as `2026-12-01`.
    package init?(_ text: String) {
        if let date = WireDate.parse(text) {
            self = .instant(date)
        } else if text.utf8.count == 10, let midnight = WireDate.parse(text + "T00:00:00Z") {
            self = .day(midnight)
        } else {
            return nil
        }
    }

    /// The first instant of a period that begins here.
    package func lower(in zone: Zone) -> Date {
        switch self {
        case .instant(let date): date
        case .day(let midnight): Self.start(of: midnight, in: zone)
        }
    }

    /// The first instant behind a period that ends here: an instant itself does not belong to it, a day does.
    package func upper(in zone: Zone) -> Date {
        switch self {
        case .instant(let date): date
        case .day(let midnight): Self.start(of: midnight.addingTimeInterval(86_400), in: zone)
        }
    }

    /// Where the clock jumps over midnight, the day begins when it has jumped.
    private static func start(of midnight: Date, in zone: Zone) -> Date {
        guard let wallTime = try? WallTime(String(WireDate.format(midnight).prefix(16))) else { return midnight }
        return zone.instants(of: wallTime).first?.instant ?? midnight
    }
}
