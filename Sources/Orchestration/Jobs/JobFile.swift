package import Foundation
import LivedigitalAPI
package import Recurrence

/// A job together with the file that describes it.
package struct JobFile: Hashable, Sendable {
    /// The path as it was given.
    package var file: String
    package var job: Job
    /// Where `start`, `dates` or `always` stands; nil without a schedule.
    private var seriesKey: SeriesKey?

    /// The starts of autowebinars that the steps of actions name themselves, whatever their date.
    private var constantStarts: [ConstantStart] = []

    private struct ConstantStart: Hashable, Sendable {
        var instant: Date
        var path: String
        var position: DocumentPosition
    }

    private struct SeriesKey: Hashable, Sendable {
        var key: String
        var position: DocumentPosition
    }

    /// A job that did not come from a file; `file` says from where.
    package init(file: String, job: Job) {
        self.file = file
        self.job = job
    }

    private init(file: String, job: Job, seriesKey: SeriesKey?) {
        (self.file, self.job, self.seriesKey) = (file, job, seriesKey)
    }

    /// Reads and checks a job file. Past dates are no mistake.
    package static func read(path: String, zones: ZoneDatabase, holidays: HolidayFiles) throws(DiagnosticList) -> JobFile {
        try Document.read(path: path) { decode($0, file: path, fromTenant: false, zones: zones, holidays: holidays, now: Date()) }
    }

    /// Reads and checks the text of a job file that did not come from a file; `file` stands in the diagnostics.
    ///
    /// - Parameters:
    ///   - fromTenant: it was asked for over HTTP, where nothing of the disk of the service is told: neither to the job nor in a mistake.
    ///   - now: an exception of a date that lies before it may hit nothing.
    package static func decode(
        _ data: Data, file: String, fromTenant: Bool = false, zones: ZoneDatabase, holidays: HolidayFiles, now: Date = Date()
    ) throws(DiagnosticList) -> JobFile {
        try Document.decode(data, file: file) { decode($0, file: file, fromTenant: fromTenant, zones: zones, holidays: holidays, now: now) }
    }

    private static func decode(
        _ document: DocumentValue, file: String, fromTenant: Bool, zones: ZoneDatabase, holidays: HolidayFiles, now: Date
    ) -> JobFile? {
        var holidays = holidays
        holidays.hidesFolder = fromTenant
        guard let job = Job(document, fromTenant: fromTenant, zones: zones, holidays: holidays, now: now) else { return nil }
        let series = ["rrule", "cron", "dates", "always", "start"].lazy.compactMap { key in
            document.child("schedule")?.child(key).map { SeriesKey(key: key, position: $0.position) }
        }.first
        var read = JobFile(file: file, job: job, seriesKey: series)
        if case .actions(let actions) = job.content { read.constantStarts = constantStarts(of: actions, document) }
        return read
    }

    private static func constantStarts(of actions: ActionsJob, _ document: DocumentValue) -> [ConstantStart] {
        let steps: [DocumentValue] = document.child("steps")?.items ?? []
        return zip(steps, actions.steps).compactMap { value, step -> ConstantStart? in
            guard step.action == ActionDefinition.createAutowebinar.name, let start = value.child("with")?.child("startDate"),
                let given = step.arguments["startDate"], let instant = actions.withConstants(given).asInstant
            else { return nil }
            return ConstantStart(instant: instant, path: start.path, position: start.position)
        }
    }

    /// That a step asks for an autowebinar whose start has passed by then, which no run can make any more; nil where none does.
    package func passedStart(at instant: Date) -> Diagnostic? {
        constantStarts.first { $0.instant < instant }.map { start in
            Diagnostic(
                at: start.position, path: start.path, problem: "the start \(WireDate.format(start.instant)) has passed",
                hint: "give a later one")
        }
    }

    /// How it is said that no occurrence is left, with the last date named, or why there never is one.
    package func noOccurrenceLeft(last: Occurrence?, zones: ZoneDatabase) -> Diagnostic {
        var (problem, hint) = ("no occurrence left", "add a later date")
        if let last, let local = last.local {
            problem += ", the last was \(local) \(last.timezone)"
        } else if let marks = try? job.schedule?.marks(zones: zones), marks.allSatisfy({ $0?.isLeftOut == true }) {
            (problem, hint) = Self.noOccurrence(marks, onHoliday: job.schedule?.onHoliday)
        }
        return Diagnostic(
            at: seriesKey?.position ?? DocumentPosition(file: file), path: "schedule.\(seriesKey?.key ?? "start")", problem: problem, hint: hint)
    }

    private static func noOccurrence(_ marks: Set<ZonedInstant.Mark?>, onHoliday: Schedule.HolidayRule?) -> (problem: String, hint: String) {
        let reasons: [(mark: ZonedInstant.Mark, text: String, hint: String)] = [
            (.excluded, "is excluded", "shorten exclude"),
            // The next workday is excluded, or there is none within reach.
            (.holiday, "is a holiday", onHoliday == .nextWorkday ? "shorten exclude and the holidays" : "set onHoliday to nextWorkday"),
            (.gapSkipped, "falls into an hour that the clock jumps over", "set dst.gap to shift"),
        ]
        let present = reasons.filter { marks.contains($0.mark) }
        guard !present.isEmpty else { return ("no occurrence at all, the rule ends before its first date", "set UNTIL later, or leave it out") }
        let problem = "no occurrence at all, every date " + present.map(\.text).joined(separator: " or ")
        return (problem, "change the dates, or " + present.map(\.hint).joined(separator: ", or "))
    }
}
