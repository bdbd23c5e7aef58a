extension Contract {
    /// The table with rows changed. Overrides apply in order; of two for one operation the later wins, member by member.
    ///
    /// - Throws: ``ContractError`` for the first override that names an unknown operation, method or parameter, that loses an id without
    ///   which the operation would mean something else, or that sets a member which the operation does not carry.
    package func applying(_ overrides: [ContractOverride]) throws(ContractError) -> Contract {
        var contract = self
        for override in overrides {
            guard let operation = OperationID(rawValue: override.operation) else {
                let known = OperationID.allCases.map(\.rawValue).joined(separator: ", ")
                throw ContractError(operation: override.operation, member: "operation", message: "unknown operation; known are \(known)")
            }
            contract.overridden[operation] = try contract[operation].applying(override)
        }
        return contract
    }
}

extension ContractRow {
    fileprivate func applying(_ override: ContractOverride) throws(ContractError) -> ContractRow {
        var row = self
        row.source = .override
        if let method = override.method { row.method = try checked(method: method) }
        if let path = override.path { row.template = try checked(path: path) }
        row.spaceId = try place(override.spaceId, in: row)
        try row.setMembers(override)
        return row
    }

    private func checked(method: String) throws(ContractError) -> String {
        let method = method.uppercased()
        let (allowed, reason): ([String], String) =
            switch operation.kind {
            case .list, .lookUp, .report: (["GET", "POST"], "this operation only reads")
            case .delete: (["DELETE", "POST"], "this operation only removes")
            case .create, .update:
                (["POST", "PUT", "PATCH"], operation.sendsBody ? "this operation must send a body" : "this operation changes something")
            }
        guard allowed.contains(method) else {
            throw wrong("method", "\"\(method)\" cannot be used, as \(reason); use \(allowed.joined(separator: " or "))")
        }
        return method
    }

    private func checked(path: String) throws(ContractError) -> PathTemplate {
        let template = PathTemplate(path)
        if let problem = template.problem { throw wrong("path", "\"\(path)\" \(problem)") }
        if let stranger = template.parameters.first(where: { !operation.parameters.contains($0) }) {
            let known = PathParameter.listing(operation.parameters)
            throw wrong("path", "{\(stranger.rawValue)} is not at hand when this operation is called; at hand: \(known)")
        }
        let required = operation.requiredInPath
        if !required.isEmpty, !required.contains(where: template.parameters.contains) {
            let names = required.map { "{\($0.rawValue)}" }.joined(separator: " or ")
            throw wrong("path", "\"\(path)\" has lost \(names), without which the operation would mean something else; put it back")
        }
        return template
    }

    private func place(_ text: String?, in row: ContractRow) throws(ContractError) -> SpaceIdPlace {
        let inPath = row.template.parameters.contains(.spaceId)
        guard let text else {
            if inPath || !operation.parameters.contains(.spaceId) { return inPath ? .path : .absent }
            if row.spaceId != .path { return row.spaceId }
            return operation.sendsBody ? .body : .query
        }
        guard let place = SpaceIdPlace(rawValue: text) else {
            throw wrong("spaceId", "\"\(text)\" is not a place; use path, body, query or none")
        }
        if place == .path, !inPath { throw wrong("spaceId", "\"path\" needs {spaceId} in the path \(row.path); add it or choose another place") }
        if place != .path, inPath { throw wrong("spaceId", "the path \(row.path) already holds {spaceId}; take it out of the path or say path") }
        if place == .body, !operation.sendsBody { throw wrong("spaceId", "this operation has no body; use path, query or none") }
        if place == .absent, operation.needsSpaceId {
            throw wrong("spaceId", "this operation must say which space is meant; use path, body or query")
        }
        if place != .absent, !operation.parameters.contains(.spaceId) {
            throw wrong("spaceId", "this operation is not about one space; leave it out")
        }
        return place
    }

    private mutating func setMembers(_ override: ContractOverride) throws(ContractError) {
        try set(\.recordMember, override.recordMember, "recordMember", allowed: operation == .updatePlayback)
        try set(\.publishedMember, override.publishedMember, "publishedMember", allowed: operation == .updatePlayback)
        try set(\.idMember, override.idMember, "idMember", allowed: operation.answersID)
        try set(\.answerRecordMember, override.answerRecordMember, "answerRecordMember", allowed: operation.answersPlayback)
        try set(\.answerPublishedMember, override.answerPublishedMember, "answerPublishedMember", allowed: operation.answersPlayback)
        if override.publishedValue != nil || override.unpublishedValue != nil, !operation.answersPlayback {
            throw wrong(override.publishedValue == nil ? "unpublishedValue" : "publishedValue", "this operation carries no published state")
        }
        publishedValue = override.publishedValue ?? publishedValue
        unpublishedValue = override.unpublishedValue ?? unpublishedValue
        if let publishedValue, publishedValue == unpublishedValue {
            throw wrong("publishedValue", "published and not published have the same value \(publishedValue); give both, and let them differ")
        }
        // Of a playback's own name and these two, none may take another's place in the body.
        for (label, member, others) in [("recordMember", recordMember, ["name", publishedMember]), ("publishedMember", publishedMember, ["name"])] {
            if let member, operation == .updatePlayback, others.contains(member) {
                throw wrong(label, "\"\(member)\" is the name of another member of the same request")
            }
        }
    }

    private mutating func set(
        _ member: WritableKeyPath<ContractRow, String?>, _ name: String?, _ label: String, allowed: Bool
    ) throws(ContractError) {
        guard let name else { return }
        guard allowed else { throw wrong(label, "this operation has no such member; leave it out") }
        guard !name.isEmpty else { throw wrong(label, "the name is empty") }
        self[keyPath: member] = name
    }

    private func wrong(_ member: String, _ message: String) -> ContractError {
        ContractError(operation: operation.rawValue, member: member, message: message)
    }
}
