package import Foundation

/// What a run does about something that was changed by hand on livedigital. It names what was seen, so that a run for which that is no longer true,
/// because it was mended already or has gone on, ignores it.
package enum AutowebinarMending: Codable, Sendable, Hashable {
    /// The playback is gone: it, its event and its publication are made again.
    case remakePlayback(gone: String)
    /// The event is gone: another is made of the same playback.
    case remakeEvent(gone: String)
    /// The event begins at another instant: it is removed, and another is made of the same playback.
    case replaceEvent(eventId: String)
    /// The playback is set to what the run published.
    case publishAgain(playbackId: String)
    /// The event may be called so.
    case keepEventTitle(eventId: String, title: String)
    /// A playback that was published by hand is the run's, which has made none.
    case takeOver(playbackId: String, eventId: String, eventTitle: String, recordId: String)

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: a `DecodingError` where it is something else.
    package init(encoded: Data) throws { self = try JSONDecoder().decode(AutowebinarMending.self, from: encoded) }

    /// The form in which the journal keeps it.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}
