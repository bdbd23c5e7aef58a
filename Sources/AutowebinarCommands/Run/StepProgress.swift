import Foundation
import Orchestration

/// Prints each step when it is done, and what is waited for.
struct StepProgress {
    private var shown = 0
    private var lastNote: String?

    mutating func show(_ view: RunView) {
        let done = view.steps.filter { $0.state == "done" }
        for step in done.dropFirst(shown) { Console.print(Self.line(step)) }
        shown = max(shown, done.count)
        // The question of a held run is told with the run itself.
        guard view.state != .held, let resting = Self.resting(view), view.state == .waiting || resting.error != nil else { return }
        // What waits for a token goes on when there is one, not at an instant.
        let until = view.pausedReason == nil ? view.due.map { " until \(Self.moment($0))" } ?? "" : ""
        let reason = resting.error ?? view.error
        let note = "  … \(resting.name)\(view.activity.map { ", \($0)" } ?? "")\(until)\(reason.map { ": \($0)" } ?? "")"
        if note != lastNote { Console.print(note) }
        lastNote = note
    }

    /// The step that the run is at: one that waits or is carried out, or one that failed and is tried again.
    private static func resting(_ view: RunView) -> RunView.Step? {
        if let step = view.steps.first(where: { $0.state == "waiting" || $0.state == "running" }) { return step }
        guard !view.state.isFinal, let last = view.steps.last(where: { $0.state != "pending" }), last.state == "failed" else { return nil }
        return last
    }

    static func line(_ step: RunView.Step) -> String {
        let name = step.name + String(repeating: " ", count: max(0, 20 - step.name.count))
        return
            "  \(time(step.endedAt ?? Date()))  \(name) \(step.how.map { Colour.paint("\($0)") } ?? "")\(step.attempts > 1 ? " (\(step.attempts) attempts)" : "")"
    }

    /// The time, with the day in front where that is not today.
    static func moment(_ date: Date, now: Date = Date()) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .current
        guard !calendar.isDate(date, inSameDayAs: now) else { return time(date) }
        let style = Date.VerbatimFormatStyle(
            format: "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits)", timeZone: .current, calendar: calendar)
        return "\(date.formatted(style)) \(time(date))"
    }

    static func time(_ date: Date) -> String {
        let style = Date.VerbatimFormatStyle(
            format:
                "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits).\(secondFraction: .fractional(3))",
            timeZone: .current, calendar: Calendar(identifier: .gregorian))
        return date.formatted(style)
    }
}
