package import Foundation

/// What may change about a run that has begun: a whole description, which replaces the former one. Its start, place and account stay.
///
/// A run takes it over as far as it has not gone yet; see ``AutowebinarFlow/amend(_:at:)``.
package struct AutowebinarAmendment: Sendable, Hashable {
    /// What the participants see.
    package var title: String
    package var record: RecordSelector
    /// The latest record is not chosen again before the start.
    package var freezesRecord: Bool
    package var analytics: AutowebinarPlan.Analytics
    /// By how much the start may be missed by a run that was made before it.
    package var lateWindow: Duration
    /// How long after the end of the session the playback is removed once its reports are stored; nil keeps it.
    package var cleanup: Duration?

    package init(
        title: String, record: RecordSelector, freezesRecord: Bool = false, analytics: AutowebinarPlan.Analytics = .init(),
        lateWindow: Duration = .seconds(900), cleanup: Duration? = nil
    ) {
        self.title = title
        self.record = record
        self.freezesRecord = freezesRecord
        self.analytics = analytics
        self.lateWindow = lateWindow
        self.cleanup = cleanup
    }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: a `DecodingError` where it is something else.
    package init(encoded: Data) throws {
        self = try JSONDecoder().decode(AutowebinarAmendment.self, from: encoded)
    }

    /// The form in which the journal keeps it: JSON with sorted members, the same bytes for equal amendments.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension AutowebinarAmendment: Codable {
    private enum CodingKeys: String, CodingKey { case title, record, freezesRecord, analytics, lateWindow, cleanup }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            title: try container.decode(String.self, forKey: .title), record: try container.decode(RecordSelector.self, forKey: .record),
            freezesRecord: try container.decodeIfPresent(Bool.self, forKey: .freezesRecord) ?? false,
            analytics: try container.decode(AutowebinarPlan.Analytics.self, forKey: .analytics),
            lateWindow: try container.decode(StoredMilliseconds.self, forKey: .lateWindow).duration,
            cleanup: try container.decodeIfPresent(StoredMilliseconds.self, forKey: .cleanup)?.duration)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(title, forKey: .title)
        try container.encode(record, forKey: .record)
        try container.encode(freezesRecord, forKey: .freezesRecord)
        try container.encode(analytics, forKey: .analytics)
        try container.encode(StoredMilliseconds(lateWindow), forKey: .lateWindow)
        try container.encodeIfPresent(cleanup.map(StoredMilliseconds.init), forKey: .cleanup)
    }
}
