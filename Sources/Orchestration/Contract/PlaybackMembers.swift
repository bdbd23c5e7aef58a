import LivedigitalAPI
import Recurrence

/// The members of updatePlayback that carry the record and the published state, as far as the document and a person say.
///
/// A member is proposed only where its name and its type both say what it is for, and no other fits as well; a wrong guess would publish what must
/// not be seen.
struct PlaybackMembers {
    /// The two values of the published state.
    struct Values: Equatable {
        var published: JSONScalar?
        var unpublished: JSONScalar?
    }

    private(set) var record: String?
    private(set) var published: String?
    private(set) var values = Values()
    private(set) var questions: [ContractChoices.Question] = []

    /// - Throws: where a choice names a member or a value that the document, which does list them, does not have.
    init(ofRequest update: OpenAPIOperation, _ choices: ContractChoices) throws(ContractError) {
        let others = update.request.filter { !["name", "spaceId", "id", "playbackId"].contains($0.name) }
        if update.describesRequest {
            for (choice, member) in [(choices.recordMember, "recordMember"), (choices.publishedMember, "publishedMember")] {
                try Self.check(choice, member, isOneOf: others.map(\.name), of: "the request of updatePlayback")
            }
        }
        record = choices.recordMember ?? Self.record(among: others)?.name
        if record == nil {
            questions.append(
                .init(
                    choice: \.recordMember, option: "--record-member", text: "Which member of updatePlayback carries the record?",
                    answers: others.filter { $0.type != "boolean" && $0.values.isEmpty }.map(\.name)))
        }
        let states = others.filter { $0.name != record && ($0.type == "boolean" || !$0.values.isEmpty) }
        published = choices.publishedMember ?? Self.published(among: states)?.name
        guard let published else {
            questions.append(
                .init(
                    choice: \.publishedMember, option: "--published-member", text: "Which member of updatePlayback carries whether it is published?",
                    answers: states.map(\.name)))
            return
        }
        try choose(others.first { $0.name == published } ?? OpenAPIMember(name: published, values: [], isRequired: false), choices)
    }

    private static func check(_ choice: String?, _ member: String, isOneOf known: [String], of whole: String) throws(ContractError) {
        guard let choice, !known.contains(choice) else { return }
        let nearest = Spelling.nearest(to: choice, in: known)
        throw ContractError(
            operation: OperationID.updatePlayback.rawValue, member: member,
            message: "\(whole) has no \"\(choice)\"; there are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
                + (nearest.isEmpty ? "" : "; \(Spelling.question(nearest))"))
    }

    private mutating func choose(_ member: OpenAPIMember, _ choices: ContractChoices) throws(ContractError) {
        let offered = member.scalars
        let known = offered.isEmpty && member.type == "boolean" ? [.bool(true), .bool(false)] : offered
        if !known.isEmpty {
            for (choice, name) in [(choices.publishedValue, "publishedValue"), (choices.unpublishedValue, "unpublishedValue")] {
                try Self.check(choice, name, isOneOf: known.map(\.plainText), of: member.name)
            }
        }
        func given(_ text: String) -> JSONScalar { offered.first { $0.plainText == text } ?? JSONScalar(written: text) }
        let isGiven = choices.publishedValue != nil || choices.unpublishedValue != nil
        values = isGiven && offered.isEmpty ? Values() : Self.values(of: member)
        if let text = choices.publishedValue { values.published = given(text) }
        let rest = offered.filter { $0 != values.published }
        values.unpublished = choices.unpublishedValue.map(given) ?? values.unpublished ?? (rest.count == 1 ? rest[0] : nil)
        if values.published == nil { ask(\.publishedValue, "--published-value", "published", offered) }
        if values.unpublished == nil { ask(\.unpublishedValue, "--unpublished-value", "not published", rest) }
    }

    private mutating func ask(
        _ choice: any WritableKeyPath<ContractChoices, String?> & Sendable, _ option: String, _ meaning: String, _ values: [JSONScalar]
    ) {
        questions.append(
            .init(
                choice: choice, option: option, text: "Which value of \(published ?? "it") means \(meaning)?", answers: values.map(\.plainText)))
    }

    /// A text that is named for a record: `recordId` before others, else the only one, such as `sourceRecordId` or `recording`.
    ///
    /// A record in an object is none of them: what is sent is its id as a text.
    static func record(among members: [OpenAPIMember]) -> OpenAPIMember? {
        let found = members.filter { member in
            guard member.values.isEmpty, member.type ?? "string" == "string" else { return false }
            var words = MemberWords(member.name).words
            if let last = words.last, ["id", "uuid", "guid"].contains(last) { words.removeLast() }
            return words.last == "record" || words.last == "recording"
        }
        return found.first { $0.name == "recordId" } ?? (found.count == 1 ? found[0] : nil)
    }

    /// A truth value whose name says published, or not published, and nothing else, or an enumeration that has the value `published`; nil where there
    /// is not just one.
    static func published(among members: [OpenAPIMember]) -> OpenAPIMember? {
        let found = members.filter { member in
            member.values.isEmpty
                ? member.type == "boolean" && MemberWords(member.name).meansPublished : member.scalars.contains(where: isPublished)
        }
        return found.count == 1 ? found[0] : nil
    }

    /// What a member holds when published and when not, as far as its values or its name say: `isUnpublished` is false when published.
    static func values(of member: OpenAPIMember) -> Values {
        let offered = member.scalars
        guard !offered.isEmpty else {
            let isNegated = MemberWords(member.name).isNegated
            return Values(published: .bool(!isNegated), unpublished: .bool(isNegated))
        }
        let published = offered.first(where: isPublished)
        let rest = offered.filter { $0 != published }
        let named = rest.first { ["draft", "unpublished", "notpublished"].contains(ContractMatch.plain($0.plainText)) }
        return Values(published: published, unpublished: named ?? (published != nil && rest.count == 1 ? rest[0] : nil))
    }

    private static func isPublished(_ value: JSONScalar) -> Bool { ["published", "publish"].contains(ContractMatch.plain(value.plainText)) }
}

/// The words of a member's name in small letters: `isPublished`, `is_published` and `ISPublished` are "is" and "published".
private struct MemberWords {
    private(set) var words: [String] = []

    init(_ name: String) {
        let letters = Array(name)
        for (index, letter) in letters.enumerated() where letter.isLetter || letter.isNumber {
            let before = index > 0 ? letters[index - 1] : "_"
            let after = index + 1 < letters.count ? letters[index + 1] : "_"
            let begins = !(before.isLetter || before.isNumber) || letter.isUppercase && (!before.isUppercase || after.isLowercase)
            if begins { words.append("") }
            words[words.count - 1] += letter.lowercased()
        }
    }

    /// Whether the name says published, or not published, and nothing besides.
    var meansPublished: Bool {
        let words = words.filter { !["is", "not", "state", "status", "flag"].contains($0) }
        return words.count == 1 && ["published", "publish", "unpublished", "unpublish"].contains(words[0])
    }

    /// Whether true means that it is not to be seen.
    var isNegated: Bool { words.contains { ["not", "unpublished", "unpublish", "draft", "hidden", "private", "disabled", "archived"].contains($0) } }
}

extension OpenAPIMember {
    /// The values of an enumeration.
    fileprivate var scalars: [JSONScalar] { values.compactMap(JSONScalar.init) }
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
