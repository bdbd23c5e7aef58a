import Glibc

/// Instants as the API writes them. The part down to the second is made once a second.
struct StubClock {
    private var second = 0
    private var prefix = ""

    /// Now in UTC to the millisecond, such as `2026-02-06T11:50:00.000Z`.
    mutating func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        if time.tv_sec != second {
            second = time.tv_sec
            var parts = tm()
            gmtime_r(&second, &parts)
            let fields = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.padded(Int($0), to: 2) }
            prefix = "\(parts.tm_year + 1_900)-\(fields[0])-\(fields[1])T\(fields[2]):\(fields[3]):\(fields[4])."
        }
        return prefix + Self.padded(time.tv_nsec / 1_000_000, to: 3) + "Z"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
