import Foundation
package import Recurrence

/// Reads many job files at once.
package enum JobFolder {
    /// The jobs of the files, and of all `.yaml` and `.yml` files in the folders, ascending by path. Other files and deeper folders are left alone.
    ///
    /// - Throws: the mistakes of all files at once, a name that two files use among them.
    package static func read(_ paths: [String], zones: ZoneDatabase, holidays: HolidayFiles) throws(DiagnosticList) -> [JobFile] {
        var problems: [Diagnostic] = []
        var jobs: [JobFile] = []
        var fileOfName: [String: String] = [:]
        for path in paths {
            do {
                for file in try files(path) {
                    do {
                        let job = try JobFile.read(path: file, zones: zones, holidays: holidays)
                        if let first = fileOfName.updateValue(file, forKey: job.job.name), first != file {
                            problems.append(
                                Diagnostic(
                                    file: file, path: "name", problem: "\(first) is called \"\(job.job.name)\" too", hint: "rename one of them"))
                        } else {
                            jobs.append(job)
                        }
                    } catch {
                        problems += error.diagnostics
                    }
                }
            } catch {
                problems += error.diagnostics
            }
        }
        if let first = problems.first { throw DiagnosticList(first, Array(problems.dropFirst())) }
        return jobs
    }

    private static func files(_ path: String) throws(DiagnosticList) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DiagnosticList(Diagnostic(file: path, problem: "there is no such file or folder"))
        }
        guard isFolder.boolValue else { return [path] }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            return names.filter { !$0.hasPrefix(".") }.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        } catch {
            throw DiagnosticList(Diagnostic(file: path, problem: "the folder cannot be read (\(error.localizedDescription))"))
        }
    }
}
