import Foundation

/// The folder in which the program was started.
enum WorkingFolder {
    /// Its path as whoever started it went there, so that a link which leads to the present one of many releases stays one; else as the system names it.
    ///
    /// - Parameter environment: of the process; its `PWD` is believed where it leads here (POSIX, `pwd -L`).
    static func path(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        var (given, here) = (stat(), stat())
        guard let path = environment["PWD"], path.hasPrefix("/"), stat(path, &given) == 0, stat(".", &here) == 0,
            given.st_dev == here.st_dev, given.st_ino == here.st_ino, !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else { return FileManager.default.currentDirectoryPath }
        return path
    }
}
