import Orchestration

/// Ends the command where nothing is known of one of the jobs, as then its name is mistyped.
func requireJobs(_ names: [String], in reader: WorkspaceReader?) async throws {
    for name in names where try await reader?.isKnown(job: name) != true {
        throw Console.fail("There is no job \(name), and there never was; `autowebinar job list` shows them all.")
    }
}
