import Foundation
package import Recurrence

/// The named holiday sets that people keep as files, `NAME.yaml` in one folder.
package struct HolidayFiles: Sendable {
    /// Where they are looked for.
    package let folder: String
    /// Whether mistakes leave out where the folder is, as those told to callers of the service do.
    var hidesFolder = false

    package init(folder: String) {
        self.folder = folder
    }

    /// The set of that name.
    ///
    /// - Throws: every mistake of its file, or that there is none, with the names that there are.
    package func holidays(_ name: String) throws(DiagnosticList) -> HolidaySet {
        let path = "\(folder)/\(name).yaml"
        guard FileManager.default.fileExists(atPath: path) else {
            let known = names
            let hint = known.isEmpty ? "make the file" : "there are \(known.map { "holidays/\($0)" }.joined(separator: ", "))"
            throw DiagnosticList(Diagnostic(file: path, problem: "there are no holidays/\(name)", hint: hint))
        }
        return try Document.read(path: path) { Self.decode($0, name: name) }
    }

    private var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    private static func decode(_ document: DocumentValue, name: String) -> HolidaySet? {
        guard let keys = document.map(["annual", "dates"]) else { return nil }
        let annual = keys.optional("annual") { value in
            value.list("a list of months and days such as 01-07", maximum: 366) { item in
                item.reading { (text) throws(WallTimeFailure) in try HolidaySet.AnnualDay(text) }
            }
        }
        let dates = keys.optional("dates") { value in
            value.list("a list of dates such as 2026-12-31", maximum: 10_000) { item in
                item.reading { (text) throws(WallTimeFailure) in try CalendarDay(text) }
            }
        }
        return HolidaySet(name: name, annual: Set(annual ?? []), dates: Set(dates ?? []))
    }
}
