import Foundation
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct SessionBoundTests {
    private func period(_ text: String, _ zone: String) throws -> (String, String)? {
        let zone = try ZoneDatabase().zone(zone)
        return SessionBound(text).map { (WireDate.format($0.lower(in: zone)), WireDate.format($0.upper(in: zone))) }
    }

    @Test(arguments: [
        ("2026-12-01", "UTC", "2026-12-01T00:00:00.000Z", "2026-12-02T00:00:00.000Z"),
        ("2026-12-31", "Europe/Moscow", "2026-12-30T21:00:00.000Z", "2026-12-31T21:00:00.000Z"),
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"),
        // Midnight does not exist on this day.
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", "2018-11-05T02:00:00.000Z"),
        ("2026-12-01T10:00:00+03:00", "Europe/Berlin", "2026-12-01T07:00:00.000Z", "2026-12-01T07:00:00.000Z"),
    ]) func aDayIsWholeAndAnInstantIsItself(text: String, zone: String, from: String, to: String) throws {
        let found = try #require(try period(text, zone))
        #expect(found == (from, to))
    }

    @Test(arguments: ["", "2026-02-30", "2026-12-1", "tomorrow", "2026-12-01T10:00", "2026/12/01"]) func anythingElseIsNone(text: String) {
        #expect(SessionBound(text) == nil)
    }
}
