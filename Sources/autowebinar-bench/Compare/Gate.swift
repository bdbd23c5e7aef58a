/// A figure that the engine must reach.
struct Gate: Encodable {
    /// Which side of the limit is right.
    enum Bound: String, Encodable {
        case atLeast, atMost
    }

    let name: String
    let measured: Double
    let bound: Bound
    let limit: Double
    let isPassed: Bool

    init(_ name: String, _ measured: Double, _ bound: Bound, _ limit: Double) {
        self.name = name
        self.measured = measured
        self.bound = bound
        self.limit = limit
        isPassed = bound == .atLeast ? measured >= limit : measured <= limit
    }

    /// The measure, its limit, and whether it is kept.
    var line: String {
        let sign = bound == .atLeast ? "≥" : "≤"
        return "\(isPassed ? "pass" : "MISS")  \(name): \(Figure.text(measured, digits: 2)) (\(sign) \(Figure.text(limit, digits: 0)))"
    }

    /// The gates at one number of runs at a time. One by one the sync decides, so only the share of the floor counts.
    static func gates(of level: Comparison.Level) -> [Gate] {
        guard level.concurrency > 1 else { return [Gate("share of the floor, one at a time", level.ratio, .atLeast, 0.60)] }
        let suffix = "\(level.concurrency) at a time"
        return [
            Gate("steps/s, \(suffix)", level.flows.stepsPerSecond, .atLeast, 7_000),
            Gate("share of the floor, \(suffix)", level.ratio, .atLeast, 0.25),
            Gate("µs CPU per step, \(suffix)", level.flows.cpuMicrosecondsPerStep, .atMost, 150),
            Gate("commits per run, \(suffix)", level.flows.commitsPerRun, .atMost, 0.6),
        ]
    }
}
