package import LivedigitalAPI

extension Contract {
    /// The contract table in force: the assumed one with the rows of the file that `livedigital.contract` names.
    ///
    /// - Throws: the mistakes of the file, each at its position.
    package static func inForce(_ path: String?) throws(DiagnosticList) -> Contract {
        guard let path else { return .assumed }
        let (document, mistakes) = try ContractOverrideDocument.examine(path: path)
        var contract = Contract.assumed
        var diagnostics = mistakes?.diagnostics ?? []
        for (operation, row) in (document?.rows ?? [:]).sorted(by: { $0.key < $1.key }) {
            do {
                contract = try contract.applying([ContractOverride(operation, row)])
            } catch {
                diagnostics.append(
                    Diagnostic(
                        at: row.position(of: error.member), path: error.member == "operation" ? operation : "\(operation).\(error.member)",
                        problem: error.message))
            }
        }
        if let first = diagnostics.first { throw DiagnosticList(first, Array(diagnostics.dropFirst())) }
        return contract
    }
}

extension ContractOverride {
    fileprivate init(_ operation: String, _ row: ContractOverrideDocument.Row) {
        self.init(
            operation: operation, method: row.method?.value.rawValue, path: row.path?.value, spaceId: row.spaceId?.value.rawValue,
            recordMember: row.recordMember?.value, publishedMember: row.publishedMember?.value,
            publishedValue: (row.publishedValue?.value).map(JSONScalar.init), unpublishedValue: (row.unpublishedValue?.value).map(JSONScalar.init),
            idMember: row.idMember?.value, answerRecordMember: row.answerRecordMember?.value,
            answerPublishedMember: row.answerPublishedMember?.value)
    }
}

extension JSONScalar {
    fileprivate init(_ scalar: ContractOverrideDocument.Scalar) {
        switch scalar {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(Int64(value))
        case .string(let value): self = .string(value)
        }
    }
}

extension ContractOverrideDocument.Row {
    /// Where a member stands, or the operation where it is not written.
    fileprivate func position(of member: String) -> DocumentPosition {
        let position: DocumentPosition? =
            switch member {
            case "method": method?.position
            case "path": path?.position
            case "spaceId": spaceId?.position
            case "recordMember": recordMember?.position
            case "publishedMember": publishedMember?.position
            case "publishedValue": publishedValue?.position
            case "unpublishedValue": unpublishedValue?.position
            case "idMember": idMember?.position
            case "answerRecordMember": answerRecordMember?.position
            case "answerPublishedMember": answerPublishedMember?.position
            default: nil
            }
        return position ?? self.position
    }
}
