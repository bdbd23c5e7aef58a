extension ActionDefinition {
    package static let createAutowebinar = ActionDefinition(
        "createAutowebinar",
        operations: [
            "createPlayback", "getSpacesList", "getRoomsList", "get_spaces__spaceId__rooms__roomId__records", "updatePlayback", "createPlaybackEvent",
        ], command: ["session", "create"], kind: .changes,
        title: Localized(russian: "Создать автовебинар из записи", english: "Make an autowebinar from a recording"),
        summary: Localized(
            russian:
                "Создаёт автовебинар, ставит в него запись, назначает время, публикует и даёт ссылку-приглашение; после показа собирает аналитику.",
            english: "Makes an autowebinar, puts the recording in, sets its time, publishes it and gives the invitation link; collects the analytics "
                + "after the session."),
        parameters: [
            ActionParameter(
                "name", Localized(russian: "Название автовебинара", english: "Name of the autowebinar"), .text(maximum: 200), isRequired: true),
            .space, .room,
            ActionParameter(
                "recordId", Localized(russian: "Запись", english: "Recording"), .identifier(of: .records),
                help: Localized(
                    russian: "id записи, либо recordName — точное название, либо latest — последняя завершённая",
                    english: "the recording's id, or recordName with its exact name, or latest for the last one that is finished"),
                isRequired: true, words: [Choice("latest", Localized(russian: "Последняя запись", english: "The latest recording"))]),
            ActionParameter(
                "startDate", Localized(russian: "Начало", english: "Start"), .instant,
                help: Localized(
                    russian: "пусто или null — постоянный автовебинар: показ начинается при каждом открытии ссылки",
                    english: "left out or empty makes the permanent form: it begins anew for everybody who opens the link")),
            ActionParameter(
                "timezone", Localized(russian: "Часовой пояс", english: "Time zone"), .timezone,
                help: Localized(russian: "например, Europe/Moscow", english: "such as Europe/Moscow"), isRequired: true),
            ActionParameter(
                "externalId", Localized(russian: "Ваш ключ", english: "Your key"), .text(maximum: 200),
                help: Localized(
                    russian: "повтор с тем же ключом не создаёт второй автовебинар",
                    english: "repeating it with the same key makes no second autowebinar")
            ),
        ],
        results: [
            .id(of: .sessions, example: ActionMember.runId),
            ActionMember(
                "sessionId", Localized(russian: "Сессия", english: "Session"), .identifier(of: .sessions), isOptional: true,
                example: ActionMember.runId),
            ActionMember("published", Localized(russian: "Опубликован", english: "Published"), .boolean),
            ActionMember("playbackId", Localized(russian: "id автовебинара", english: "Playback id"), .identifier(of: .playbacks)),
            ActionMember("eventId", Localized(russian: "id события", english: "Event id"), .text(maximum: 200), example: ActionMember.eventId),
            ActionMember("inviteUrl", Localized(russian: "Ссылка-приглашение", english: "Invitation link"), .address),
            ActionMember("recordId", Localized(russian: "id записи", english: "Recording id"), .identifier(of: .records)),
            .spaceId, .roomId,
            ActionMember(
                "startsAt", Localized(russian: "Начало", english: "Start"), .instant, isOptional: true, example: "2026-12-01T16:00:00.000Z"),
            ActionMember("timezone", Localized(russian: "Часовой пояс", english: "Time zone"), .timezone),
        ], errors: [.notFound, .ambiguousName, .conflict])
}
