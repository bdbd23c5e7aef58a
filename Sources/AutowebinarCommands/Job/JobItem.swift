import Foundation
import LivedigitalAPI
import Orchestration

/// A stored job as the listings show it. The members of the JSON object are always there, null when empty.
struct JobItem: Encodable {
    var name: String
    var title: String
    var connection: String
    var state: String
    var pausedReason: String?
    var failures: Int
    var file: String?
    var next: [NextCommand.Item]

    /// - Parameter count: how many occurrences to work out.
    init(_ stored: StoredJob, count: Int, in workspace: Workspace, now: Date) {
        (name, title, connection) = (stored.job.name, stored.job.title, stored.job.connection)
        (state, pausedReason, failures, file) = (stored.state.rawValue, stored.pausedReason, stored.failures, stored.file)
        next = []
        if case .occurrences(let occurrences) = try? stored.job.next(count, from: now, zones: workspace.zones) {
            next = occurrences.map(NextCommand.Item.init)
        }
    }

    private enum CodingKeys: String, CodingKey { case name, title, connection, state, pausedReason, failures, file, next }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(title, forKey: .title)
        try container.encode(connection, forKey: .connection)
        try container.encode(state, forKey: .state)
        try container.encode(pausedReason, forKey: .pausedReason)
        try container.encode(failures, forKey: .failures)
        try container.encode(file, forKey: .file)
        try container.encode(next, forKey: .next)
    }

    /// The next occurrence, or why there is none.
    var nextText: String {
        guard let first = next.first else { return "-" }
        return first.local.map { "\($0) \(first.timezone)" } ?? "always open"
    }
}
