import ArgumentParser

/// What every measured command takes, so that the floor and the engine are called alike.
struct RunOptions: ParsableArguments {
    @Option(name: .customLong("base-url"), help: "Address of the API, up to and including /v1.")
    var baseURL: String

    @Option(help: "How many runs of five steps to carry out.")
    var runs = 1_000

    @Option(help: "How many runs are under way at a time.")
    var concurrency = 1

    @OptionGroup var storage: StorageOptions

    @Flag(help: "Print the figures as one line of JSON.")
    var json = false

    func validate() throws {
        guard runs > 0, concurrency > 0 else { throw ValidationError("--runs and --concurrency must be at least 1.") }
        guard baseURL.hasPrefix("http://") || baseURL.hasPrefix("https://") else {
            throw ValidationError("--base-url must begin with http:// or https://, not '\(baseURL)'.")
        }
    }
}

/// Where the database of a measurement lies and how it is synchronised.
struct StorageOptions: ParsableArguments {
    @Option(help: "SQLite's synchronous mode: full survives a power cut, normal may lose the last commits in one.")
    var synchronous = Synchronous.full

    @Option(name: .customLong("storage"), help: "Folder for the temporary database, on a real disk.")
    var path = ".build"

    /// SQLite's `synchronous` pragma.
    enum Synchronous: String, ExpressibleByArgument, CaseIterable, Sendable {
        case full, normal
    }
}
