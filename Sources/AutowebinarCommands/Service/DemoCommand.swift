package import ArgumentParser
import Foundation
import Sandbox

/// `autowebinar demo`.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole story against the built-in sandbox: killed in the middle, resumed, nothing made twice.",
        discussion: """
            Needs no account and no network. Run it where jobs/demo.yaml is. It works in a folder of its own, which it names at the end.

              autowebinar demo
              autowebinar demo --job jobs/demo.yaml
            """)

    @Option(help: "The job to run.") var job = "jobs/demo.yaml"

    package init() {}

    package func run() async throws {
        guard FileManager.default.fileExists(atPath: job) else {
            throw Console.fail("There is no \(job) here; run the demo in the project's folder, or name the file with --job.")
        }
        let token = SandboxCommand.newToken()
        let server = try SandboxServer(SandboxConfiguration(token: token, seed: .demo(recordLength: .seconds(3))))
        let job = job
        do {
            try await untilInterrupted {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await server.run() }
                    try await DemoStory(server: server, job: job, token: token, port: try await server.boundPort).tell()
                    group.cancelAll()
                }
            }
        } catch is Interrupted {
            // The run that was stopped names what goes on with it, which here nothing does.
            throw Console.fail("The demo is stopped, and its account is gone with it. Begin again with: autowebinar demo", status: .interrupted)
        }
    }
}
