import DurableFlow
import Foundation

/// Whether the file of a stored job is there.
enum JobFilePresence {
    case there
    /// Its folder is there without it.
    case gone
    /// There is no such folder: it was removed, its disk is not mounted, or this is another place than the one in which the job was applied.
    case folderGone
    /// It may not be looked at, or is a link whose target is away.
    case hidden

    /// Whether it is known not to be there.
    var isAway: Bool { self == .gone || self == .folderGone }

    init(of path: String) {
        if access(path, F_OK) == 0 {
            self = .there
        } else if errno != ENOENT && errno != ENOTDIR || BrokenLink.path(in: path) != nil {
            self = .hidden
        } else {
            self = access(URL(fileURLWithPath: path).deletingLastPathComponent().path, F_OK) == 0 ? .gone : .folderGone
        }
    }
}

extension StoredJob {
    /// Where a file of that path lies from a folder: the path itself where the folder is not known. What `..` leads to after a link only the file
    /// system knows, so it stays.
    static func place(of file: String, in folder: String?) -> String {
        guard let folder, !file.hasPrefix("/") else { return file }
        return folder.hasSuffix("/") ? folder + file : "\(folder)/\(file)"
    }

    /// Where its file lies; nil where it has none.
    var filePlace: String? { file.map { Self.place(of: $0, in: folder) } }
}
