import Foundation
package import Recurrence

/// Reads many job files at once.
package enum JobFolder {
    /// The jobs of the files, and of all `.yaml` and `.yml` files in the folders, ascending by path. Other files and deeper folders are left alone, which
    /// ``unread(_:)`` tells; a file that is named twice, however it is spelled, is read once.
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
        found = zip(found, found.mapOnAllCores(whole)).filter { known.insert($0.1).inserted }.map(\.0)
        var jobs: [JobFile] = []
        var fileOfName: [String: String] = [:]
        let results = found.mapOnAllCores { file in
            Result { () throws(DiagnosticList) in try JobFile.read(path: file, zones: zones, holidays: holidays) }
        }
        for (file, result) in zip(found, results) {
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

    /// What a person should know of the `.yaml` and `.yml` files in deeper folders, which are not read unless a path names them or their folder; nil
    /// where there are none.
    package static func unread(_ paths: [String]) -> String? {
        let found = paths.flatMap(deeperFiles)
        // Following the links of a thousand files takes a third of the time of a plan.
        guard !found.isEmpty else { return nil }
        let read = Set(paths.flatMap { (try? files($0)) ?? [] }.map(whole))
        var known: Set<String> = []
        let deeper = found.filter { !read.contains(whole($0)) && known.insert(whole($0)).inserted }
        guard let first = deeper.first else { return nil }
        let others = deeper.count == 1 ? "" : " and others"
        return
            "\(deeper.count.counted("file")) in deeper folders left out: \(first)\(others). Only files right in a folder that is named are read; name theirs, too."
    }

    /// Those in the folders of a folder, however deep; hidden ones are none, and no links are followed. Job files are not looked at one by one.
    private static func deeperFiles(_ path: String) -> [String] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !isJobFile($0) && !$0.hasPrefix(".") }
        return names.sorted().map { within(path, $0) }.filter(isFolder).flatMap { ((try? files($0)) ?? []) + deeperFiles($0) }
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeDirectory
    }

    private static func isJobFile(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    private static func within(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    /// The same for all paths that lead to one file. Foundation's way took 3 % of a plan.
    @Sendable private static func whole(_ path: String) -> String {
        guard let whole = realpath(path, nil) else { return URL(fileURLWithPath: path).standardizedFileURL.path }
        defer { free(whole) }
        return String(cString: whole)
    }

    private static func files(_ path: String) throws(DiagnosticList) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DiagnosticList(Diagnostic(file: path, problem: "there is no such file or folder"))
        }
        guard isFolder.boolValue else { return [path] }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path).filter(isJobFile)
            return names.filter { !$0.hasPrefix(".") }.sorted().map { within(path, $0) }
        } catch {
            throw DiagnosticList(Diagnostic(file: path, problem: "the folder cannot be read (\(error.localizedDescription))"))
        }
    }
}
