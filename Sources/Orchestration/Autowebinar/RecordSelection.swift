import Foundation
import LivedigitalAPI

/// What a selector finds among the records of a room.
enum RecordSelection: Equatable {
    case chosen(ChosenRecord)
    /// The record of that id is meant and still being made; the text says so.
    case unfinished(id: String, String)
    /// Nothing matches; the text says what there is instead.
    case nothing(String)
}

extension RecordSelector {
    /// Chooses among the records of a room. A finished match wins over one that is still being made, so that a webinar does not have to
    /// wait where it need not.
    func select(from records: Listing<RoomRecord>, roomId: String) -> RecordSelection {
        let named = records.items.filter(isNamed)
        if let best = named.filter({ $0.isFinished && isLongEnough($0) }).max(by: RoomRecord.beganEarlier) {
            return .chosen(ChosenRecord(id: best.id, length: best.length))
        }
        if let open = named.filter({ !$0.isFinished }).max(by: RoomRecord.beganEarlier) {
            return .unfinished(id: open.id, "the record \(open.title) of the room \(roomId) is not finished yet")
        }
        var text = "No record of the room \(roomId) \(self)."
        let others = records.items.sorted { RoomRecord.beganEarlier($1, $0) }.prefix(5).map { "\($0.title), \($0.progress)" }
        text += others.isEmpty ? " The room has no records." : " The latest records there are \(others.joined(separator: "; "))."
        if !records.isComplete { text += " livedigital has more records than it listed; a record that it does not list cannot be chosen." }
        return .nothing(text + " Record anew and try again, or change record: in the job, which makes dates to come anew.")
    }

    /// Whether it means one record and no other; the latest may soon be another.
    var isExact: Bool { if case .latest = self { false } else { true } }

    private func isNamed(_ record: RoomRecord) -> Bool {
        switch self {
        case .id(let id): record.id == id
        case .name(let name): record.name == name
        case .latest(_, let text): text.map { record.name?.contains($0) ?? false } ?? true
        }
    }

    private func isLongEnough(_ record: RoomRecord) -> Bool {
        guard case .latest(let shortest?, _) = self else { return true }
        return record.length >= shortest
    }
}

extension RoomRecord {
    /// From start to finish. Where livedigital does not say when it began, from its making; where it says neither, nothing.
    fileprivate var length: Duration {
        if let duration { return duration }
        guard let createdAt, let finishedAt, finishedAt > createdAt else { return .zero }
        return .milliseconds(WireDate.milliseconds(of: finishedAt) - WireDate.milliseconds(of: createdAt))
    }

    fileprivate var title: String { name.map { "“\($0)” (\(id))" } ?? id }

    fileprivate var progress: String { isFinished ? length.inWords : "not finished" }

    fileprivate static func beganEarlier(_ left: RoomRecord, _ right: RoomRecord) -> Bool {
        (left.startedAt ?? left.createdAt ?? .distantPast, left.id) < (right.startedAt ?? right.createdAt ?? .distantPast, right.id)
    }
}
