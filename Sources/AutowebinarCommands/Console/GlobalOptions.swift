package import ArgumentParser
import Foundation
import Logging
import Orchestration

/// What every command takes.
package struct GlobalOptions: ParsableArguments {
    @Option(name: .long, help: "The configuration file (default: AUTOWEBINAR_CONFIG, else config/autowebinar.yaml, else the defaults).")
    package var config: String?

    @Flag(name: .long, help: "Print JSON for programs instead of text for people.")
    package var json = false

    package init() {}

    /// The workspace of the configuration in force.
    func workspace() throws -> Workspace {
        let environment = ProcessInfo.processInfo.environment
        let configuration = try ServiceConfiguration.load(path: config, environment: environment)
        return try Workspace(configuration: configuration, environment: environment, logger: Log.logger(configuration.log))
    }
}
