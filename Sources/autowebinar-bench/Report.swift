import Foundation

/// The figures of one measured command: its last line of output, as JSON.
struct Report: Codable, Sendable {
    let runs: Int
    let steps: Int
    let seconds: Double
    let stepsPerSecond: Double
    /// User and system time of the measuring process alone, without the server's.
    let cpuMicrosecondsPerStep: Double
    /// The largest resident set that the process ever had.
    let peakRSSBytes: Int
    let commits: Int

    var commitsPerRun: Double { Double(commits) / Double(runs) }

    /// Prints the figures for people, or as one line of JSON with sorted keys.
    func print(json: Bool) throws {
        if json {
            try Swift.print(JSONLine.encode(self))
        } else {
            Swift.print(
                """
                \(runs) runs, \(steps) steps in \(Figure.text(seconds, digits: 2)) s: \(Figure.text(stepsPerSecond, digits: 0)) steps/s, \
                \(Figure.text(cpuMicrosecondsPerStep, digits: 1)) µs CPU per step, \(Figure.text(commitsPerRun, digits: 2)) commits per run, \
                \(peakRSSBytes >> 20) MiB
                """)
        }
    }
}

/// One line of JSON, keys sorted.
enum JSONLine {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// Numbers for people.
enum Figure {
    static func text(_ value: Double, digits: Int) -> String {
        value.formatted(.number.locale(Locale(identifier: "en_US")).precision(.fractionLength(digits)))
    }
}
