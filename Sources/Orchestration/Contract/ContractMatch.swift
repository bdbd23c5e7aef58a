import LivedigitalAPI

/// One operation of ours and its counterpart in a document.
struct ContractMatch {
    let operation: OperationID
    let described: OpenAPIOperation
    /// The document's path below the base address, with our names in braces and the query that is sent.
    private(set) var template = ""
    private(set) var spaceId: ContractRow.SpaceIdPlace = .absent
    /// Why the operation cannot be called as the document describes it; then the rest means nothing.
    private(set) var problem: String?

    init(_ operation: OperationID, _ described: OpenAPIOperation, path: String) {
        self.operation = operation
        self.described = described
        var open = operation.parameters
        let names = described.parameters.filter(\.isInPath).map(\.name)
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let asked = segments.indices.filter { segments[$0].hasPrefix("{") && segments[$0].hasSuffix("}") }
        var found: [Int: PathParameter] = [:]
        func settle(_ guess: (Int, String) -> PathParameter?) {
            for index in asked where found[index] == nil {
                guard let parameter = guess(index, String(segments[index].dropFirst().dropLast())) else { continue }
                found[index] = parameter
                open.removeAll { $0 == parameter }
            }
        }
        // What is named as ours comes first, so that nothing else takes its place.
        settle { _, name in Self.parameter(named: name, of: open) }
        settle { index, _ in Self.parameter(after: segments[..<index].last { !$0.hasPrefix("{") } ?? "", of: open) }
        settle { _, _ in names.count == 1 && operation.requiredInPath.count == 1 ? operation.requiredInPath.first : nil }
        for index in asked {
            guard let parameter = found[index] else {
                problem = "its path \(path) asks for \(segments[index]), which is not at hand"
                return
            }
            segments[index] = "{\(parameter.rawValue)}"
        }
        template = segments.joined(separator: "/")
        place(&open)
        appendQuery(open)
        let missing = operation.requiredInPath.filter { !template.contains("{\($0.rawValue)}") }
        if !missing.isEmpty, missing.count == operation.requiredInPath.count {
            problem = "neither its path \(path) nor its query asks for \(missing.map { "{\($0.rawValue)}" }.joined(separator: " or "))"
        }
    }

    /// Where the id of the space goes.
    private mutating func place(_ open: inout [PathParameter]) {
        guard operation.parameters.contains(.spaceId) else { return }
        if !open.contains(.spaceId) {
            spaceId = .path
        } else if queryName(of: .spaceId) != nil {
            spaceId = .query
        } else if operation.sendsBody, described.request.contains(where: { $0.name == "spaceId" }) {
            spaceId = .body
        } else if operation.needsSpaceId {
            problem = "it asks for the space neither in its path nor in its query nor in its body"
        }
        open.removeAll { $0 == .spaceId }
    }

    /// The query in the order in which the table has it, then what the document asks for besides.
    private mutating func appendQuery(_ open: [PathParameter]) {
        let assumed = Contract.assumed[operation].path.split(separator: "?").dropFirst().joined()
        var items: [String] = []
        var taken: [PathParameter] = []
        for item in assumed.split(separator: "&").map({ $0.split(separator: "=", maxSplits: 1).map(String.init) }) {
            if let parameter = PathParameter(rawValue: String(item[1].dropFirst().dropLast())), item[1].hasPrefix("{") {
                guard open.contains(parameter), let name = queryName(of: parameter) else { continue }
                items.append("\(name)={\(parameter.rawValue)}")
                taken.append(parameter)
            } else if described.parameters.contains(where: { !$0.isInPath && $0.name == item[0] }) {
                items.append(item.joined(separator: "="))
            }
        }
        for parameter in open where !taken.contains(parameter) {
            guard let name = queryName(of: parameter) else { continue }
            // The session is asked for only where nothing else will do: it costs another list.
            let isRequired = described.parameters.contains { $0.name == name && $0.isRequired }
            if parameter == .sessionId, !isRequired, taken.contains(.eventId) || template.contains("{eventId}") { continue }
            items.append("\(name)={\(parameter.rawValue)}")
        }
        if !items.isEmpty { template += "?" + items.joined(separator: "&") }
    }

    /// What the document's query calls a parameter.
    private func queryName(of parameter: PathParameter) -> String? {
        described.parameters.first { !$0.isInPath && Self.parameter(named: $0.name, of: [parameter]) != nil }?.name
    }

    /// Members of the query that must be there and that nobody sends.
    var unsentQuery: [String] {
        let sent = template.split(separator: "?").dropFirst().joined().split(separator: "&").compactMap {
            $0.split(separator: "=").first.map(String.init)
        }
        return described.parameters.filter { !$0.isInPath && $0.isRequired }.map(\.name).filter { name in
            !sent.contains(name) && !(spaceId == .query && Self.parameter(named: name, of: [.spaceId]) != nil)
        }
    }

    /// `space_id`, `SpaceID` and `spaceId` are the same.
    static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    private static func parameter(named name: String, of parameters: [PathParameter]) -> PathParameter? {
        let name = plain(name)
        return parameters.first { plain($0.rawValue) == name || ($0 == .eventId && name == "playbackeventid") }
    }

    /// By the part of the path in front of it: `/rooms/{id}` is a room.
    private static func parameter(after segment: String, of parameters: [PathParameter]) -> PathParameter? {
        let segment = plain(segment)
        let nouns: [(String, PathParameter)] = [
            ("alias", .alias), ("event", .eventId), ("session", .sessionId), ("download", .recordId), ("record", .recordId),
            ("playback", .playbackId),
            ("call", .callId), ("room", .roomId), ("space", .spaceId),
        ]
        return nouns.first { segment.contains($0.0) && parameters.contains($0.1) }?.1
    }
}

extension OpenAPIDocument {
    /// The counterpart of an operation: by id, by another name of it, or by method and the form of its path.
    ///
    /// - Parameter named: the document's id for it, where a person said so.
    func counterpart(of operation: OperationID, named: String?, basePath: String) -> OpenAPIOperation? {
        if let named { return operations.first { $0.id == named } }
        let names = ([operation.rawValue] + operation.otherNames).map { $0.lowercased() }
        for name in names {
            if let found = operations.first(where: { $0.id.lowercased() == name }) { return found }
        }
        // NestJS writes `PlaybacksController_createPlayback`.
        if let found = operations.first(where: { operation in names.contains { operation.id.lowercased().hasSuffix("controller_\($0)") } }) {
            return found
        }
        let row = Contract.assumed[operation]
        return operations.first { $0.method == row.method && path(of: $0, below: basePath).map(Self.form) == Self.form(row.path) }
    }

    private static func form(_ path: String) -> [String] {
        path.prefix { $0 != "?" }.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }
    }
}
