/// What a file says about one row of the contract table. Members left nil keep what the table has.
package struct ContractOverride: Sendable, Equatable {
    /// livedigital's operation id, as ``OperationID`` spells it.
    package var operation: String
    /// The HTTP method: GET, POST, PUT, PATCH or DELETE.
    package var method: String?
    /// The path template below the base URL, which may drop `{spaceId}` and may end in a query.
    package var path: String?
    /// Where the space's id goes: `path`, `body`, `query` or `none`. When the path has no `{spaceId}` and nothing is said here, it goes
    /// into the body of a write and into the query of everything else.
    package var spaceId: String?
    /// The request member that carries the record's id (`updatePlayback` only).
    package var recordMember: String?
    /// The request member that carries the published state (`updatePlayback` only).
    package var publishedMember: String?
    /// The value that means published.
    package var publishedValue: JSONScalar?
    /// The value that means not published.
    package var unpublishedValue: JSONScalar?
    /// The member of the answer that holds the id.
    package var idMember: String?
    /// The member of the answer that holds the record's id, where it is not the one of the request.
    package var answerRecordMember: String?
    /// The member of the answer that holds the published state, where it is not the one of the request.
    package var answerPublishedMember: String?

    package init(
        operation: String, method: String? = nil, path: String? = nil, spaceId: String? = nil, recordMember: String? = nil,
        publishedMember: String? = nil, publishedValue: JSONScalar? = nil, unpublishedValue: JSONScalar? = nil, idMember: String? = nil,
        answerRecordMember: String? = nil, answerPublishedMember: String? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.spaceId = spaceId
        self.recordMember = recordMember
        self.publishedMember = publishedMember
        self.publishedValue = publishedValue
        self.unpublishedValue = unpublishedValue
        self.idMember = idMember
        self.answerRecordMember = answerRecordMember
        self.answerPublishedMember = answerPublishedMember
    }
}

/// Why an override cannot be used.
package struct ContractError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operation id as it was written.
    package var operation: String
    /// The member of the override that is wrong, as ``ContractOverride`` names it; `operation` when the operation itself is unknown.
    package var member: String
    /// What is wrong and how to mend it, in one sentence.
    package var message: String

    package init(operation: String, member: String, message: String) {
        (self.operation, self.member, self.message) = (operation, member, message)
    }

    /// Operation, member and message in one line.
    package var description: String { "\(operation).\(member): \(message)" }
}
