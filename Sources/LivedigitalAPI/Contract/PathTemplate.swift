/// A path with names in braces, such as `/spaces/{spaceId}/rooms`, split once so that filling it in is only appending.
///
/// It may end in a query, such as `…/report?eventId={eventId}&format=xlsx`.
struct PathTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case literal(String)
        case parameter(PathParameter)
    }

    /// The template as it was written.
    let text: String
    /// Its parts in order.
    let pieces: [Piece]
    /// True when a query stands in it, so that a further member is joined with `&`.
    let hasQuery: Bool
    /// What is wrong with it, in one clause, or nil. A template with a problem is never used: ``Contract/applying(_:)`` refuses it.
    let problem: String?

    init(_ text: String) {
        var pieces: [Piece] = []
        var problem: String?
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            if brace > rest.startIndex { pieces.append(.literal(String(rest[..<brace]))) }
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
                problem = "has a brace without its other half"
                rest = ""
                break
            }
            let name = String(rest[rest.index(after: brace)..<end])
            if let parameter = PathParameter(rawValue: name) {
                pieces.append(.parameter(parameter))
            } else {
                problem = "names {\(name)}, which is not known; known are \(PathParameter.listing(PathParameter.allCases))"
            }
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.text = text
        self.pieces = pieces
        self.hasQuery = text.contains("?")
        self.problem = problem ?? Self.problem(inLetters: text)
    }

    /// The parameters that it names.
    var parameters: [PathParameter] {
        pieces.compactMap { if case .parameter(let parameter) = $0 { parameter } else { nil } }
    }

    /// Appends the template with its parameters filled in and percent-encoded; a parameter without a value is left out.
    func append(to text: inout String, _ values: PathValues) {
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .parameter(let parameter): text += (values[parameter] ?? "").percentEncoded
            }
        }
    }

    private static func problem(inLetters text: String) -> String? {
        if !text.hasPrefix("/") || text.hasPrefix("//") { return "must begin with one / and go on from livedigital.baseURL" }
        if !text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\") }) {
            return "holds a space, a #, a backslash or a letter that an address cannot hold"
        }
        let path = text.prefix { $0 != "?" }
        return path.split(separator: "/").contains { $0 == "." || $0 == ".." } ? "must not hold . or .. as a segment" : nil
    }
}

/// The ids of one call, and what else its path may name.
struct PathValues: Sendable {
    var spaceId: String?
    var roomId: String?
    var recordId: String?
    var callId: String?
    var playbackId: String?
    var eventId: String?
    var sessionId: String?
    var alias: String?
    var date: String?
    var format: String?

    subscript(parameter: PathParameter) -> String? {
        switch parameter {
        case .spaceId: spaceId
        case .roomId: roomId
        case .recordId: recordId
        case .callId: callId
        case .playbackId: playbackId
        case .eventId: eventId
        case .sessionId: sessionId
        case .alias: alias
        case .date: date
        case .format: format
        }
    }

    /// The first id that would turn the address into another one, such as an empty id that makes a collection of an object.
    var unusable: PathParameter? {
        PathParameter.allCases.first { parameter in
            guard let value = self[parameter] else { return false }
            return value.isEmpty || value == "." || value == ".."
        }
    }
}

extension PathParameter {
    static func listing(_ parameters: [PathParameter]) -> String {
        parameters.isEmpty ? "none" : parameters.map { "{\($0.rawValue)}" }.joined(separator: ", ")
    }
}
