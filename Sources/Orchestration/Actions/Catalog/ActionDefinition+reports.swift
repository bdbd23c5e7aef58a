extension ActionDefinition {
    package static let getRoomAnalyticsReport = ActionDefinition(
        "getRoomAnalyticsReport", operations: ["getRoomAnalyticsReport"], command: ["report", "call"], kind: .reads,
        title: Localized(russian: "Выгрузить отчёт о звонке", english: "Fetch the report of a call"),
        summary: Localized(
            russian: "Выгружает аналитический отчёт завершённого звонка; callId приходит в событиях call_finished и record_finished.",
            english: "Fetches the analytics report of a finished call; callId comes with the events call_finished and record_finished."),
        parameters: [
            .space, .room,
            ActionParameter(
                "callId", Localized(russian: "id звонка (callId)", english: "Call id"), .identifier(of: .calls), isRequired: true),
            .reportFormat(["xlsx", "json"]),
        ],
        results: [ActionMember("callId", Localized(russian: "id звонка", english: "Call id"), .identifier(of: .calls))] + ActionMember.reportFile,
        errors: [.notFound, .ambiguousName, .notReady])

    package static let getPlaybackSessionAnalyticsReport = ActionDefinition(
        "getPlaybackSessionAnalyticsReport", operations: ["getPlaybackSessionAnalyticsReport"], command: ["report", "playback"], kind: .reads,
        title: Localized(russian: "Выгрузить отчёт об автовебинаре", english: "Fetch the report of an autowebinar"),
        summary: Localized(
            russian: "Выгружает аналитический отчёт прошедшего автовебинара.",
            english: "Fetches the analytics report of an autowebinar that is over."),
        parameters: [
            ActionParameter(
                "sessionId", Localized(russian: "Сессия", english: "Session"), .identifier(of: .sessions),
                help: Localized(russian: "сессия, созданная этим сервисом", english: "one that this service made")),
            {
                var space = ActionParameter.space
                space.isRequired = false
                return space
            }(),
            ActionParameter(
                "playbackId", Localized(russian: "Автовебинар (playback)", english: "Playback"), .identifier(of: .playbacks),
                help: Localized(
                    russian: "вместе с группой и событием, вместо сессии", english: "with the space and the event, in the place of the session")),
            ActionParameter("eventId", Localized(russian: "id события автовебинара", english: "Playback event id"), .text(maximum: 200)),
            .reportFormat(["xlsx"]),
        ],
        alternatives: [["sessionId"], ["spaceId", "playbackId", "eventId"]],
        results: [
            ActionMember("eventId", Localized(russian: "id события", english: "Event id"), .text(maximum: 200))
        ] + ActionMember.reportFile, errors: [.notFound, .ambiguousName, .notReady])

    package static let downloadRecord = ActionDefinition(
        "downloadRecord", operations: ["RedirectToDownloadRoomRecord"], command: ["record", "link"], kind: .reads,
        title: Localized(russian: "Получить ссылку на запись (mp4)", english: "Get the link of a recording (mp4)"),
        summary: Localized(
            russian: "Даёт ссылку для скачивания записи; recordId приходит в событиях record_started и record_finished.",
            english: "Gives the link under which a recording can be downloaded; recordId comes with the events record_started and record_finished."),
        parameters: [
            .space, .room,
            ActionParameter(
                "recordId", Localized(russian: "Запись", english: "Recording"), .identifier(of: .records),
                help: Localized(
                    russian: "id записи; вместо него можно передать recordName — точное название",
                    english: "the recording's id; recordName takes its exact name instead"), isRequired: true),
        ],
        results: [
            .secretUrl(Localized(russian: "Ссылка на файл", english: "Link to the file"), example: ActionMember.fileLink), .setExpiresAt,
            ActionMember("recordId", Localized(russian: "id записи", english: "Recording id"), .identifier(of: .records)),
        ], errors: [.notFound, .ambiguousName, .notReady])
}
