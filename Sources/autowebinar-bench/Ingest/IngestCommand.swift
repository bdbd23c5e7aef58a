import ArgumentParser
import Foundation

/// `autowebinar-bench ingest`: how many signed events a second the service takes in, durable before the answer.
///
/// The real `autowebinar serve` runs on the first processor alone, the generator on the others. At the end the service is killed, and what its
/// database holds is compared with what it said that it kept.
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Posts signed webhook events to the service at a steady rate. Exits 1 where it passes a gate.")

    @Option(help: "Events a second.") var rate = 2_000
    @Option(help: "For how many seconds.") var seconds = 60
    @Option(help: "Connections at the same time.") var connections = 32
    @OptionGroup var storage: StorageOptions

    func validate() throws {
        guard rate > 0, seconds > 0, connections > 0 else { throw ValidationError("--rate, --seconds and --connections must be at least 1.") }
    }

    func run() throws {
        let folder = try WorkFolder(in: storage.path)
        defer { folder.remove() }
        let stub = try StubProcess()
        let served = try ServedProcess(folder: folder.url, livedigital: stub.baseURL, synchronous: storage.synchronous)
        defer { served.kill() }
        let address = try served.webhookAddress()
        try ServedProcess.leaveFirstProcessor()
        let load = IngestLoad(address: address, rate: rate, count: rate * seconds, connections: connections)
        let figures = try load.run()
        served.kill()
        let kept = try served.keptEvents()
        print(
            """
            \(figures.accepted) of \(load.count) events taken in \(Figure.text(figures.seconds, digits: 1)) s: \
            \(Figure.text(Double(figures.accepted) / figures.seconds, digits: 0)) a second, \
            p50 \(Figure.text(figures.milliseconds(0.50), digits: 1)) ms, p99 \(Figure.text(figures.milliseconds(0.99), digits: 1)) ms, \
            longest \(Figure.text(figures.milliseconds(1), digits: 1)) ms; \(kept) in the database after a kill
            """)
        let gates = [
            Gate("events accepted", Double(figures.accepted), .atLeast, Double(load.count)),
            Gate("events in the database", Double(kept), .atLeast, Double(figures.accepted)),
            Gate("events a second", Double(figures.accepted) / figures.seconds, .atLeast, Double(rate) * 0.98),
            Gate("p99 in ms", figures.milliseconds(0.99), .atMost, 50),
        ]
        for gate in gates where !gate.isPassed { print("\(gate.name): \(Figure.text(gate.measured, digits: 1)), the limit is \(gate.limit)") }
        if gates.contains(where: { !$0.isPassed }) { throw ExitCode.failure }
    }
}
