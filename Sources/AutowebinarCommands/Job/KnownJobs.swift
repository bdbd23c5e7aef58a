import Orchestration
import Recurrence

/// Ends the command where nothing is known of one of the jobs, as then its name is mistyped.
func requireJobs(_ names: [String], in reader: WorkspaceReader?) async throws {
    for name in names where try await reader?.isKnown(job: name) != true {
        throw try await unknownJob(name, "There is no job \(name), and there never was", in: reader)
    }
}

extension Workspace {
    /// The stored job of that name, and what more can be read with. Ends the command where there is none.
    func openJob(_ name: String) async throws -> (reader: WorkspaceReader, stored: StoredJob) {
        let reader = try openForReading()
        guard let reader, let stored = try await reader.job(name) else {
            throw try await unknownJob(name, "There is no job \(name)", in: reader)
        }
        return (reader, stored)
    }
}

/// - Parameter problem: what is the matter, to which the names that resemble it are added.
private func unknownJob(_ name: String, _ problem: String, in reader: WorkspaceReader?) async throws -> CommandFailure {
    let nearest = Spelling.nearest(to: name, in: try await reader?.jobs().map(\.job.name) ?? [])
    let hint = nearest.isEmpty ? "" : " \(Spelling.question(nearest))"
    return Console.fail("\(problem);\(hint) `autowebinar job list` shows them all.")
}
