import Foundation

extension Date {
    /// Milliseconds since 1970, the form in which the journal stores instants.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    func adding(_ duration: Duration) -> Date {
        addingTimeInterval(duration.inSeconds)
    }
}

extension Duration {
    /// The duration in seconds, to the microsecond and better.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    static func between(_ start: Date, _ end: Date) -> Duration {
        .milliseconds(end.milliseconds - start.milliseconds)
    }
}
