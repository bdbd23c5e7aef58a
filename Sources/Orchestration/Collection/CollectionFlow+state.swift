package import DurableFlow
package import Foundation
import LivedigitalAPI

extension CollectionFlow {
    /// Where a run stands; docs/states.md draws it.
    package enum State: Codable, Sendable, Equatable {
        /// Its start lies ahead.
        case awaitStart
        case findRooms
        /// Lists of calls are read, a batch at a time.
        case listCalls([DayList])
        /// Reports are fetched, a batch at a time.
        case collectReports([WantedReport])
        /// What is left is not there yet.
        case awaitReports(until: Int64)
        case completed
        case failed(Failure)
        case cancelled
    }

    /// A room whose calls are collected.
    package struct Room: Codable, Sendable, Hashable {
        package let id: String
        package let name: String?

        package init(id: String, name: String?) {
            self.id = id
            self.name = name
        }
    }

    /// A call that was found.
    package struct FoundCall: Codable, Sendable, Equatable {
        package let id: String
        /// The room that livedigital says it was held in.
        package let roomId: String
        private let listRoomId: String?
        private let start: StoredMilliseconds
        private var finish: StoredMilliseconds?
        private var breakout: Bool?
        /// What is stored of it.
        package internal(set) var reports: [StoredReport] = []
        /// Why a report is not asked for any more, by its format.
        package internal(set) var givenUp: [String: String] = [:]
        /// Why the last attempt brought nothing; nil before.
        var trouble: String?
        private var next: StoredMilliseconds?
        private var unlisted: Bool?

        /// The room whose list shows it: a breakout room has none of its own.
        package var listedFor: String { listRoomId ?? roomId }
        package var startedAt: Date { start.date }
        /// Nil while it is under way.
        package internal(set) var finishedAt: Date? {
            get { finish?.date }
            set { finish = newValue.map(StoredMilliseconds.init) }
        }
        /// Whether it was held in a breakout room of its room.
        package var isBreakoutRoom: Bool { breakout ?? false }
        /// False where an event told of it and no list has had it yet.
        var isListed: Bool { unlisted == nil }
        /// When it is asked for next, where it was put off.
        var asksAt: Date? {
            get { next?.date }
            set { next = newValue.map(StoredMilliseconds.init) }
        }

        /// What was never put off comes first, so that nothing that is asked for in vain keeps the rest from its turn.
        var lastTurn: Date { asksAt ?? .distantPast }

        init(
            id: String, roomId: String, listedFor list: String, startedAt: Date, finishedAt: Date?, isBreakoutRoom: Bool = false,
            isListed: Bool = true
        ) {
            self.id = id
            self.roomId = roomId
            listRoomId = list == roomId ? nil : list
            start = StoredMilliseconds(startedAt)
            finish = finishedAt.map(StoredMilliseconds.init)
            breakout = isBreakoutRoom ? true : nil
            unlisted = isListed ? nil : true
        }
    }

    /// A list that could not be had, and is asked for again.
    struct LateList: Codable, Sendable, Equatable {
        let list: DayList
        let reason: String
        private let first: StoredMilliseconds
        private let next: StoredMilliseconds

        /// When it could not be had first.
        var since: Date { first.date }
        var asksAt: Date { next.date }

        init(list: DayList, reason: String, since: Date, asksAt: Date) {
            self.list = list
            self.reason = reason
            first = StoredMilliseconds(since)
            next = StoredMilliseconds(asksAt)
        }
    }

    /// What a run has found and stored.
    package struct Facts: Codable, Sendable, Equatable {
        package internal(set) var spaceId: String?
        package internal(set) var rooms: [Room] = []
        /// How many of the lists, room by room and day by day, were read.
        var listed = 0
        /// By their start.
        package internal(set) var calls: [FoundCall] = []
        /// Lists that were refused, with the reason.
        package internal(set) var refusedLists: [String] = []
        /// Why the run ended before everything was asked for; nil where it did not.
        var cause: String?
        private var late: [LateList]?
        private var begin: StoredMilliseconds

        /// Lists that could not be had, and are asked for again.
        var lateLists: [LateList] {
            get { late ?? [] }
            set { late = newValue.isEmpty ? nil : newValue }
        }

        /// From when on patience is counted.
        var since: Date {
            get { begin.date }
            set { begin = StoredMilliseconds(newValue) }
        }

        init(since: Date) { begin = StoredMilliseconds(since) }
    }

    /// How far a run has come, in numbers.
    package struct Progress: Sendable, Equatable {
        package var calls: Int
        /// How many of them go on, and are waited for.
        package var underWay = 0
        package var stored: Int
        package var expected: Int

        /// The same for people, in a form that fits one and many.
        package var words: String { "reports stored: \(stored) of \(expected), calls: \(calls)" }
    }

    package var progress: Progress {
        Progress(
            calls: facts.calls.count, underWay: facts.calls.count { $0.finishedAt == nil && $0.givenUp.isEmpty },
            stored: facts.calls.reduce(0) { $0 + $1.reports.count }, expected: facts.calls.count * plan.formats.count)
    }
}
