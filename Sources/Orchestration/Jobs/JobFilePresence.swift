import Foundation

/// Whether the file of a stored job is there, by its path as it was given, which may lead elsewhere from another folder.
enum JobFilePresence {
    case there
    /// Its folder is there without it.
    case gone
    /// There is no such folder: it was removed, or this is another place than the one in which the job was applied.
    case folderGone
    /// It may not be looked at.
    case hidden

    /// Whether it is known not to be there.
    var isAway: Bool { self == .gone || self == .folderGone }

    init(of path: String) {
        if access(path, F_OK) == 0 {
            self = .there
        } else if errno != ENOENT, errno != ENOTDIR {
            self = .hidden
        } else {
            self = access(URL(fileURLWithPath: path).deletingLastPathComponent().path, F_OK) == 0 ? .gone : .folderGone
        }
    }
}
