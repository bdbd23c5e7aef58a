package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar job pause`.
package struct JobPause: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let a job's occurrences pass until it is resumed.",
        discussion: """
            What is published already stays and is held; cancel it with `run cancel`. Pausing twice changes nothing.

              autowebinar job pause weekly-demo --note "the speaker is on holiday"
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String
    @Option(help: "Why, for those who look later.") var note: String?

    package init() {}

    package func run() async throws {
        try await JobOrder(workspace: try global.workspace(), name: name, json: global.json).give(
            .pauseJob(name: name, note: note, actor: operatorName), purpose: "autowebinar job pause")
    }
}

/// Gives an order about a job and tells the answer.
struct JobOrder {
    var workspace: Workspace
    var name: String
    var json: Bool

    func give(_ order: OwnerOrder, purpose: String) async throws {
        let (reader, _) = try await workspace.openJob(name)
        let (answer, _) = try await order.give(in: workspace, purpose: purpose)
        guard json else { return Console.print(answer) }
        guard let stored = try await reader.job(name) else { return }
        let views = try await reader.views([stored], count: 1, zones: workspace.zones, now: Date())
        for view in views { Console.print(try Console.jsonText(view)) }
    }
}
