import ArgumentParser
import DurableFlow
import Foundation
import Orchestration

/// `autowebinar-bench export`: how fast many reports become one table, and in how much memory.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Imports the reports of many sessions and writes them as one table in each format.",
        discussion: "Every part is measured in a process of its own, so that its memory is its own. Exits 1 where an export passes a gate.")

    /// What is measured.
    enum Part: String, ExpressibleByArgument, CaseIterable { case prepare, `import`, csv, json, xlsx, summary }

    /// What a part cost.
    struct Figures: Codable {
        let seconds: Double
        let peakRSSBytes: Int
        let bytes: Int
    }

    @Option(help: "How many sessions.") var sessions = 1_000
    @Option(help: "How many people come to each.") var people = 200
    @OptionGroup var storage: StorageOptions
    @Option(help: ArgumentHelp("The part that this process measures, in a folder that is there.", visibility: .hidden)) var part: Part?

    func validate() throws {
        guard sessions > 0, people > 0 else { throw ValidationError("--sessions and --people must be at least 1.") }
    }

    func run() async throws {
        if let part { return print(try JSONLine.encode(try await measure(part))) }
        let folder = try WorkFolder(in: storage.path)
        defer { folder.remove() }
        var gates: [Gate] = []
        print("\(sessions) sessions of \(people) people")
        for part in Part.allCases {
            let figures = try MeasuredProcess.output(
                of: "export",
                ["--part", part.rawValue, "--sessions", "\(sessions)", "--people", "\(people)", "--storage", folder.url.path(percentEncoded: false)],
                as: Figures.self)
            print("  \(part.rawValue): \(Figure.text(figures.seconds, digits: 2)) s, \(figures.peakRSSBytes >> 20) MiB, \(figures.bytes >> 10) KiB")
            guard [.csv, .json, .xlsx].contains(part) else { continue }
            gates.append(Gate("seconds, \(part.rawValue)", figures.seconds, .atMost, 10))
            gates.append(Gate("MB, \(part.rawValue)", Double(figures.peakRSSBytes) / 1e6, .atMost, 200))
        }
        for gate in gates where !gate.isPassed { print("\(gate.name): \(Figure.text(gate.measured, digits: 1)), allowed are \(gate.limit)") }
        if gates.contains(where: { !$0.isPassed }) { throw ExitCode.failure }
    }

    private func measure(_ part: Part) async throws -> Figures {
        let place = ExportPlace(folder: URL(filePath: storage.path, directoryHint: .isDirectory))
        if part == .prepare { try place.writeReports(sessions: sessions, people: people) }
        let start = ContinuousClock.now
        var bytes = 0
        switch part {
        case .prepare: break
        case .import: bytes = try await place.importReports(sessions: sessions)
        case .csv, .json, .xlsx: bytes = try await place.export(part.rawValue)
        case .summary: _ = try await place.reader().attendance(SessionSelection())
        }
        return Figures(seconds: (ContinuousClock.now - start) / .seconds(1), peakRSSBytes: try Measurement.peakRSSBytes(), bytes: bytes)
    }
}
