import Foundation
import Recurrence
import Testing

/// Compares every zone of the system with Python's `zoneinfo`, which reads the same files with code of its own.
@Suite(.timeLimit(.minutes(5)))
struct ZoneOracleTests {
    private static let range = 631_152_000..<2_145_916_800  // 1990-01-01 to 2038-01-01

    /// Prints, for every zone, each change from 1990 to 2037 as instant and new offset. It looks twice a week and then bisects.
    private static let script = """
        import json, os, zoneinfo
        from datetime import datetime
        def changes(zone, first, end):
            def offset(t): return int(datetime.fromtimestamp(t, zone).utcoffset().total_seconds())
            found, step, t, now = [], 302400, first, offset(first)
            while t < end:
                then = offset(t + step)
                if then != now:
                    low, high = t, t + step
                    while high - low > 1:
                        middle = (low + high) // 2
                        if offset(middle) == now: low = middle
                        else: high = middle
                    found.append([high, offset(high)])
                    if offset(high) != then:
                        t, now = high, offset(high)
                        continue
                t, now = t + step, then
            return [[first, offset(first)]] + [c for c in found if c[0] < end]
        names = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})
        print(json.dumps({n: changes(zoneinfo.ZoneInfo(n), \(range.lowerBound), \(range.upperBound)) for n in names}))
        """

    private static func python(_ arguments: [String], output: URL? = nil) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONTZPATH": ZoneDatabase.systemPath]) { $1 }
        if let output {
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
        }
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static let hasPython = (try? python(["-c", "import zoneinfo"])) == 0

    @Test(
        "every change of every system zone from 1990 to 2037 is the one that python3 finds",
        .enabled(if: hasPython, "python3 with zoneinfo is not installed"))
    func agreesWithPython() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try Self.python(["-c", Self.script], output: file) == 0)
        let expected = try JSONDecoder().decode([String: [[Int]]].self, from: Data(contentsOf: file))
        let zones = ZoneDatabase()
        #expect(zones.names.count > 300)
        #expect(zones.names == expected.keys.sorted())
        for (name, changes) in expected {
            #expect(try offsets(of: zones.zone(name)) == changes, "\(name)")
        }
    }

    /// The same list from our side, by the public operations alone.
    private func offsets(of zone: Zone) -> [[Int]] {
        func offset(_ instant: Int) -> Int {
            Int(zone.offset(at: Date(timeIntervalSince1970: TimeInterval(instant))).components.seconds)
        }
        var changes = [[Self.range.lowerBound, offset(Self.range.lowerBound)]]
        for change in zone.file.changes(in: Self.range.lowerBound + 1..<Self.range.upperBound) {
            let after = Int(change.offset.components.seconds)
            // The list of changes and the look-up of an instant are two ways that must agree.
            #expect(offset(change.instant) == after && offset(change.instant - 1) == changes.last?[1], "\(zone.name)")
            // Some changes are of the abbreviation alone.
            if after != changes.last?[1] { changes.append([change.instant, after]) }
        }
        return changes
    }
}
