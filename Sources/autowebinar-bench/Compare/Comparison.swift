/// The medians of the pairs, and the gates.
struct Comparison: Encodable {
    /// One measurement of the floor and one of the engine, one right after the other.
    struct Pair {
        let floor: Report
        let flows: Report
    }

    /// The figures at one number of runs at a time.
    struct Level: Encodable {
        let concurrency: Int
        let floor: Figures
        let flows: Figures
        /// The engine's steps per second over the floor's: the median of the pairs' ratios.
        let ratio: Double

        init(concurrency: Int, pairs: [Pair]) {
            self.concurrency = concurrency
            floor = Figures(pairs.map(\.floor))
            flows = Figures(pairs.map(\.flows))
            ratio = Comparison.median(pairs.map { $0.flows.stepsPerSecond / $0.floor.stepsPerSecond })
        }
    }

    /// The median of each figure by itself.
    struct Figures: Encodable {
        let stepsPerSecond: Double
        let cpuMicrosecondsPerStep: Double
        let commitsPerRun: Double
        let peakRSSBytes: Int

        init(_ reports: [Report]) {
            stepsPerSecond = Comparison.median(reports.map(\.stepsPerSecond))
            cpuMicrosecondsPerStep = Comparison.median(reports.map(\.cpuMicrosecondsPerStep))
            commitsPerRun = Comparison.median(reports.map(\.commitsPerRun))
            peakRSSBytes = Int(Comparison.median(reports.map { Double($0.peakRSSBytes) }))
        }
    }

    let levels: [Level]
    let gates: [Gate]

    init(levels: [Level]) {
        self.levels = levels
        gates = levels.flatMap(Gate.gates)
    }

    /// The value in the middle; of an even number the mean of the two.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
