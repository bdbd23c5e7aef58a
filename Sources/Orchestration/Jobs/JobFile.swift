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
        try Document.read(path: path) { decode($0, file: path, zones: zones, holidays: holidays) }
    }

    /// Reads and checks the text of a job file that did not come from a file; `file` stands in the diagnostics.
    package static func decode(_ data: Data, file: String, zones: ZoneDatabase, holidays: HolidayFiles) throws(DiagnosticList) -> JobFile {
        try Document.decode(data, file: file) { decode($0, file: file, zones: zones, holidays: holidays) }
    }

    private static func decode(_ document: DocumentValue, file: String, zones: ZoneDatabase, holidays: HolidayFiles) -> JobFile? {
        guard let job = Job(document, zones: zones, holidays: holidays) else { return nil }
        let series = ["rrule", "cron", "dates", "always", "start"].lazy.compactMap { key in
            document.child("schedule")?.child(key).map { SeriesKey(key: key, position: $0.position) }
        }.first
        return JobFile(file: file, job: job, seriesKey: series)
    }

    /// How it is said that no occurrence is left, with the last date named.
    package func noOccurrenceLeft(last: Occurrence?) -> Diagnostic {
        let problem =
            if let last, let local = last.local {
                "no occurrence left, the last was \(local) \(last.timezone)"
            } else {
                "no occurrence at all, every date falls into an hour that the clock jumps over"
            }
        return Diagnostic(
            at: seriesKey?.position ?? DocumentPosition(file: file), path: "schedule.\(seriesKey?.key ?? "start")", problem: problem,
            hint: last == nil ? "change the time, or set dst.gap to shift" : "add a later date")
    }
}
