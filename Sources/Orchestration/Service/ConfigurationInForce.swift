import Synchronization

/// The configuration that a running service goes by: the one that it was started with, and over it what it has taken over since.
final class ConfigurationInForce: Sendable {
    private let started: ServiceConfiguration
    private let current: Mutex<ServiceConfiguration>

    init(_ started: ServiceConfiguration) {
        self.started = started
        current = Mutex(started)
    }

    /// What is in force now.
    var livedigital: ServiceConfiguration.Livedigital { current.withLock { $0.livedigital } }

    /// Takes over what can be of a configuration that was read again.
    ///
    /// - Returns: the keys that count from now on, and those that count from the next start only.
    func take(_ configuration: ServiceConfiguration) -> (now: [String], later: [String]) {
        let next = started.takingOver(configuration)
        return current.withLock { current in
            defer { current = next }
            return (next.differences(from: current), configuration.differences(from: next))
        }
    }
}
