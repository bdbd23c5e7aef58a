import Foundation
import LivedigitalAPI
import Logging
import Orchestration
import Synchronization

/// The log of the process: lines on standard error, as text or as JSON.
enum Log {
    /// How it looks, from now on.
    static let settings = Mutex(ServiceConfiguration().log)

    /// Foreground commands speak to people; the log is for what they did not ask about.
    static var logger: Logger { Logger(label: "autowebinar") { _ in LineLogHandler() } }
}

/// Writes one line a message.
private struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    /// Set where a part of the program has a level of its own.
    private var ownLevel: Logger.Level?

    var logLevel: Logger.Level {
        get { ownLevel ?? Log.settings.withLock { Logger.Level(rawValue: $0.level.rawValue) } ?? .info }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let time = WireDate.format(Date())
        let line: String
        switch Log.settings.withLock({ $0.format }) {
        case .text:
            let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            line = "\(time) \(event.level.rawValue) \(event.message)\(details)"
        case .json:
            var object = all.mapValues { "\($0)" }
            object["time"] = time
            object["level"] = event.level.rawValue
            object["message"] = "\(event.message)"
            line = (try? Console.jsonText(object)) ?? "\(event.message)"
        }
        Console.error(line)
    }
}
