import Foundation

/// The job files that were read, and what they prove about those that were not.
struct ReadFiles {
    private let places: Set<String>
    /// The folders whose jobs were applied from here: whoever reads a file by the path that it was applied by stands where it was applied, with
    /// all that was applied there.
    private let folders: Set<String?>

    init(_ files: [JobFile], stored: [(file: String?, folder: String?)]) {
        let paths = Set(files.map(\.file))
        places = Set(files.map { Self.place(of: $0.file) })
        folders = Set(stored.filter { $0.file.map(paths.contains) ?? false }.map(\.folder))
    }

    static func place(of path: String) -> String { URL(filePath: path).standardizedFileURL.path }

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
