import Foundation

/// What the system knows of another process (proc(5)).
struct WatchedProcess {
    let id: Int32

    /// User and system time so far, all threads.
    func processorSeconds() throws -> Double {
        // The name stands in brackets and may hold spaces; user and system time are the 12th and 13th fields behind it.
        let fields = try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw BenchFailure(code: .child, message: "/proc/\(id)/stat cannot be read.")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The peak of its resident set.
    func peakRSSBytes() throws -> Int { try Measurement.peakRSSBytes(of: "\(id)") }
}
