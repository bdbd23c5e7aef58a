import Foundation
package import Recurrence

/// What was decided of the upcoming dates of a job, and its schedule does not say.
package struct DecidedDates: Sendable {
    /// Those that see no session: their run was cancelled or failed, or they were skipped.
    var leftOut: Set<Date> = []
    /// When the session of a date begins that waits for the end of the one before it.
    var queued: [Date: Date] = [:]
    /// Why a permanent autowebinar is not open any more; nil where it is or will be, and for other jobs.
    package var closing: Closing?

    /// Why a permanent autowebinar is not open, and what opens it.
    package struct Closing: Sendable, Equatable {
        package var reason: String
        package var remedy: String
    }

    /// How a date is marked whose session begins later, behind another one.
    static let queuedMark = "queued"

    /// The date as its session is held: later, where it is queued.
    package func placed(_ occurrence: Occurrence, zones: ZoneDatabase) -> Occurrence {
        guard let nominal = occurrence.startsAt, let startsAt = queued[nominal] else { return occurrence }
        return placed(startsAt, timezone: occurrence.timezone, zones: zones)
    }

    /// The sessions that are ahead though their dates are not.
    func behind(_ instant: Date, timezone: String, zones: ZoneDatabase) -> [Occurrence] {
        queued.filter { $0.key < instant }.map { placed($0.value, timezone: timezone, zones: zones) }
    }

    private func placed(_ startsAt: Date, timezone: String, zones: ZoneDatabase) -> Occurrence {
        let local = (try? zones.zone(timezone))?.wallTime(at: startsAt).description
        return Occurrence(startsAt: startsAt, local: local, timezone: timezone, mark: Self.queuedMark)
    }
}
