/// A file that changes rows of the table of livedigital operations, as plain values: which operations there are is for the reader of it to check,
/// with the positions kept here.
package struct ContractOverrideDocument: Hashable, Sendable {
    /// A value and where it stands.
    package struct Positioned<Value: Hashable & Sendable>: Hashable, Sendable {
        package var value: Value
        package var position: DocumentPosition
    }

    /// An HTTP method.
    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Where the id of the space goes.
    package enum SpaceIdPlace: String, CaseIterable, Sendable {
        case path, body, query, none
    }

    /// The value of a JSON member.
    package enum Scalar: Hashable, Sendable {
        case bool(Bool)
        case integer(Int)
        case string(String)
    }

    /// What is changed of one operation; nil stays as it is.
    package struct Row: Hashable, Sendable {
        /// Where the operation is named.
        package var position: DocumentPosition
        package var method: Positioned<Method>?
        /// Begins with a slash; may hold `{spaceId}` and the like.
        package var path: Positioned<String>?
        package var spaceId: Positioned<SpaceIdPlace>?
        /// The member that carries the record.
        package var recordMember: Positioned<String>?
        /// The member that carries whether a playback is published.
        package var publishedMember: Positioned<String>?
        /// Its value when published.
        package var publishedValue: Positioned<Scalar>?
        /// Its value when not published.
        package var unpublishedValue: Positioned<Scalar>?
        /// The member of the answer that holds the id.
        package var idMember: Positioned<String>?
        /// The member of the answer that carries the record, where it is not the one of the request.
        package var answerRecordMember: Positioned<String>?
        /// The member of the answer that carries whether a playback is published, where it is not the one of the request.
        package var answerPublishedMember: Positioned<String>?
    }

    /// The path of the file.
    package var file: String
    /// By operation id.
    package var rows: [String: Row]

    /// Reads a file: operation ids, each with the keys of ``Row``.
    ///
    /// - Returns: what can be read of it in spite of its mistakes, and these; nil where there are none.
    /// - Throws: where it cannot be read at all.
    package static func examine(path: String) throws(DiagnosticList) -> (ContractOverrideDocument?, DiagnosticList?) {
        Document.examine(try Document.node(Document.contents(of: path), file: path)) { document in
            guard document.map(document.children.map(\.key)) != nil else { return nil }
            var rows: [String: Row] = [:]
            for (operation, value) in document.children { rows[operation] = Row(value) }
            return ContractOverrideDocument(file: path, rows: rows)
        }
    }
}

extension ContractOverrideDocument.Row {
    private static let keys = [
        "method", "path", "spaceId", "recordMember", "publishedMember", "publishedValue", "unpublishedValue", "idMember",
        "answerRecordMember", "answerPublishedMember",
    ]

    init?(_ value: DocumentValue) {
        typealias Positioned = ContractOverrideDocument.Positioned
        guard let keys = value.map(Self.keys) else { return nil }
        func read<Value: Hashable & Sendable>(_ key: String, _ decode: (DocumentValue) -> Value?) -> Positioned<Value>? {
            keys.optional(key) { value in decode(value).map { Positioned(value: $0, position: value.position) } }
        }
        self.init(
            position: value.position, method: read("method") { $0.choice() },
            path: read("path") { value in
                value.text().flatMap { value.check($0.hasPrefix("/"), "the path must begin with a slash") ? $0 : nil }
            },
            spaceId: read("spaceId") { $0.choice() }, recordMember: read("recordMember") { $0.text() },
            publishedMember: read("publishedMember") { $0.text() }, publishedValue: read("publishedValue") { $0.jsonScalar() },
            unpublishedValue: read("unpublishedValue") { $0.jsonScalar() }, idMember: read("idMember") { $0.text() },
            answerRecordMember: read("answerRecordMember") { $0.text() }, answerPublishedMember: read("answerPublishedMember") { $0.text() })
    }
}

extension DocumentValue {
    /// `true`, `false` and whole numbers without quotes are what they look like, everything else is a text.
    fileprivate func jsonScalar() -> ContractOverrideDocument.Scalar? {
        guard case .scalar(let text, let isPlain) = node.content else {
            reportExpected("true, false, a whole number or a text")
            return nil
        }
        guard isPlain else { return .string(text) }
        if let value = Bool(text) { return .bool(value) }
        if let number = Int(text), String(number) == text { return .integer(number) }
        return .string(text)
    }
}
