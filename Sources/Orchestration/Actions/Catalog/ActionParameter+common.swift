/// Parameters and members that several actions share.
extension ActionParameter {
    static let space = ActionParameter(
        "spaceId", Localized(russian: "Группа (space)", english: "Space"), .identifier(of: .spaces),
        help: Localized(
            russian: "id группы; вместо него можно передать spaceName — точное название",
            english: "the space's id; spaceName takes its exact name instead"), isRequired: true)

    static let room = ActionParameter(
        "roomId", Localized(russian: "Комната", english: "Room"), .identifier(of: .rooms),
        help: Localized(
            russian: "id комнаты; вместо него можно передать roomName — точное название",
            english: "the room's id; roomName takes its exact name instead"), isRequired: true)

    static func reportFormat(_ formats: [String]) -> ActionParameter {
        ActionParameter(
            "format", Localized(russian: "Формат отчёта", english: "Format of the report"),
            .choice(formats.map { Choice($0, Localized(russian: $0, english: $0)) }), defaultValue: .string(formats[0]))
    }
}

extension ActionMember {
    static let spaceId = ActionMember("spaceId", Localized(russian: "id группы (space)", english: "Space id"), .identifier(of: .spaces))
    static let roomId = ActionMember("roomId", Localized(russian: "id комнаты", english: "Room id"), .identifier(of: .rooms))
    static let name = ActionMember("name", Localized(russian: "Название", english: "Name"), .text(maximum: 200))
    /// The name after a change, as livedigital answers it: null where it says nothing of it.
    static let answeredName = ActionMember(
        "name", Localized(russian: "Название", english: "Name"), .text(maximum: 200), isOptional: true, example: "Название")
    static let joinUrl = ActionMember(
        "joinUrl", Localized(russian: "Ссылка для входа в открытую комнату", english: "Link into the room where it is public"), .address,
        isOptional: true, example: roomLink)
    package static let expiresAt = ActionMember("expiresAt", Localized(russian: "Действует до", english: "Valid until"), .instant, isOptional: true)

    /// The id of what was made, under the name that fits every action.
    static func id(of list: OptionList, example: String? = nil) -> ActionMember {
        ActionMember("id", Localized(russian: "id созданного", english: "Id of what was made"), .identifier(of: list), example: example)
    }

    /// A link that lets in whoever has it.
    package static func secretUrl(_ label: Localized, example: String) -> ActionMember {
        ActionMember("url", label, .address, isSecret: true, example: example)
    }

    /// The same where an end is always known.
    package static let setExpiresAt: ActionMember = {
        var member = expiresAt
        member.example = "2026-12-02T16:00:00.000Z"
        return member
    }()

    /// A sample of a run's key, which is its session's, too.
    package static let runId = "command@01KBC3Q5V7Z9M2N4P6R8T0W1XY"
    /// Samples of livedigital's links.
    static let roomLink = "https://edu.livedigital.space/room/EGBYWoMZJe"
    static let personalLink = "\(roomLink)?participantName=Anna&accessToken=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    static let eventId = "67a4a1d2c3e4f5a6b7c8d9e0"
    package static let eventLink = "https://edu.livedigital.space/event/\(eventId)"
    package static let fileLink = "https://storage.example/record.mp4?expires=1796227200&signature=5f0c"

    /// The stored file of a report.
    static let reportFile: [ActionMember] = [
        ActionMember("format", Localized(russian: "Формат", english: "Format"), .text(maximum: 10)),
        {
            var path = ActionMember("path", Localized(russian: "Файл на сервере", english: "File on the server"), .text(maximum: 4096))
            path.isLocal = true
            return path
        }(),
        ActionMember("bytes", Localized(russian: "Размер, байт", english: "Size in bytes"), .integer(0...Int.max)),
        ActionMember("sha256", Localized(russian: "SHA-256", english: "SHA-256"), .text(maximum: 64)),
    ]
}
