package import Foundation
package import Recurrence

/// A job together with the file that describes it.
package struct JobFile: Hashable, Sendable {
    /// The path as it was given.
    package var file: String
    package var job: Job
    /// Where `start`, `dates` or `always` stands; nil without a schedule.
    private var seriesKey: SeriesKey?

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
        try Document.read(path: path) { decode($0, file: path, fromTenant: false, zones: zones, holidays: holidays) }
    }

    /// Reads and checks the text of a job file that did not come from a file; `file` stands in the diagnostics.
    ///
    /// - Parameter fromTenant: it was asked for over HTTP, where nothing of the disk of the service is told: neither to the job nor in a mistake.
    package static func decode(
        _ data: Data, file: String, fromTenant: Bool = false, zones: ZoneDatabase, holidays: HolidayFiles
    ) throws(DiagnosticList) -> JobFile {
        try Document.decode(data, file: file) { decode($0, file: file, fromTenant: fromTenant, zones: zones, holidays: holidays) }
    }

    private static func decode(
        _ document: DocumentValue, file: String, fromTenant: Bool, zones: ZoneDatabase, holidays: HolidayFiles
    ) -> JobFile? {
        var holidays = holidays
        holidays.hidesFolder = fromTenant
        guard let job = Job(document, fromTenant: fromTenant, zones: zones, holidays: holidays) else { return nil }
        let series = ["rrule", "cron", "dates", "always", "start"].lazy.compactMap { key in
            document.child("schedule")?.child(key).map { SeriesKey(key: key, position: $0.position) }
        }.first
        return JobFile(file: file, job: job, seriesKey: series)
    }

    /// How it is said that no occurrence is left, with the last date named, or why there never is one.
    package func noOccurrenceLeft(last: Occurrence?, zones: ZoneDatabase) -> Diagnostic {
        var (problem, hint) = ("no occurrence left", "add a later date")
        if let last, let local = last.local {
            problem += ", the last was \(local) \(last.timezone)"
        } else if let marks = try? job.schedule?.marks(zones: zones), marks.allSatisfy({ $0?.isLeftOut == true }) {
            (problem, hint) = Self.noOccurrence(marks)
        }
        return Diagnostic(
            at: seriesKey?.position ?? DocumentPosition(file: file), path: "schedule.\(seriesKey?.key ?? "start")", problem: problem, hint: hint)
    }

    private static func noOccurrence(_ marks: Set<ZonedInstant.Mark?>) -> (problem: String, hint: String) {
        let reasons: [(mark: ZonedInstant.Mark, text: String, hint: String)] = [
            (.excluded, "is excluded", "shorten exclude"),
            (.holiday, "is a holiday", "set onHoliday to nextWorkday"),
            (.gapSkipped, "falls into an hour that the clock jumps over", "set dst.gap to shift"),
        ]
        let present = reasons.filter { marks.contains($0.mark) }
        guard !present.isEmpty else { return ("no occurrence at all, the rule ends before its first date", "set UNTIL later, or leave it out") }
        let problem = "no occurrence at all, every date " + present.map(\.text).joined(separator: " or ")
        return (problem, "change the dates, or " + present.map(\.hint).joined(separator: ", or "))
    }
}
