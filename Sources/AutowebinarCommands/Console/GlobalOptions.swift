package import ArgumentParser
import Foundation
import Logging
import Orchestration
import Synchronization

/// What every command takes.
package struct GlobalOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file (default: AUTOWEBINAR_CONFIG, else config/autowebinar.yaml, else the defaults).")
    package var config: String?

    @Flag(name: .long, help: "Print JSON for programs instead of text for people.")
    package var json = false

    package init() {}

    /// The workspace of the configuration in force.
    func workspace() throws -> Workspace {
        let configuration = try configuration()
        return try Workspace(configuration: configuration, environment: ProcessInfo.processInfo.environment, logger: Log.logger)
    }

    /// Reads the configuration, and lets the log of the process be as it says.
    func configuration() throws -> ServiceConfiguration {
        let configuration = try ServiceConfiguration.load(path: config, environment: ProcessInfo.processInfo.environment)
        Log.settings.withLock { $0 = configuration.log }
        return configuration
    }
}
