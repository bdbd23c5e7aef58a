import Foundation

/// The hosts that are reached without the proxy of the environment.
enum LoopbackExemption {
    /// The environment's own list and the loopback addresses, in libcurl's form. Read once, since the environment is not safe to read for ever.
    static func fromEnvironment(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        // An asterisk means all hosts, but only when it stands alone.
        if list == "*" { return list }
        return (list.isEmpty ? "" : list + ",") + "localhost,127.0.0.0/8,::1"
    }
}
