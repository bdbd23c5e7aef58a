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

/// The members of updatePlayback that carry the record and the published state, as far as the document and a person say.
struct PlaybackMembers {
    private(set) var record: String?
    private(set) var published: String?
    private(set) var publishedValue: JSONScalar?
    private(set) var unpublishedValue: JSONScalar?
    private(set) var questions: [ContractChoices.Question] = []

    init(_ members: [OpenAPIMember], _ choices: ContractChoices) {
        let others = members.filter { !["name", "spaceId", "id", "playbackId"].contains($0.name) }
        record = choices.recordMember ?? Self.record(among: others.map(\.name))
        if record == nil {
            questions.append(
                .init(
                    choice: \.recordMember, option: "--record-member", text: "Which member of updatePlayback carries the record?",
                    answers: others.filter { $0.type != "boolean" && $0.values.isEmpty }.map(\.name)))
        }
        let states = others.filter { $0.name != record && ($0.type == "boolean" || !$0.values.isEmpty) }
        published = choices.publishedMember ?? Self.published(among: states)
        guard let published else {
            questions.append(
                .init(
                    choice: \.publishedMember, option: "--published-member", text: "Which member of updatePlayback carries whether it is published?",
                    answers: states.map(\.name)))
            return
        }
        choose(values: states.first { $0.name == published }?.values.compactMap(JSONScalar.init) ?? [], choices)
    }

    private mutating func choose(values: [JSONScalar], _ choices: ContractChoices) {
        guard !values.isEmpty || choices.publishedValue != nil || choices.unpublishedValue != nil else {
            (publishedValue, unpublishedValue) = (.bool(true), .bool(false))
            return
        }
        func given(_ text: String) -> JSONScalar { values.first { $0.plainText == text } ?? JSONScalar(written: text) }
        publishedValue = choices.publishedValue.map(given) ?? values.first(where: Self.isPublished)
        let rest = values.filter { $0 != publishedValue }
        unpublishedValue =
            choices.unpublishedValue.map(given)
            ?? rest.first { ["draft", "unpublished", "notpublished"].contains(ContractMatch.plain($0.plainText)) }
            ?? (rest.count == 1 ? rest[0] : nil)
        if publishedValue == nil { ask(\.publishedValue, "--published-value", "published", values) }
        if unpublishedValue == nil { ask(\.unpublishedValue, "--unpublished-value", "not published", rest) }
    }

    private mutating func ask(
        _ choice: any WritableKeyPath<ContractChoices, String?> & Sendable, _ option: String, _ meaning: String, _ values: [JSONScalar]
    ) {
        questions.append(
            .init(
                choice: choice, option: option, text: "Which value of \(published ?? "it") means \(meaning)?", answers: values.map(\.plainText)))
    }

    /// A member with "record" in its name: `recordId` before others, else the only one, or the only one that ends in "id".
    static func record(among names: [String]) -> String? {
        let found = names.filter { $0.lowercased().contains("record") }
        if found.contains("recordId") { return "recordId" }
        let ids = found.filter { $0.lowercased().hasSuffix("id") }
        return found.count == 1 ? found[0] : ids.count == 1 ? ids[0] : nil
    }

    /// A truth value with "publish" in its name, or an enumeration with "publish" in one of its values; nil where there is not just one.
    static func published(among members: [OpenAPIMember]) -> String? {
        let found = members.filter { member in
            member.values.isEmpty
                ? member.type == "boolean" && member.name.lowercased().contains("publish")
                : member.values.compactMap(JSONScalar.init).contains(where: isPublished)
        }
        return found.count == 1 ? found[0].name : nil
    }

    private static func isPublished(_ value: JSONScalar) -> Bool {
        let text = ContractMatch.plain(value.plainText)
        return text.contains("publish") && !text.hasPrefix("un") && !text.hasPrefix("not")
    }
}

extension JSONScalar {
    /// The value of an enumeration; nil for a list or a map.
    init?(_ value: OpenAPIValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(Int64(value))
        case .string(let value): self = .string(value)
        case .list, .map: return nil
        }
    }

    /// What a person wrote where the document lists no values.
    init(written text: String) {
        self = Bool(text).map(JSONScalar.bool) ?? Int64(text).map(JSONScalar.integer) ?? .string(text)
    }

    /// The value without quotes.
    var plainText: String {
        if case .string(let text) = self { text } else { description }
    }
}
