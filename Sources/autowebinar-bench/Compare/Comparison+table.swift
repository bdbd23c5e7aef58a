extension Comparison {
    /// The figures and the gates for people.
    var table: String {
        var rows = [["at a time", "what", "steps/s", "share", "µs CPU/step", "commits/run", "peak MiB"]]
        for level in levels {
            rows.append(row(level.concurrency, "floor", level.floor, share: 1))
            rows.append(row(level.concurrency, "engine", level.flows, share: level.ratio))
        }
        var gateRows = [["gate", "measured", "limit", ""]]
        for gate in gates {
            gateRows.append([
                gate.name, Figure.text(gate.measured, digits: 2), (gate.bound == .atLeast ? "≥ " : "≤ ") + Figure.text(gate.limit, digits: 2),
                gate.isPassed ? "pass" : "MISS",
            ])
        }
        return Self.aligned(rows) + "\n\n" + Self.aligned(gateRows)
    }

    private func row(_ concurrency: Int, _ name: String, _ figures: Figures, share: Double) -> [String] {
        [
            "\(concurrency)", name, Figure.text(figures.stepsPerSecond, digits: 0), Figure.text(share * 100, digits: 0) + " %",
            Figure.text(figures.cpuMicrosecondsPerStep, digits: 1), Figure.text(figures.commitsPerRun, digits: 2), "\(figures.peakRSSBytes >> 20)",
        ]
    }

    /// Columns as wide as their widest cell, all flush left.
    private static func aligned(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
