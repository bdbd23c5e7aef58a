/// The contract table: one row for each operation of livedigital that the service uses.
///
/// livedigital's playback operations are not published, so every cell can be overridden by a file. A contract that exists is valid:
/// ``applying(_:)`` refuses anything that could not be called.
package struct Contract: Sendable, Equatable {
    /// The rows that differ from the default ones.
    var overridden: [OperationID: ContractRow] = [:]

    /// The default table.
    package static let assumed = Contract()

    /// The row of an operation.
    package subscript(operation: OperationID) -> ContractRow { overridden[operation] ?? Self.rows[operation] ?? .assumed(operation) }

    /// The default rows, read once: every call asks for some.
    private static let rows = Dictionary(uniqueKeysWithValues: OperationID.allCases.map { ($0, ContractRow.assumed($0)) })

    /// True when the report is asked for by session, so that the sessions of an event must be listed first.
    package var reportTakesSessionId: Bool {
        self[.getPlaybackSessionAnalyticsReport].template.parameters.contains(.sessionId)
    }

    /// One line of the table as people see it.
    package struct Line: Sendable, Equatable {
        /// The operation that it is about.
        package let operation: OperationID
        /// The HTTP method in capitals.
        package let method: String
        /// The path template below the base URL.
        package let path: String
        /// The names and values that vary, such as `id=id record=recordId published=isPublished:true/false`.
        package let members: String
        /// Where the row comes from.
        package let source: ContractRow.Source
    }

    /// The whole table, in the order of ``OperationID``.
    package var table: [Line] {
        OperationID.allCases.map { operation in
            let row = self[operation]
            return Line(operation: operation, method: row.method, path: row.path, members: members(of: row), source: row.source)
        }
    }

    /// The names under which the answers of an operation are read.
    func names(for operation: OperationID) -> AnswerNames {
        let row = self[operation]
        let update = self[.updatePlayback]
        return AnswerNames(
            id: row.idMember ?? "",
            record: row.answerRecordMember ?? update.answerRecordMember ?? update.recordMember ?? "",
            published: row.answerPublishedMember ?? update.answerPublishedMember ?? update.publishedMember ?? "",
            publishedValue: row.publishedValue ?? update.publishedValue ?? .bool(true),
            unpublishedValue: row.unpublishedValue ?? update.unpublishedValue ?? .bool(false))
    }

    private func members(of row: ContractRow) -> String {
        var parts: [String] = []
        if row.spaceId == .body || row.spaceId == .query { parts.append("spaceId in \(row.spaceId.rawValue)") }
        if let id = row.idMember { parts.append("id=\(id)") }
        if row.operation.answersPlayback {
            let names = names(for: row.operation)
            let record = row.recordMember ?? names.record
            let published = row.publishedMember ?? names.published
            parts.append("record=\(record)")
            parts.append("published=\(published):\(names.publishedValue)/\(names.unpublishedValue)")
            if record != names.record { parts.append("record in answer=\(names.record)") }
            if published != names.published { parts.append("published in answer=\(names.published)") }
        }
        return parts.joined(separator: " ")
    }
}
