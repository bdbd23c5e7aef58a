import Foundation

/// The job files that were read, and what they prove about those that were not.
struct ReadFiles {
    private let places: Set<String>
    /// The folders in which jobs were applied that are read by the same paths from here: all that was applied there may have been moved to here.
    private let folders: Set<String?>

    init(_ files: [JobFile], stored: [(name: String, file: String?, folder: String?)]) {
        let paths = Dictionary(files.map { ($0.job.name, $0.file) }, uniquingKeysWith: { first, _ in first })
        places = Set(files.map { Self.place(of: $0.file) })
        folders = Set(stored.filter { job in job.file.map { !$0.hasPrefix("/") && paths[job.name] == $0 } ?? false }.map(\.folder))
    }

    /// The same for all paths that lead to a file over links of folders; also where it is gone.
    static func place(of path: String) -> String {
        let file = URL(fileURLWithPath: path)
        guard let folder = realpath(file.deletingLastPathComponent().path, nil) else { return file.standardizedFileURL.path }
        defer { free(folder) }
        return String(cString: folder) + "/" + file.lastPathComponent
    }

    /// Whether the file of a stored job, which describes it no more where it was read, is known not to be there: one that was not read may describe
    /// the job still.
    func proveGone(_ path: String?, appliedIn folder: String?) -> Bool {
        guard let path else { return true }
        let place = StoredJob.place(of: path, in: folder)
        if places.contains(Self.place(of: place)) { return true }
        // The folder of the whole may have been moved to here.
        let here = folders.contains(folder) && !path.hasPrefix("/") ? JobFilePresence(of: path) : nil
        return switch JobFilePresence(of: place) {
        case .there, .hidden: false
        case .gone: here.map { $0 == .gone } ?? place.hasPrefix("/")
        // It may be on a disk that is not mounted.
        case .folderGone: here == .gone
        }
    }

    /// Whether the file of a job is not where it was. A path that is given otherwise for a file that is still there is no difference.
    ///
    /// - Parameter here: the folder from which the new path leads.
    static func isMoved(from path: String?, appliedIn folder: String?, to new: String, in here: String) -> Bool {
        guard let path else { return true }
        // Of a thousand files nearly all are where they were.
        if path == new, folder == nil || folder == here { return false }
        let old = StoredJob.place(of: path, in: folder)
        return place(of: old) != place(of: new) && JobFilePresence(of: old).isAway
    }
}
