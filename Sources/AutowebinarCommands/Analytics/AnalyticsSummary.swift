package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar analytics summary`.
package struct AnalyticsSummary: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "Count attendance, time watched, messages and repeat visitors, by session and by job.",
        discussion: """
            AGAIN is the share of participants who were at an earlier session of the same job, known by externalUserId, else by e-mail. TREND compares
            the mean attendance of a job's newer sessions with that of its older half. A dash stands where no report tells the figure.

              autowebinar analytics summary
              autowebinar analytics summary --job weekly-demo --from 2026-12-01 --to 2026-12-31 --timezone Europe/Moscow --json
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: SessionOptions

    package init() {}

    package func run() async throws {
        let (selection, json) = (try chosen.selection(), global.json)
        try await global.workspace().readingSessions("autowebinar analytics summary", of: chosen.job) { reader in
            // What is only published ahead has no attendance yet.
            var begun = selection
            begun.to = min(selection.to ?? .distantFuture, Date())
            let summary = try await reader?.attendance(begun) ?? .none
            if json { return Console.print(try Console.jsonText(summary)) }
            if summary.sessions.isEmpty { return Console.print("There is no session.") }
            let figures = ["ATTENDED", "AVERAGE", "MEDIAN", "MESSAGES", "AGAIN"]
            Table(
                ["SESSION", "STARTS"] + figures,
                summary.sessions.map { [$0.id, WireDate.format($0.startsAt)] + Self.cells($0.figures) }
            ).print()
            Console.print("")
            Table(
                ["JOB", "SESSIONS", "REPORTS", "PER SESSION"] + figures + ["TREND"],
                summary.jobs.map { job in
                    let mean = job.averageAttended.map { $0.formatted(Self.number.precision(.fractionLength(1))) } ?? "-"
                    return [job.job, "\(job.sessions)", "\(job.reported)", mean] + Self.cells(job.figures)
                        + [job.trend.map { ($0 >= 0 ? "+" : "") + Self.percent($0) } ?? "-"]
                }
            ).print()
        }
    }

    private static let number = FloatingPointFormatStyle<Double>.number.locale(Locale(identifier: "en_US_POSIX")).grouping(.never)

    private static func cells(_ figures: AttendanceSummary.Figures) -> [String] {
        [
            figures.attended.map(String.init) ?? "-", ClockText.text(figures.averageSeconds), ClockText.text(figures.medianSeconds),
            figures.messages.map(String.init) ?? "-", figures.repeatShare.map(percent) ?? "-",
        ]
    }

    private static func percent(_ share: Double) -> String { "\((share * 100).formatted(number.precision(.fractionLength(0)))) %" }
}

/// Seconds as people read them.
enum ClockText {
    /// `1:02:03`, to the nearest second; a dash for nil.
    static func text(_ seconds: Double?) -> String {
        guard let whole = seconds.flatMap({ Int(exactly: $0.rounded()) }) else { return "-" }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(whole / 3600):\(padded(whole / 60 % 60)):\(padded(whole % 60))"
    }
}
