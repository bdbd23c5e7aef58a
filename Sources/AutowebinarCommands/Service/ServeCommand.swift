package import ArgumentParser
import Foundation
import Gateway
import Orchestration
import UnixSignals

/// `autowebinar serve`.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Plan and run the applied jobs until stopped.",
        discussion: """
            Occurrences within a job's horizon are created and published ahead; reports are collected after their sessions. SIGTERM or Ctrl-C stops
            in order within ten seconds, and nothing is lost; killing it is as good. SIGHUP reads the configuration and
            the files of --jobs again: what a running service can take over counts at once, the log names what needs a restart, and mistakes change
            nothing and are logged; at the start, too, the applied jobs then go on as they are. Under systemd it says when it is ready and feeds the
            watchdog (config/autowebinar.service).

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
        let gateway = try GatewayServer(daemon)
        let (json, host) = (global.json, workspace.configuration.server.host)
        do {
            try await untilInterrupted {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await _ in await UnixSignalsSequence(trapping: .sighup) { await daemon.reload(configuration: global.configuration) }
                    }
                    group.addTask {
                        try await daemon.run { onReady in
                            try await gateway.run(onListening: onReady)
                        } onReady: { count, port in
                            let url = "http://\(host):\(port)"
                            Console.print(
                                json
                                    ? "{\"address\":\"\(url)\",\"jobs\":\(count),\"state\":\"ready\"}"
                                    : "Ready: \(count.counted("job")); the API is at \(url)/v1. Stop with Ctrl-C.")
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
