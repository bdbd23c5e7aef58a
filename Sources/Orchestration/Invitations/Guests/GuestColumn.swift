/// A column of a guest list that has a meaning; the raw value is the member of the request for a personal link.
enum GuestColumn: String, CaseIterable, Sendable {
    case username, role, externalUserId, externalMeetingId, ttl, isPermanent, email, phone

    /// Read by its heading: the member's own name, its label in either language, or one of the usual words. Case, spaces and punctuation do not
    /// count. Nil for any other heading.
    init?(heading: String) {
        let plain = Self.plain(heading)
        guard let column = Self.allCases.first(where: { $0.headings.contains(plain) }) else { return nil }
        self = column
    }

    private var headings: [String] {
        let label = ActionDefinition.roomGenerateAccess.parameter(forMember: rawValue)?.label
        return ([rawValue, label?.russian ?? "", label?.english ?? ""] + words).map(Self.plain)
    }

    private var words: [String] {
        switch self {
        case .username: ["name", "full name", "имя", "фио", "участник"]
        case .role: []
        case .externalUserId: ["внешний id", "внешний идентификатор", "external id"]
        case .externalMeetingId: ["внешний id встречи", "id встречи"]
        case .ttl: ["срок действия", "срок действия, секунд"]
        case .isPermanent: ["многоразовая"]
        case .email: ["почта", "эл. почта"]
        case .phone: []
        }
    }

    static func plain(_ heading: String) -> String { heading.lowercased().replacing("ё", with: "е").filter { $0.isLetter || $0.isNumber } }

    /// What a cell says as a value of a request: choices also by their labels, switches also by yes and no. Anything else stays, to be refused by
    /// the request.
    func value(of cell: String) -> JSONValue {
        let word = cell.lowercased()
        if self == .isPermanent {
            if ["yes", "да", "1"].contains(word) { return true }
            if ["no", "нет", "0"].contains(word) { return false }
        }
        if case .choice(let choices)? = ActionDefinition.roomGenerateAccess.parameter(forMember: rawValue)?.type,
            let choice = choices.first(where: { [$0.value, $0.label.russian.lowercased(), $0.label.english.lowercased()].contains(word) })
        {
            return .string(choice.value)
        }
        return .string(cell)
    }
}
