import Foundation

extension SandboxAccount {
    /// The account that the demo and the tests use: the space "Маркетинг" with the room "Демо-зал", a second space and room, and playbacks that
    /// belong to others and must be left alone.
    ///
    /// The room's newest finished record is "Демо, лучшее", of the length given; "Демо, осень" is older and three times as long; "Демо, идёт запись"
    /// is newer and not finished. Each record of the room has its call, the unfinished one a call that goes on; further calls have no record.
    package static func demo(recordLength: Duration) -> SandboxAccount {
        let length = recordLength.timeInterval
        return SandboxAccount(
            spaces: [
                Space(id: Demo.salesSpace, name: "Продажи"),
                Space(id: Demo.space, name: "Маркетинг"),
            ],
            rooms: [
                Room(id: Demo.salesRoom, spaceId: Demo.salesSpace, name: "Планёрка", type: "lesson", alias: "q3_5V3uwik"),
                Room(id: Demo.room, spaceId: Demo.space, name: "Демо-зал", type: "webinar", alias: "EGBYWoMZJe"),
            ],
            records: [
                record(Demo.record, "Демо, лучшее", startedAt: Demo.date("2026-05-12T16:00:00Z"), length: length),
                record(Demo.unfinishedRecord, "Демо, идёт запись", startedAt: Demo.date("2026-05-20T09:30:00Z"), length: nil),
                record(Demo.olderRecord, "Демо, осень", startedAt: Demo.date("2025-10-14T16:00:00Z"), length: 3 * length),
                Record(
                    id: Demo.salesRecord, roomId: Demo.salesRoom, spaceId: Demo.salesSpace, name: "Планёрка, понедельник",
                    callId: Demo.callPrefix + "0b01", startedAt: Demo.date("2026-05-18T07:00:00Z"), finishedAt: Demo.date("2026-05-18T07:45:00Z"),
                    fileSize: 181_403_648,
                    createdAt: Demo.date("2026-05-18T07:00:00Z")),
            ],
            playbacks: [
                Playback(
                    id: "5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01", spaceId: Demo.space, name: "Демонстрация",
                    createdAt: Demo.date("2026-04-02T08:00:00Z")),
                Playback(
                    id: "a06b59a7-8529-42f7-bb0e-52e571de3488", spaceId: Demo.space, name: "Демонстрация", recordId: Demo.olderRecord,
                    isPublished: true, createdAt: Demo.date("2026-04-09T08:00:00Z")),
                Playback(
                    id: "c3d81f64-77aa-4f0e-8f1b-5d2a9e7b6c02", spaceId: Demo.space, name: "Демонстрация ⟦run-aaaaaaaaaaaaaaaaaaaaaaaaaa⟧",
                    recordId: Demo.record, createdAt: Demo.date("2026-05-13T08:00:00Z")),
                Playback(
                    id: "e97b20d5-1c44-4b6d-b3a8-94f1d0a5e703", spaceId: Demo.salesSpace, name: "Демонстрация ⟦run-bbbbbbbbbbbbbbbbbbbbbbbbbb⟧",
                    createdAt: Demo.date("2026-05-14T08:00:00Z")),
            ],
            events: [
                PlaybackEvent(
                    id: "66f0a1c4e5b7d90012ab0001", playbackId: "a06b59a7-8529-42f7-bb0e-52e571de3488", name: "Демонстрация", startDate: nil,
                    timezone: "Europe/Moscow", createdAt: Demo.date("2026-04-09T08:01:00Z")),
                PlaybackEvent(
                    id: "66f0a1c4e5b7d90012ab0002", playbackId: "c3d81f64-77aa-4f0e-8f1b-5d2a9e7b6c02", name: "Демонстрация",
                    startDate: Demo.date("2026-06-02T16:00:00Z"), timezone: "Europe/Moscow", createdAt: Demo.date("2026-05-13T08:01:00Z")),
            ],
            calls: demoCalls(recordLength: length))
    }

    /// Over several days: with people and without, in a breakout room, and over midnight UTC. The records lie within their calls.
    private static func demoCalls(recordLength length: TimeInterval) -> [RoomCall] {
        func call(
            _ digits: String, _ start: String, minutes: Double?, _ participants: Int, sales: Bool = false, isBreakoutRoom: Bool = false
        ) -> RoomCall {
            let startedAt = Demo.date(start)
            return RoomCall(
                id: Demo.callPrefix + digits, roomId: sales ? Demo.salesRoom : Demo.room, spaceId: sales ? Demo.salesSpace : Demo.space,
                startedAt: startedAt, finishedAt: minutes.map { startedAt.addingTimeInterval($0 * 60) }, participants: participants,
                isBreakoutRoom: isBreakoutRoom)
        }
        return [
            call("96ae", "2026-05-12T15:55:00Z", minutes: length / 60 + 10, 12),
            call("5512", "2025-10-14T15:55:00Z", minutes: length / 20 + 10, 7),
            call("77f3", "2026-05-20T09:25:00Z", minutes: nil, 4),
            call("0a01", "2026-05-12T15:40:00Z", minutes: 2, 0),
            call("0a02", "2026-05-13T16:00:00Z", minutes: 55, 9),
            call("0a03", "2026-05-13T16:20:00Z", minutes: 15, 3, isBreakoutRoom: true),
            call("0a04", "2026-05-14T23:30:00Z", minutes: 50, 5),
            call("0b01", "2026-05-18T06:55:00Z", minutes: 55, 6, sales: true),
            call("0b02", "2026-05-19T07:00:00Z", minutes: 30, 5, sales: true),
            call("0b03", "2026-05-20T07:00:00Z", minutes: 40, 6, sales: true),
        ]
    }

    private static func record(_ id: String, _ name: String, startedAt: Date, length: TimeInterval?) -> Record {
        Record(
            id: id, roomId: Demo.room, spaceId: Demo.space, name: name, callId: Demo.callPrefix + id.suffix(4), startedAt: startedAt,
            finishedAt: length.map { startedAt.addingTimeInterval($0) }, fileSize: length.map { max(1, Int($0 * 67_000)) } ?? 0, createdAt: startedAt)
    }

    private enum Demo {
        static let salesSpace = "60d55c0eb9ef88ab17b0aabb"
        static let space = "662cc96d46ac941cda787127"
        static let salesRoom = "60d55c0eb9ef88ab17b0aacc"
        static let room = "66d1d55d1cf5d9c045c0d1c4"
        static let record = "66d546c02b949f07df0e96ae"
        static let olderRecord = "670d4c302b949f07df0e5512"
        static let unfinishedRecord = "6a0d80482b949f07df0e77f3"
        static let salesRecord = "6a0ab9f02b949f07df0e2204"

        static let callPrefix = "66d546bf2b949f39f80e"

        /// Every text passed here is a literal of this file.
        static func date(_ text: String) -> Date { Timestamp.date(text) ?? .distantPast }
    }
}
