import Orchestration

/// The connections that new or changed jobs name and that are not stored: their runs wait, since each may be added later.
struct UnknownConnections {
    /// One line each, for people.
    private(set) var lines: [String]

    init(_ set: ChangeSet, in workspace: Workspace) async throws {
        // The token of the connection `default` may be known to the environment of the service alone.
        let named = set.changes.compactMap(\.job).filter { $0.connection != Orchestration.Connection.defaultName }
        let stored = named.isEmpty ? [] : Set(try await workspace.openForReading()?.connections().map(\.name) ?? [])
        let jobs = Dictionary(grouping: named.filter { !stored.contains($0.connection) }, by: \.connection)
        lines = jobs.sorted { $0.key < $1.key }.map { name, jobs in
            "There is no connection \(name), which \(jobs.map(\.name).few) would use; "
                + "what runs waits until it is added: autowebinar connection add \(name)"
        }
    }

    /// Tells of them on standard error.
    func tell() { for line in lines { Console.error(line) } }
}
