/// One operation in the contract table: how it is called and under which names its varying members travel.
package struct ContractRow: Sendable, Equatable {
    /// Where the id of the space goes.
    package enum SpaceIdPlace: String, Sendable, CaseIterable {
        /// In the path (or the query) of the template, as `{spaceId}`.
        case path
        /// As the member `spaceId` of the JSON body.
        case body
        /// As the member `spaceId` of the query.
        case query
        /// Nowhere: the other ids suffice.
        case absent = "none"
    }

    /// Where a row comes from.
    package enum Source: String, Sendable {
        /// livedigital's public documentation or the code of its own clients.
        case documented
        /// Inferred from the operation's name and the habits of the documented rows; not checked against the service.
        case assumed
        /// The file that `livedigital.contract` names.
        case override
    }

    /// The operation that it is about.
    package let operation: OperationID
    /// The HTTP method in capitals.
    package internal(set) var method: String
    var template: PathTemplate
    /// The space that it lives in.
    package internal(set) var spaceId: SpaceIdPlace
    /// The request member that carries the record's id, or nil where the operation carries none.
    package internal(set) var recordMember: String?
    /// The request member that carries the published state, or nil where the operation carries none.
    package internal(set) var publishedMember: String?
    /// The value of the published member that means published; nil takes that of `updatePlayback`.
    package internal(set) var publishedValue: JSONScalar?
    /// The value of the published member that means not published; nil takes that of `updatePlayback`.
    package internal(set) var unpublishedValue: JSONScalar?
    /// The member of the answer that holds the id of the object, or nil where no id is read.
    package internal(set) var idMember: String?
    /// The member of the answer that holds the record's id; nil takes the name in the request of `updatePlayback`.
    package internal(set) var answerRecordMember: String?
    /// The member of the answer that holds the published state; nil takes the name in the request of `updatePlayback`.
    package internal(set) var answerPublishedMember: String?
    /// Where the row comes from.
    package internal(set) var source: Source

    /// The path template below the base URL, with names in braces.
    package var path: String { template.text }

    init(
        _ operation: OperationID, _ method: String, _ path: String, record: String? = nil, published: String? = nil,
        publishedValue: JSONScalar? = nil, unpublishedValue: JSONScalar? = nil, id: String? = nil, source: Source
    ) {
        self.operation = operation
        self.method = method
        self.template = PathTemplate(path)
        self.spaceId = operation.parameters.contains(.spaceId) ? .path : .absent
        self.recordMember = record
        self.publishedMember = published
        self.publishedValue = publishedValue
        self.unpublishedValue = unpublishedValue
        self.idMember = id
        self.source = source
    }
}
