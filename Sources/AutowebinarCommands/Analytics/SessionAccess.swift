import ArgumentParser
import Foundation
import Orchestration

extension Workspace {
    /// Lets a command read the sessions, with all reports that there are by now; says on standard error what is not in yet.
    ///
    /// - Parameters:
    ///   - purpose: the command, as it is named to other processes.
    ///   - jobs: the jobs that are asked about by name; one that is not known is refused.
    ///   - body: gets nil where there is no database.
    func readingSessions<T: Sendable>(
        _ purpose: String, of jobs: [String] = [], _ body: @escaping @Sendable (WorkspaceReader?) async throws -> T
    ) async throws -> T {
        do {
            return try await untilInterrupted {
                let progress = ProgressLine("reports read")
                let opened = try await openSessions(purpose: purpose) { progress.show($0, of: $1) }
                progress.clear()
                try await requireJobs(jobs, in: opened?.reader)
                if let remark = opened?.remark { Console.error(remark) }
                return try await body(opened?.reader)
            }
        } catch is Interrupted {
            throw Console.fail("Stopped; nothing is lost.", status: .interrupted)
        }
    }
}
