package import Foundation

extension LivedigitalClient {
    /// The calls of a room on the day of an instant, those of its breakout rooms included, and perhaps those under way.
    ///
    /// Which zone livedigital counts the day in is not known: ask for the dates that ``RoomCall/datesToAsk(from:to:)`` gives, take each id
    /// once, and go by `startedAt`.
    package func calls(spaceId: String, roomId: String, date: Date) async throws(LivedigitalError) -> Listing<RoomCall> {
        try await listing(.analyticsCalls, PathValues(spaceId: spaceId, roomId: roomId, date: WireDate.format(date)))
    }

    /// The analytics report of a call as the bytes that livedigital made: a workbook, or JSON of whatever shape.
    ///
    /// It is read like ``report(spaceId:playbackId:eventId:sessionId:)``, so not there yet is ``LivedigitalError/Kind/notReady(retryAfter:)``.
    /// Where JSON was asked for, an array is a report, an empty one too, and so is an object with an array or object in it; an object of
    /// plain values alone is a message, or a link. A workbook instead of JSON is ``LivedigitalError/Kind/contractMismatch``.
    package func callReport(
        spaceId: String, roomId: String, callId: String, format: ReportFormat
    ) async throws(LivedigitalError) -> Data {
        let values = PathValues(spaceId: spaceId, roomId: roomId, callId: callId, format: format.rawValue)
        return try await file(try call(.getRoomAnalyticsReport, values), as: format)
    }
}
