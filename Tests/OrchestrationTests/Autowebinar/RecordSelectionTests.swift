import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct RecordSelectionTests {
    /// A record that began some minutes after the fixture's instant; one without a length is still being made.
    private func record(_ id: String, _ name: String? = "Демо", began: Double, minutes: Double?, bytes: Int64 = 1) -> RoomRecord {
        let start = Webinar.now.addingTimeInterval(began * 60)
        return RoomRecord(
            id: id, name: name, fileSize: minutes == nil ? nil : bytes, createdAt: start, startedAt: start,
            finishedAt: minutes.map { start.addingTimeInterval($0 * 60) })
    }

    private func select(_ selector: RecordSelector, _ records: [RoomRecord], isComplete: Bool = true) -> RecordSelection {
        selector.select(from: Listing(items: records, isComplete: isComplete), roomId: "room1")
    }

    private func chosen(_ id: String, _ minutes: Int64) -> RecordSelection { .chosen(ChosenRecord(id: id, length: .seconds(minutes * 60))) }

    @Test("a file name fits the 255 bytes of a file system, whatever its letters are made of, and ends between two of them")
    func fileName() {
        let name = RecordingDownload.fileName(of: record("64c8f1e2a5b3d90012345678", String(repeating: "क्षि", count: 49), began: 0, minutes: 5))
        #expect(name.utf8.count <= 215, "\(name.utf8.count)")
        #expect(name.contains(" " + String(repeating: "क्षि", count: 13) + " 64c8f1e2a5b3d90012345678.mp4"), "\(name)")
        let plain = RecordingDownload.fileName(of: record("r1", String(repeating: "Ж", count: 60), began: 0, minutes: 5))
        #expect(plain.hasSuffix(" " + String(repeating: "Ж", count: 50) + " r1.mp4"))
    }

    @Test func theLatestIsTheOneThatBeganLast() {
        let records = [record("a", began: 0, minutes: 40), record("c", began: 20, minutes: 10), record("b", began: 10, minutes: 90)]
        #expect(select(.latest(minDuration: nil, nameContains: nil), records) == chosen("c", 10))
        #expect(select(.latest(minDuration: .seconds(40 * 60), nameContains: nil), records) == chosen("b", 90))
    }

    @Test func theNameMustContainTheText() {
        let records = [
            record("a", "Демо, лучшее", began: 0, minutes: 5), record("b", "Планёрка", began: 9, minutes: 5), record("c", nil, began: 10, minutes: 5),
        ]
        #expect(select(.latest(minDuration: nil, nameContains: "Демо"), records) == chosen("a", 5))
    }

    @Test func anExactNameIsExact() {
        let records = [
            record("a", "Демо", began: 0, minutes: 5), record("b", "Демо 2", began: 9, minutes: 5), record("c", "Демо", began: 3, minutes: 6),
        ]
        #expect(select(.name("Демо"), records) == chosen("c", 6))
        #expect(select(.id("b"), records) == chosen("b", 5))
    }

    @Test func aRecordingUnderWayIsWaitedFor() {
        let text = "the record “Демо” (b) of the room room1 is not finished yet"
        for selector in [RecordSelector.id("b"), .name("Демо"), .latest(minDuration: .seconds(60), nameContains: "Демо")] {
            let records = [record("a", "Другое", began: 0, minutes: 9), record("b", began: 1, minutes: nil)]
            #expect(select(selector, records) == .unfinished(id: "b", text))
        }
    }

    @Test func anEmptyFileIsNotFinished() {
        #expect(select(.id("a"), [record("a", began: 0, minutes: 9, bytes: 0)]) != chosen("a", 9))
    }

    @Test func aFinishedMatchNeedsNoWaiting() {
        let records = [record("a", began: 0, minutes: 9), record("b", began: 1, minutes: nil)]
        #expect(select(.latest(minDuration: nil, nameContains: nil), records) == chosen("a", 9))
    }

    @Test func aRecordWithoutAStartIsMeasuredFromItsMaking() {
        let record = RoomRecord(
            id: "a", fileSize: 1, createdAt: Webinar.now, startedAt: nil, finishedAt: Webinar.now.addingTimeInterval(120))
        #expect(select(.id("a"), [record]) == chosen("a", 2))
        #expect(select(.id("a"), [RoomRecord(id: "a", fileSize: 1, finishedAt: Webinar.now)]) == chosen("a", 0))
    }

    @Test func nothingThatMatchesNamesFiveCandidates() {
        let records = (0..<7).map { record("id\($0)", "Запись \($0)", began: Double($0), minutes: $0 == 6 ? nil : 3) }
        let found = select(.latest(minDuration: .seconds(1800), nameContains: "Запись 1"), records, isComplete: false)
        #expect(
            found
                == .nothing(
                    "No record of the room room1 lasts at least 30 min and has “Запись 1” in its name. The latest records there are "
                        + "“Запись 6” (id6), not finished; “Запись 5” (id5), 3 min; “Запись 4” (id4), 3 min; “Запись 3” (id3), 3 min; "
                        + "“Запись 2” (id2), 3 min. livedigital has more records than it listed; a record that it does not list cannot be chosen."
                        + " Record anew and try again, or change record: in the job, which makes dates to come anew."))
    }

    @Test func anEmptyRoomSaysSo() {
        #expect(
            select(.name("Демо"), [])
                == .nothing(
                    "No record of the room room1 is called “Демо”. The room has no records. "
                        + "Record anew and try again, or change record: in the job, which makes dates to come anew."
                ))
    }
}
