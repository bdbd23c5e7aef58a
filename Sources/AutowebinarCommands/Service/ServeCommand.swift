package import ArgumentParser
import Foundation
import Orchestration
import UnixSignals

/// `autowebinar serve`.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Plan and run the applied jobs until stopped.",
        discussion: """
            Occurrences within a job's horizon are created and published ahead; reports are collected after their sessions. SIGTERM or Ctrl-C stops
            in order within ten seconds, and nothing is lost; killing it is as good. SIGHUP applies the files of --jobs again. Under systemd it says
            when it is ready and feeds the watchdog (config/autowebinar.service).

              autowebinar apply jobs && autowebinar serve
              autowebinar serve --jobs jobs
            """)

    @OptionGroup var global: GlobalOptions
    @Option(name: .long, parsing: .upToNextOption, help: "Job files and folders to apply at the start and on SIGHUP.")
    var jobs: [String] = []

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let daemon = try Daemon(workspace, jobPaths: jobs, faults: FaultInjection.current)
        let json = global.json
        do {
            try await untilInterrupted {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await _ in await UnixSignalsSequence(trapping: .sighup) { await daemon.reload() }
                    }
                    group.addTask {
                        try await daemon.run { count in
                            let text = json ? "{\"jobs\":\(count),\"state\":\"ready\"}" : "Ready: \(count) jobs. Stop with Ctrl-C."
                            Console.print(text)
                        }
                    }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        } catch is Interrupted {
            Console.error("Stopped in order; nothing is lost.")
        } catch is CancellationError {
            // The same, seen from within.
        }
    }
}
