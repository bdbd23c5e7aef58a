/// The newest requests. The oldest are forgotten, so that a sandbox that runs for weeks does not grow without end.
struct RequestLog: Sendable {
    private static let limit = 100_000

    private(set) var entries: [RequestEntry] = []
    private var forgotten = 0

    /// Notes a request at its arrival and gives its number. Where the log is full the older half goes at once, which keeps the cost down.
    mutating func note(_ entry: RequestEntry) -> Int {
        if entries.count == Self.limit {
            entries.removeFirst(Self.limit / 2)
            forgotten += Self.limit / 2
        }
        var entry = entry
        entry.sequence = forgotten + entries.count + 1
        entries.append(entry)
        return entry.sequence
    }

    mutating func setStatus(_ status: Int, of sequence: Int) {
        let index = sequence - forgotten - 1
        if entries.indices.contains(index) { entries[index].status = status }
    }
}
