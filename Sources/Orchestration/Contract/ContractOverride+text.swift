import LivedigitalAPI

extension ContractOverride {
    /// What makes one table's row of an operation into another row.
    init(changing contract: Contract, into row: ContractRow) {
        let old = contract[row.operation]
        func changed<Value: Equatable>(_ member: KeyPath<ContractRow, Value>) -> Value? {
            old[keyPath: member] == row[keyPath: member] ? nil : row[keyPath: member]
        }
        self.init(
            operation: row.operation.rawValue, method: changed(\.method), path: changed(\.path), spaceId: changed(\.spaceId)?.rawValue,
            recordMember: changed(\.recordMember) ?? nil, publishedMember: changed(\.publishedMember) ?? nil,
            publishedValue: changed(\.publishedValue) ?? nil, unpublishedValue: changed(\.unpublishedValue) ?? nil,
            idMember: changed(\.idMember) ?? nil, answerRecordMember: changed(\.answerRecordMember) ?? nil,
            answerPublishedMember: changed(\.answerPublishedMember) ?? nil)
    }

    /// The members that are set, under the names that override files have, as YAML.
    fileprivate var members: [(name: String, value: String)] {
        let texts: [(String, String?)] = [
            ("method", method), ("path", path), ("spaceId", spaceId), ("recordMember", recordMember), ("publishedMember", publishedMember),
        ]
        let more: [(String, String?)] = [
            ("idMember", idMember), ("answerRecordMember", answerRecordMember), ("answerPublishedMember", answerPublishedMember),
        ]
        let values: [(String, JSONScalar?)] = [("publishedValue", publishedValue), ("unpublishedValue", unpublishedValue)]
        // JSON text is YAML; with its quotes a text stays a text.
        return texts.compactMap { name, text in text.map { (name, JSONScalar.string($0).description) } }
            + values.compactMap { name, value in value.map { (name, $0.description) } }
            + more.compactMap { name, text in text.map { (name, JSONScalar.string($0).description) } }
    }
}

extension [ContractOverride] {
    /// The file that `livedigital.contract` may name.
    ///
    /// - Parameter heading: lines in front, as comments.
    package func text(heading: [String]) -> String {
        let rows = map { override in
            "\(override.operation):\n" + override.members.map { "  \($0.name): \($0.value)\n" }.joined()
        }
        // Without a row there would be no document at all, which is a mistake to the reader.
        return heading.map { "# \($0)\n" }.joined() + (rows.isEmpty ? "{}\n" : rows.joined())
    }
}
