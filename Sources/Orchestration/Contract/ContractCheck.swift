package import LivedigitalAPI

/// The contract table beside an OpenAPI document of the real service: what differs, what is left open, and the override that brings them together.
package struct ContractCheck: Sendable {
    /// One difference.
    package struct Finding: Sendable, Equatable, Encodable {
        /// Our name of the operation, or ``all``.
        package var operation: String
        /// What differs: `method`, `path`, `spaceId`, `idMember` and so on as override files name them; `operation` where the document has no
        /// such operation, `request`, `query` and `header` where what is sent differs, which no override can mend, and `answer`
        /// where no member of it is known for its id. `baseURL` where the document's operations lie elsewhere, which only that setting mends:
        /// then this is the only finding.
        package var what: String
        /// What the table in force has.
        package var ours: String
        /// What the document says.
        package var document: String
        /// The operation cannot be called as the document describes it, and no override helps: it is not there, or asks for what is not sent.
        package var isObstacle: Bool

        /// In the place of an operation: what differs is of all of them.
        package static let all = "all"

        /// Nothing that is written brings the two together; where it is no obstacle, livedigital may ignore what is sent.
        package var isLeft: Bool { isObstacle || what == "request" }
    }

    /// In the order of the table.
    package private(set) var findings: [Finding] = []
    /// What must be decided before an override can be written.
    package private(set) var questions: [ContractChoices.Question] = []
    /// What makes the assumed table say what the document says.
    package private(set) var overrides: [ContractOverride] = []

    private let document: OpenAPIDocument
    private let basePath: String
    private let choices: ContractChoices

    /// Compares.
    ///
    /// - Parameters:
    ///   - inForce: the table to compare with. The rows of its file stay in ``overrides`` where the document says nothing about their operation.
    ///   - basePath: the path of `livedigital.baseURL`, such as `/v1`.
    /// - Throws: ``ContractError`` where the document, or a choice, contradicts itself.
    package init(
        _ document: OpenAPIDocument, inForce: Contract, basePath: String, choices: ContractChoices = ContractChoices()
    ) throws(ContractError) {
        self.document = document
        self.basePath = basePath
        self.choices = choices
        guard document.operations.contains(where: { document.path(of: $0, below: basePath) != nil }) else {
            let places = Set(document.serverPaths).sorted().map(Self.place).joined(separator: ", ")
            findings = [Finding(operation: Finding.all, what: "baseURL", ours: Self.place(basePath), document: places, isObstacle: true)]
            return
        }
        for operation in OperationID.allCases {
            let described = document.counterpart(of: operation, named: choices.operations[operation], basePath: basePath)
            let match = described.flatMap { described in
                document.path(of: described, below: basePath).map { ContractMatch(operation, described, path: $0) }
            }
            guard let match, match.problem == nil else {
                let absence = described.map { "\($0.path) does not lie below \(Self.place(basePath))" } ?? "not there"
                // The sessions are listed only where the report asks for one.
                let isCalled = operation != .getPlaybackSessions || (try? Contract.assumed.applying(overrides))?.reportTakesSessionId ?? true
                note(
                    operation, "operation", inForce[operation].call, match?.problem ?? absence,
                    isObstacle: isCalled && inForce[operation].source != .override)
                if inForce[operation].source == .override { overrides.append(ContractOverride(changing: .assumed, into: inForce[operation])) }
                continue
            }
            let override = try override(match, inForce[operation])
            if override != ContractOverride(operation: operation.rawValue) { overrides.append(override) }
            try compare(match, inForce[operation], with: Contract.assumed.applying([override])[operation])
        }
    }

    /// A path as it is told.
    private static func place(_ path: String) -> String { path.isEmpty ? "/" : path }

    private mutating func note(_ operation: OperationID, _ what: String, _ ours: String, _ document: String, isObstacle: Bool = false) {
        findings.append(Finding(operation: operation.rawValue, what: what, ours: ours, document: document, isObstacle: isObstacle))
    }

    /// What the document changes of the assumed row.
    private mutating func override(_ match: ContractMatch, _ inForce: ContractRow) throws(ContractError) -> ContractOverride {
        let (operation, assumed) = (match.operation, Contract.assumed[match.operation])
        var override = ContractOverride(operation: operation.rawValue)
        if match.described.method != assumed.method { override.method = match.described.method }
        if match.template != assumed.path { override.path = match.template }
        if match.spaceId != assumed.spaceId { override.spaceId = match.spaceId.rawValue }
        let answer = match.described.answer.map(\.name)
        if operation.answersID, operation.kind != .update, !answer.isEmpty {
            if let id = Self.id(of: operation, among: answer) ?? answer.first(where: { $0 == inForce.idMember }) {
                if id != assumed.idMember { override.idMember = id }
            } else {
                note(operation, "answer", "reads the id from \(inForce.idMember ?? "id")", "has \(answer.joined(separator: ", "))", isObstacle: true)
            }
        }
        if operation == .updatePlayback {
            let members = try PlaybackMembers(ofRequest: match.described, choices)
            questions = members.questions
            if members.record != assumed.recordMember { override.recordMember = members.record }
            if members.published != assumed.publishedMember { override.publishedMember = members.published }
            if members.values.published != assumed.publishedValue { override.publishedValue = members.values.published }
            if members.values.unpublished != assumed.unpublishedValue { override.unpublishedValue = members.values.unpublished }
        }
        if operation.answersPlayback { try setAnswer(&override, of: operation, match.described.answer) }
        return override
    }

    /// An answer that has neither of the request's names, but one that fits.
    private func setAnswer(_ override: inout ContractOverride, of operation: OperationID, _ answer: [OpenAPIMember]) throws(ContractError) {
        guard let update = document.counterpart(of: .updatePlayback, named: choices.operations[.updatePlayback], basePath: basePath) else { return }
        let request = try PlaybackMembers(ofRequest: update, choices)
        if let record = request.record, !answer.contains(where: { $0.name == record }) {
            override.answerRecordMember = PlaybackMembers.record(among: answer)?.name
        }
        guard let published = request.published, !answer.contains(where: { $0.name == published }),
            let member = PlaybackMembers.published(among: answer)
        else { return }
        let values = PlaybackMembers.values(of: member)
        if values != request.values {
            // The row of updatePlayback has the values of the request; what its answer does not show is read with getPlayback.
            guard operation != .updatePlayback, values.published != nil, values.unpublished != nil else { return }
            (override.publishedValue, override.unpublishedValue) = (values.published, values.unpublished)
        }
        override.answerPublishedMember = member.name
    }

    /// `id`, else the member that is named for it, such as `playbackId`, `_id` or `uuid`; nil where there is none.
    private static func id(of operation: OperationID, among names: [String]) -> String? {
        if names.contains("id") { return "id" }
        return (operation.idNames + ["id", "uuid", "guid"]).lazy.compactMap { wanted in
            names.first { ContractMatch.plain($0) == ContractMatch.plain(wanted) }
        }.first
    }

    private mutating func compare(_ match: ContractMatch, _ ours: ContractRow, with theirs: ContractRow) throws(ContractError) {
        let pairs: [(String, String?, String?)] = [
            ("method", ours.method, theirs.method), ("path", ours.path, theirs.path), ("spaceId", ours.spaceId.rawValue, theirs.spaceId.rawValue),
            ("idMember", ours.idMember, theirs.idMember), ("recordMember", ours.recordMember, theirs.recordMember),
            ("publishedMember", ours.publishedMember, theirs.publishedMember),
            ("publishedValue", ours.publishedValue?.description, theirs.publishedValue?.description),
            ("unpublishedValue", ours.unpublishedValue?.description, theirs.unpublishedValue?.description),
            ("answerRecordMember", ours.answerRecordMember, theirs.answerRecordMember),
            ("answerPublishedMember", ours.answerPublishedMember, theirs.answerPublishedMember),
        ]
        for (what, ours, theirs) in pairs where ours != theirs { note(match.operation, what, ours ?? "-", theirs ?? "-") }
        let unsent = match.unsentQuery
        if !unsent.isEmpty { note(match.operation, "query", "not sent", "requires \(unsent.joined(separator: ", "))", isObstacle: true) }
        if !match.described.requiredElsewhere.isEmpty {
            let names = match.described.requiredElsewhere.joined(separator: ", ")
            note(match.operation, "header", "not sent", "requires \(names)", isObstacle: true)
        }
        compareRequest(match, theirs)
    }

    private mutating func compareRequest(_ match: ContractMatch, _ row: ContractRow) {
        let described = match.described.request
        if let type = match.described.otherBody, match.operation.sendsBody {
            note(match.operation, "request", "sends JSON", "takes \(type)", isObstacle: true)
        }
        guard match.operation.sendsBody, match.described.describesRequest else { return }
        let playback = row.template(has: .playbackId) ? ["playbackId"] : []
        let sent =
            match.operation.sentMembers + [row.recordMember, row.publishedMember].compactMap(\.self) + (row.spaceId == .body ? ["spaceId"] : [])
        let strange = sent.filter { name in !described.contains { $0.name == name } && !playback.contains(name) }
        if !strange.isEmpty { note(match.operation, "request", "sends \(strange.joined(separator: ", "))", "not described") }
        let unsent = described.filter { $0.isRequired && !sent.contains($0.name) }.map(\.name)
        if !unsent.isEmpty { note(match.operation, "request", "not sent", "requires \(unsent.joined(separator: ", "))", isObstacle: true) }
    }
}

extension ContractRow {
    fileprivate var call: String { "\(method) \(path)" }

    fileprivate func template(has parameter: PathParameter) -> Bool { path.contains("{\(parameter.rawValue)}") }
}
