import Foundation

/// A subcommand of this program in a process of its own, so that its CPU time and memory are its own.
enum MeasuredProcess {
    /// Runs it to its end and reads the report from its last line. What it writes to standard error goes to ours.
    static func report(of command: String, _ arguments: [String]) throws -> Report {
        try output(of: command, arguments, as: Report.self)
    }

    /// The same for other figures.
    static func output<Figures: Decodable>(of command: String, _ arguments: [String], as type: Figures.Type) throws -> Figures {
        let process = Process()
        let output = Pipe()
        process.executableURL = try executable()
        process.arguments = [command] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw BenchFailure(code: .child, message: "'\(command)' ended with \(process.terminationStatus); what it said is above.")
        }
        guard let line = text.split(separator: "\n").last, let report = try? JSONDecoder().decode(type, from: Data(line.utf8)) else {
            throw BenchFailure(code: .child, message: "the last line of '\(command)' is no report: \(text)")
        }
        return report
    }

    /// This program's own file.
    static func executable() throws -> URL {
        URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    }
}
