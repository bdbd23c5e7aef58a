import ArgumentParser

/// `autowebinar-bench floor`: the five calls with the journal written by hand, no engine.
///
/// It is what the engine is compared with: one thread, libcurl's multi interface, SQLite's C API, and the same promises: each intent is
/// committed before its call, each outcome with the intent after it, and creates go out on fresh connections.
struct FloorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor", abstract: "Carries the five calls out with a journal written by hand: the floor that the engine is compared with.")

    @OptionGroup var options: RunOptions

    func run() throws {
        let folder = try WorkFolder(in: options.storage.path)
        defer { folder.remove() }
        let place = try FloorPlace(baseURL: options.baseURL)
        let journal = try FloorJournal(folder: folder, synchronous: options.storage.synchronous)
        let transfers = try FloorTransfers(count: options.concurrency)
        let floor = Floor(place: place, journal: journal, transfers: transfers, runs: options.runs)
        let measurement = Measurement()
        try floor.execute()
        try measurement.report(runs: options.runs, steps: options.runs * FloorRun.stepCount, commits: journal.commits).print(json: options.json)
    }
}
