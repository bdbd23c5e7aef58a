package import ArgumentParser
import DurableFlow
import Foundation
import Orchestration
import Spreadsheet

/// `autowebinar analytics export`.
package struct AnalyticsExport: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Merge the reports of many sessions into one table.",
        discussion: """
            The table has jobName, sessionId and startsAt in front, and behind them every column of any of the reports. Run again over the same
            reports it is the same byte for byte. Text that a spreadsheet would take for a formula gets an apostrophe in front in CSV. A day means
            the whole day, in UTC unless --timezone says otherwise. A file appears whole or not at all.

              autowebinar analytics export --from 2026-12-01 --to 2026-12-31 --format xlsx --output december.xlsx
              autowebinar analytics export --job weekly-demo --job autumn-series > all.csv
              autowebinar analytics export --from 2026-12-01T00:00:00Z --format json | jq length
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: SessionOptions
    @Option(help: "csv, json or xlsx (default: csv, with --json json).") var format: TableFormat?
    @Option(help: "The file to write; an existing one is replaced (default: standard output, not for xlsx).") var output: String?

    package init() {}

    package func validate() throws {
        if form == .xlsx, output == nil { throw ValidationError("A workbook needs a file: --output FILE.") }
        if global.json, form != .json { throw ValidationError("--json and --format \(form.rawValue) contradict each other.") }
    }

    private var form: TableFormat { format ?? (global.json ? .json : .csv) }

    package func run() async throws {
        let export = SessionExport(try chosen.selection(), format: form, to: output.map { .file($0) } ?? .standardOutput)
        let result = try await global.workspace().readingSessions("autowebinar analytics export", of: chosen.job) { reader in
            guard let reader else { throw OperatorError("there is no session to export: there is no database yet") }
            let progress = ProgressLine("sessions written")
            defer { progress.clear() }
            do {
                return try await reader.export(export) { progress.show($0, of: $1) }
            } catch let error as SpreadsheetError {
                throw OperatorError(error.message)
            }
        }
        if let output { Console.error("\(output): \(result.rows.counted("row")) of \(result.sessions.counted("session"))") }
        if !result.missing.isEmpty {
            Console.error(
                "Without a report that could be read: \(result.missing.count.counted("session")) (\(result.missing.few)); see: autowebinar analytics list"
            )
        }
    }
}

extension TableFormat: ExpressibleByArgument {}
