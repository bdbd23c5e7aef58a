import Foundation
import Recurrence

/// The keys of a schedule that take dates out, add and move them.
struct ScheduleExceptionKeys {
    private var exclude: [Exclusion: DocumentValue] = [:]
    private var holidays: [HolidaySet] = []
    /// Also by those whose file has mistakes.
    private var namesHolidays = false
    private var include: [WallTime] = []
    private var moves: [(from: Exclusion, to: WallTime, item: DocumentValue)] = []
    private var onHoliday = Schedule.HolidayRule.skip

    /// Reads the keys. Nil after a report.
    init?(_ keys: DocumentMap, holidays files: HolidayFiles, isPermanent: Bool) {
        var isRight = true
        for key in ["exclude", "include", "move", "onHoliday"] {
            guard isPermanent, let value = keys.child(key) else { continue }
            value.report("a permanent autowebinar has no dates", hint: "remove the key")
            isRight = false
        }
        for item in keys.child("exclude")?.items ?? [] { isRight = readExclusion(item, files) && isRight }
        if let value = keys.child("exclude"), !value.isList {
            _ = value.list("a list of dates and holidays such as [2026-12-31, holidays/ru]") { $0.text() }
            isRight = false
        }
        if let value = keys.child("include") {
            let times = value.list("a list of local dates and times", maximum: Job.maximumDates) { $0.wallTime() }
            isRight = isRight && times?.count == value.items.count
            include = Set(times ?? []).sorted()
        }
        if let value = keys.child("move") { isRight = readMoves(value) && isRight }
        if let value = keys.child("onHoliday") {
            guard let rule = value.choice(Schedule.HolidayRule.self) else { return nil }
            onHoliday = rule
            if !namesHolidays {
                value.report("there are no holidays that it could apply to", hint: "add exclude: [holidays/ru]")
                isRight = false
            }
        }
        guard isRight else { return nil }
    }

    private mutating func readExclusion(_ item: DocumentValue, _ files: HolidayFiles) -> Bool {
        guard let text = item.text() else { return false }
        guard text.hasPrefix("holidays/") else {
            guard let exclusion = item.reading({ (text) throws(WallTimeFailure) in try Exclusion(text) }) else { return false }
            guard exclude.updateValue(item, forKey: exclusion) == nil else {
                item.report("\(text) is listed twice", hint: "remove one of them")
                return false
            }
            return true
        }
        namesHolidays = true
        let name = String(text.dropFirst("holidays/".count))
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-")
            }
        guard isName else {
            item.report("\"\(name)\" is not a name of holidays", hint: "use a-z, 0-9 and -, such as holidays/ru")
            return false
        }
        do {
            let set = try files.holidays(name)
            if !holidays.contains(where: { $0.name == name }) { holidays.append(set) }
            return true
        } catch {
            // Its mistakes are those of another file.
            for var problem in error.diagnostics {
                // A set that is not there is named by the problem itself.
                if files.hidesFolder { problem.file = problem.line == nil ? "" : text }
                item.report("\(problem)")
            }
            return false
        }
    }

    private mutating func readMoves(_ value: DocumentValue) -> Bool {
        guard !value.children.isEmpty else {
            value.reportExpected("dates with the times that they are moved to, such as {2026-12-24: 2026-12-25T19:00}")
            return false
        }
        var isRight = true
        for (key, target) in value.children {
            guard let from = try? Exclusion(key) else {
                target.report("\"\(key)\" is not a date", hint: "write 2026-12-24, or 2026-12-24T19:00 where a day has several")
                isRight = false
                continue
            }
            guard let to = target.wallTime() else {
                isRight = false
                continue
            }
            moves.append((from, to, target))
        }
        return isRight
    }

    /// Puts the exceptions into a schedule. False after a report: a rule that never matches, a date that is moved twice, or an exception that hits
    /// nothing. One that lies in the past may: the series was another then.
    func apply(to schedule: inout Schedule, seriesKey: DocumentValue, present: WallTime, zones: ZoneDatabase) -> Bool {
        let series = schedule
        schedule.exclude = Set(exclude.keys)
        schedule.holidays = holidays.sorted { $0.name < $1.name }
        schedule.include = include
        schedule.onHoliday = onHoliday
        do {
            var items: [WallTime: DocumentValue] = [:]
            for move in moves {
                guard let from = try Self.time(of: move.from, in: series, zones) else {
                    if move.from.isOver(at: present), move.to < present { continue }
                    move.item.report(
                        "there is not one occurrence on \(move.from) but none or several", hint: "name the date and time as the series gives it")
                    return false
                }
                guard items.updateValue(move.item, forKey: from) == nil else {
                    move.item.report("\(from) is moved twice", hint: "remove one of them")
                    return false
                }
                schedule.move[from] = move.to
            }
            // A date that has passed may have been moved to one that has not.
            let lostMoves = try schedule.unmatchedMoves(zones: zones).filter { max($0, schedule.move[$0] ?? $0) >= present }
            let lostExclusions = try schedule.unmatchedExclusions(zones: zones).filter { !$0.isOver(at: present) }
            for move in lostMoves {
                items[move]?.report("there is no occurrence at \(move), or it is excluded", hint: "name the date and time as the series gives it")
            }
            for exclusion in lostExclusions {
                exclude[exclusion]?.report("there is no occurrence at \(exclusion)", hint: "remove it, or write another date")
            }
            return lostMoves.isEmpty && lostExclusions.isEmpty
        } catch {
            seriesKey.report(error.message, hint: error.hint)
            return false
        }
    }

    /// The time that a move names; of a day the only one that the series has there, else nil.
    private static func time(of origin: Exclusion, in series: Schedule, _ zones: ZoneDatabase) throws(ScheduleFailure) -> WallTime? {
        guard case .day(let day) = origin else {
            guard case .time(let time) = origin else { return nil }
            return time
        }
        let times = try series.times(on: day, zones: zones)
        return times.count == 1 ? times.first : nil
    }
}
