import Foundation
import Glibc

/// A stopwatch for wall time and for the process's own CPU time.
struct Measurement {
    private let start = ContinuousClock.now
    private let startCPU = Self.processorTime()

    /// The figures from the making of this value until now.
    func report(runs: Int, steps: Int, commits: Int) throws -> Report {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let processor = (Self.processorTime() - startCPU) / .microseconds(1)
        return Report(
            runs: runs, steps: steps, seconds: seconds, stepsPerSecond: Double(steps) / seconds, cpuMicrosecondsPerStep: processor / Double(steps),
            peakRSSBytes: try Self.peakRSSBytes(), commits: commits)
    }

    /// User and system time of this process so far, all threads (getrusage(2)).
    static func processorTime() -> Duration {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(.zero) { $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec) }
    }

    /// The peak of the resident set: `VmHWM` (proc(5)).
    ///
    /// - Parameter process: its number; `self` is this one.
    static func peakRSSBytes(of process: String = "self") throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
        else { throw BenchFailure(code: .storage, message: "/proc/\(process)/status has no VmHWM line; is /proc mounted?") }
        return kibibytes << 10
    }
}
