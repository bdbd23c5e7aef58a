package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar job list`.
package struct JobList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the applied jobs with their next occurrences.",
        discussion: """
              autowebinar job list
              autowebinar job list --json
            """)

    @OptionGroup var global: GlobalOptions

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let reader = try workspace.openForReading()
        let items = try await reader?.views(try await reader?.jobs() ?? [], count: 1, zones: workspace.zones, now: Date()) ?? []
        try show(
            items, json: global.json, empty: "There is no job. Apply some: autowebinar apply jobs",
            headings: ["JOB", "STATE", "NEXT", "TITLE", "NOTE"]
        ) {
            [$0.name, $0.state, $0.nextText, $0.title, $0.pausedReason ?? ($0.failures > 0 ? "\($0.failures) failed in a row" : "")]
        }
    }
}

extension JobView {
    /// The next occurrence, or why there is none, and what it waits for.
    var nextText: String {
        guard let first = next.first else { return awaited.map { "waits for \($0)" } ?? closing ?? "-" }
        return (first.local.map { "\($0) \(first.timezone)" } ?? "always open") + (awaited.map { ", waits for \($0)" } ?? "")
    }
}
