package import Foundation
package import Logging

/// How a sandbox listens, whom it lets in, and what it starts with.
package struct SandboxConfiguration: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 takes any free one, see ``SandboxServer/boundPort``.
    package var port: Int
    /// The personal token that is accepted as bearer. It can be changed while running.
    package var token: String
    /// How long a playback or event exists before the lists show it. Reading it by id works at once.
    package var listLag: Duration
    /// How long after a session's end its report is ready.
    package var reportDelay: Duration
    /// How the API is spelt.
    package var dialect: Dialect
    /// Habits that can be changed while it runs.
    package var options: SandboxOptions
    /// What the account holds at the start.
    package var seed: SandboxAccount
    /// The clock; ``SandboxServer/advanceClock(by:)`` adds to it. Waiting faults wait in real time.
    package var now: @Sendable () -> Date
    /// Where new ids come from.
    package var identifiers: SandboxIdentifiers
    /// Where the server's own messages go; nowhere unless said.
    package var logger: Logger

    /// A configuration on loopback with any free port.
    package init(
        host: String = "127.0.0.1", port: Int = 0, token: String, listLag: Duration = .milliseconds(300), reportDelay: Duration = .seconds(1),
        dialect: Dialect = .documented, options: SandboxOptions = SandboxOptions(), seed: SandboxAccount,
        now: @escaping @Sendable () -> Date = { Date() },
        identifiers: SandboxIdentifiers = .random,
        logger: Logger = Logger(label: "autowebinar.sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.listLag = listLag
        self.reportDelay = reportDelay
        self.dialect = dialect
        self.options = options
        self.seed = seed
        self.now = now
        self.identifiers = identifiers
        self.logger = logger
    }
}
