import LivedigitalAPI

extension ActionDefinition {
    package static let createRoomInvite = ActionDefinition(
        "createRoomInvite", operations: ["createRoomInvite", "getRoom", "roomGenerateAccess"], command: ["invite", "create"], kind: .changes,
        title: Localized(russian: "Создать обычную ссылку-приглашение", english: "Create an ordinary invitation link"),
        summary: Localized(
            russian: "Даёт ссылку в комнату для роли участника или модератора, не привязанную к человеку.",
            english: "Gives a link into a room for users or moderators that is nobody's in particular."),
        parameters: [
            .space, .room,
            ActionParameter(
                "role", Localized(russian: "Роль", english: "Role"),
                .choice([
                    .role("role_room_user", Localized(russian: "Участник", english: "User")),
                    .role("role_room_moderator", Localized(russian: "Модератор", english: "Moderator")),
                ]), isRequired: true),
        ],
        results: [
            .secretUrl(Localized(russian: "Ссылка-приглашение", english: "Invitation link"), example: ActionMember.roomLink),
            ActionMember(
                "kind", Localized(russian: "Как сделана ссылка", english: "How the link was made"),
                .choice([
                    Choice("room", Localized(russian: "ссылка открытой комнаты", english: "the link of a public room")),
                    Choice("invite", Localized(russian: "приглашение livedigital", english: "an invitation of livedigital")),
                    Choice(
                        "access",
                        Localized(
                            russian: "многоразовая персональная ссылка с наибольшим сроком, 7 дней",
                            english: "a reusable personal link of the longest life, 7 days")),
                ])),
            .expiresAt, .roomId, .spaceId,
        ], errors: [.notFound, .ambiguousName, .conflict])

    package static let roomGenerateAccess = ActionDefinition(
        "roomGenerateAccess", operations: ["roomGenerateAccess"], command: ["invite", "personal"], kind: .changes,
        title: Localized(russian: "Создать персональную ссылку-приглашение", english: "Create a personal invitation link"),
        summary: Localized(
            russian: "Даёт одному человеку ссылку в комнату с его именем и ролью; они видны в аналитике.",
            english: "Gives one person a link into a room with their name and role, which analytics then show."),
        parameters: [
            .space, .room,
            ActionParameter(
                "username", Localized(russian: "Имя участника", english: "Name of the participant"), .text(maximum: 200), isRequired: true),
            ActionParameter(
                "role", Localized(russian: "Роль", english: "Role"),
                .choice([
                    .role("user", Localized(russian: "Участник", english: "User")),
                    .role("moderator", Localized(russian: "Модератор", english: "Moderator")),
                ]), isRequired: true),
            ActionParameter(
                "externalUserId", Localized(russian: "id участника в вашей системе", english: "Id of the participant in your system"),
                .text(maximum: 200)),
            ActionParameter(
                "externalMeetingId", Localized(russian: "id встречи в вашей системе", english: "Id of the meeting in your system"),
                .text(maximum: 200)),
            ActionParameter(
                "ttl", Localized(russian: "Срок действия ссылки, секунд", english: "Life of the link in seconds"), .integer(1...604_800),
                help: Localized(
                    russian: "от 1 до 604800 (7 дней); в документации livedigital указан и меньший предел, 432000",
                    english: "from 1 to 604800 (7 days); livedigital's documentation also names a lower limit, 432000"),
                defaultValue: 86_400),
            ActionParameter(
                "isPermanent", Localized(russian: "Многоразовая ссылка", english: "Reusable link"), .boolean,
                help: Localized(
                    russian: "true — ссылкой можно входить много раз, пока не истёк срок; false — один раз (почтовые фильтры могут её потратить)",
                    english: "true: it opens as often as wanted while it lives; false: once (mail filters may spend it)"),
                defaultValue: true),
            ActionParameter("email", Localized(russian: "Электронная почта", english: "E-mail"), .text(maximum: 320)),
            ActionParameter("phone", Localized(russian: "Телефон", english: "Phone"), .text(maximum: 50)),
        ],
        results: [
            .secretUrl(Localized(russian: "Персональная ссылка", english: "Personal link"), example: ActionMember.personalLink), .setExpiresAt,
            .roomId, .spaceId,
        ], errors: [.notFound, .ambiguousName, .conflict])
}

extension Choice {
    /// A role, which is taken in every spelling of it.
    fileprivate static func role(_ value: String, _ label: Localized) -> Choice {
        Choice(value, label, spellings: RoomRole(spelling: value)?.spellings.filter { $0 != value } ?? [])
    }
}
