import Foundation
import Logging
import Orchestration

/// The log of the process: lines on standard error, as text or as JSON.
enum Log {
    static func logger(_ configuration: ServiceConfiguration.Log) -> Logger {
        var logger = Logger(label: "autowebinar") { _ in LineLogHandler(format: configuration.format) }
        // Foreground commands speak to people; the log is for what they did not ask about.
        logger.logLevel = Logger.Level(rawValue: configuration.level.rawValue) ?? .info
        return logger
    }
}

/// Writes one line a message.
private struct LineLogHandler: LogHandler {
    var format: ServiceConfiguration.Log.Format
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let time = Date().formatted(.iso8601.time(includingFractionalSeconds: true))
        let line: String
        switch format {
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
