package import ArgumentParser
import Foundation
import Orchestration
import Sandbox

/// `autowebinar sandbox`.
package struct SandboxCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Serve a livedigital account on loopback, to try things on.",
        discussion: """
            It keeps everything in memory, answers like the documented API under /v1, and makes things go wrong on request; docs/sandbox.md
            tells how. Point the service at it:

              autowebinar sandbox --port 8089 --token-file sandbox.token
              export AUTOWEBINAR_LIVEDIGITAL_BASE_URL=http://127.0.0.1:8089/v1
              autowebinar connection add --token-file sandbox.token
            """)

    @Option(help: "The port; 0 takes any free one.") var port = 8089
    @Option(help: "A file with the token to accept; without it a new token is made and printed.") var tokenFile: String?
    @Option(help: "The length of the newest recording, such as 30s.") var recordLength = DurationArgument(.seconds(30))
    @Option(help: "How long after a session's end its report is ready.") var reportDelay = DurationArgument(.seconds(1))
    @Option(help: "How long new objects are missing from lists.") var listLag = DurationArgument(.milliseconds(300))

    @Option(help: "How the API is spelt: documented or second, which is how it might be as well.") var dialect = Dialect.documented

    package init() {}

    package func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("The port must be from 0 to 65535.") }
    }

    package func run() async throws {
        let token = try tokenFile.map { try TokenInput.read(file: $0, standardInput: false) } ?? Self.newToken()
        let server = try SandboxServer(
            SandboxConfiguration(
                port: port, token: token, listLag: listLag.value, reportDelay: reportDelay.value, dialect: dialect,
                seed: .demo(recordLength: recordLength.value)))
        let isTokenNew = tokenFile == nil
        do {
            try await untilInterrupted {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await server.run() }
                    let port = try await server.boundPort
                    Console.print("Serving http://127.0.0.1:\(port)/v1")
                    if isTokenNew { Console.print("Token: \(token)") }
                    try await group.waitForAll()
                }
            }
        } catch is Interrupted {}
    }

    static func newToken() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }
}

extension Dialect: ExpressibleByArgument {}

/// A duration as an argument, such as `90s` or `2h`.
struct DurationArgument: ExpressibleByArgument, CustomStringConvertible {
    var value: Duration

    init(_ value: Duration) { self.value = value }

    init?(argument: String) {
        guard let value = DurationText.parse(argument) else { return nil }
        self.value = value
    }

    var description: String { DurationText.format(value) }
}
