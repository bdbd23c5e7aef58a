import Dispatch
import Foundation
package import Recurrence
import Synchronization

/// Reads many job files at once.
package enum JobFolder {
    /// The jobs of the files, and of all `.yaml` and `.yml` files in the folders, ascending by path. Other files and deeper folders are left alone; a
    /// file that is named twice, however it is spelled, is read once.
    ///
    /// - Throws: the mistakes of all files at once, a name that two files use among them.
    package static func read(_ paths: [String], zones: ZoneDatabase, holidays: HolidayFiles) throws(DiagnosticList) -> [JobFile] {
        var problems: [Diagnostic] = []
        var found: [String] = []
        for path in paths {
            do {
                found += try files(path)
            } catch {
                problems += error.diagnostics
            }
        }
        var known: Set<String> = []
        found = found.filter { known.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path).inserted }
        var jobs: [JobFile] = []
        var fileOfName: [String: String] = [:]
        for (file, result) in zip(found, readAll(found, zones: zones, holidays: holidays)) {
            do {
                let job = try result.get()
                if let first = fileOfName.updateValue(file, forKey: job.job.name) {
                    problems.append(
                        Diagnostic(file: file, path: "name", problem: "\(first) is called \"\(job.job.name)\" too", hint: "rename one of them"))
                } else {
                    jobs.append(job)
                }
            } catch {
                problems += error.diagnostics
            }
        }
        if let first = problems.first { throw DiagnosticList(first, Array(problems.dropFirst())) }
        return jobs
    }

    /// What each file holds, in the same order; on all cores, since a folder may have thousands.
    private static func readAll(_ files: [String], zones: ZoneDatabase, holidays: HolidayFiles) -> [Result<JobFile, DiagnosticList>] {
        let results = Mutex([Result<JobFile, DiagnosticList>?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let result = Result { () throws(DiagnosticList) in try JobFile.read(path: files[index], zones: zones, holidays: holidays) }
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
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
