package import LivedigitalAPI

/// What a document leaves open and a person decides.
package struct ContractChoices: Sendable {
    /// The member of updatePlayback that carries the record.
    package var recordMember: String?
    /// The member of updatePlayback that carries the published state.
    package var publishedMember: String?
    /// Its value when published.
    package var publishedValue: String?
    /// Its value when not published.
    package var unpublishedValue: String?
    /// The document's ids of operations that it names otherwise.
    package var operations: [OperationID: String]

    package init(
        recordMember: String? = nil, publishedMember: String? = nil, publishedValue: String? = nil, unpublishedValue: String? = nil,
        operations: [OperationID: String] = [:]
    ) {
        self.recordMember = recordMember
        self.publishedMember = publishedMember
        self.publishedValue = publishedValue
        self.unpublishedValue = unpublishedValue
        self.operations = operations
    }

    /// Something that is still to be decided.
    package struct Question: Sendable, Equatable {
        /// The choice that answers it.
        package let choice: any WritableKeyPath<ContractChoices, String?> & Sendable
        /// The option of the command that answers it.
        package let option: String
        /// What is asked.
        package let text: String
        /// The answers that the document offers.
        package let answers: [String]

        package static func == (one: Question, other: Question) -> Bool {
            (one.option, one.text, one.answers) == (other.option, other.text, other.answers)
        }
    }
}
