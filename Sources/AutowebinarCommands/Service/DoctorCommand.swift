package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration
import Synchronization

/// `autowebinar doctor`.
package struct DoctorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check configuration, storage, runs, jobs, clock, zones and connections; changes nothing.",
        discussion: """
            Of runs that failed those of the last 7 days are named that can be tried again. With mistakes in the configuration livedigital is not asked.
            Exit status 0: all is well; 2: something needs attention; 1: something is broken.

              autowebinar doctor
              autowebinar doctor --json
            """)

    @OptionGroup var global: GlobalOptions

    package init() {}

    struct Item: Encodable {
        var check: String
        var state: Diagnosis.State
        var detail: String
    }

    /// What a wrong configuration leaves to look at is looked at, too.
    private func diagnosis() throws -> Diagnosis {
        let environment = ProcessInfo.processInfo.environment
        var (configuration, mistakes) = ServiceConfiguration.examine(path: global.config, environment: environment)
        Log.settings.withLock { $0 = configuration.log }
        func workspace(_ environment: [String: String]) throws(DiagnosticList) -> Workspace {
            try Workspace(configuration: configuration, environment: environment, logger: Log.logger)
        }
        do {
            return Diagnosis(try workspace(environment), mistakes: mistakes)
        } catch {
            mistakes = mistakes ?? error
            // The files that it names, and the token.
            (configuration.livedigital.contract, configuration.livedigital.caFile) = (nil, nil)
            return Diagnosis(try workspace(environment.filter { $0.key != Workspace.tokenVariable }), mistakes: mistakes)
        }
    }

    package func run() async throws {
        let findings = try await diagnosis().findings()
        let items = findings.map { Item(check: $0.check, state: $0.state, detail: $0.detail) }
        try show(items, json: global.json, empty: "", headings: ["CHECK", "STATE", "DETAIL"]) { [$0.check, $0.state.rawValue, $0.detail] }
        if items.contains(where: { $0.state == .broken }) { throw ExitCode.failure }
        if items.contains(where: { $0.state == .attention }) { throw ExitCode.attention }
    }
}
