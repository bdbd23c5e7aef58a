extension ActionDefinition {
    package static let createRoom = ActionDefinition(
        "createRoom", operations: ["createRoom", "getRoomsList", "getRoom", "updateRoom"], command: ["room", "create"], kind: .changes,
        title: Localized(russian: "Создать комнату", english: "Create a room"),
        summary: Localized(
            russian: "Создаёт комнату для конференции или вебинара в выбранной группе.",
            english: "Makes a room for conferences or webinars in a space."),
        parameters: [.space, .roomName(isRequired: true), .roomType(isRequired: true)] + ActionParameter.roomSettings,
        results: [
            .id(of: .rooms), .roomId, .spaceId, .name,
            ActionMember(
                "alias", Localized(russian: "Короткое имя в ссылке", english: "Alias in the link"), .text(maximum: 100), isOptional: true,
                example: "EGBYWoMZJe"),
            .joinUrl,
        ], errors: [.notFound, .ambiguousName, .conflict])

    package static let updateRoom = ActionDefinition(
        "updateRoom", operations: ["updateRoom", "getRoom"], command: ["room", "update"], kind: .changes,
        title: Localized(russian: "Изменить настройки комнаты", english: "Change the settings of a room"),
        summary: Localized(
            russian: "Меняет переданные настройки комнаты; остальные остаются прежними.",
            english: "Changes the settings that are given; all others stay as they are."),
        parameters: [.space, .room, .roomName(isRequired: false), .roomType(isRequired: false)] + ActionParameter.roomSettings,
        results: [.roomId, .spaceId, .answeredName], errors: [.notFound, .ambiguousName, .conflict])

    package static let deleteRoom = ActionDefinition(
        "deleteRoom", operations: ["deleteRoom"], command: ["room", "delete"], kind: .removes,
        title: Localized(russian: "Удалить комнату", english: "Delete a room"),
        summary: Localized(
            russian: "Удаляет комнату. Если её уже нет, действие считается выполненным.",
            english: "Deletes a room. One that is gone already counts as deleted."),
        warning: Localized(
            russian: "Вместе с комнатой могут исчезнуть её записи и отчёты: сначала выгрузите их.",
            english: "Its recordings and reports may go with it: take them out first."),
        parameters: [.space, .room], results: [.roomId, .spaceId, .deleted], errors: [.notFound, .ambiguousName, .conflict])
}

extension ActionParameter {
    /// The new name. It is no `nameMember` of the room: that one is `roomName`.
    static func roomName(isRequired: Bool) -> ActionParameter {
        ActionParameter(
            "name", Localized(russian: "Название комнаты", english: "Name of the room"), .text(maximum: 200),
            help: isRequired ? nil : Localized(russian: "новое название", english: "the new name"), isRequired: isRequired)
    }

    static func roomType(isRequired: Bool) -> ActionParameter {
        ActionParameter(
            "type", Localized(russian: "Тип комнаты", english: "Type of the room"),
            .choice([
                Choice("lesson", Localized(russian: "Конференция", english: "Conference")),
                Choice("webinar", Localized(russian: "Вебинар", english: "Webinar")),
            ]),
            help: isRequired
                ? nil
                : Localized(
                    russian: "livedigital не советует менять тип созданной комнаты", english: "livedigital advises against changing it later"),
            isRequired: isRequired)
    }

    /// The settings of a room. Every switch says what is allowed, as livedigital's API means it.
    static let roomSettings: [ActionParameter] = [
        allowed("isPublic", "Открытая комната: вход для всех, у кого есть ссылка", "Public: whoever has the link may enter"),
        allowed("isAutoRecordingAllowed", "Автоматическая запись при входе администратора", "Record by itself once an administrator enters"),
        allowed("isMicrophonePublishingAllowed", "Участникам разрешено включать микрофон", "Participants are allowed to turn on their microphone"),
        allowed("isCameraPublishingAllowed", "Участникам разрешено включать камеру", "Participants are allowed to turn on their camera"),
        allowed("isScreenMediaPublishingAllowed", "Участникам разрешено показывать экран", "Participants are allowed to share their screen"),
        allowed("isChatAllowed", "Чат разрешён", "Chat is allowed"),
        allowed("isRecordAllowed", "Запись разрешена", "Recording is allowed"),
        allowed("isAvatarsAllowed", "Аватары разрешены", "Avatars are allowed"),
        allowed("isSelfRenamingAllowed", "Участникам разрешено менять своё имя", "Participants are allowed to rename themselves"),
        allowed("isHandRaisingAllowed", "Участникам разрешено поднимать руку", "Participants are allowed to raise their hand"),
        allowed("isRemoteDrawingAllowed", "Рисование поверх экрана разрешено", "Drawing on a shared screen is allowed"),
        ActionParameter(
            "waitingRoomAudience", Localized(russian: "Зал ожидания", english: "Waiting room"), .switchOrText(maximum: 100),
            help: Localized(
                russian:
                    "false — выключен; true — включён, если сервис знает слово livedigital для этого; иначе передайте само слово: его показывает "
                    + "waitingRoomAudience комнаты, где зал ожидания включён вручную",
                english:
                    "false is off; true is on where the service knows livedigital's word for that; else give the word itself, which a room shows "
                    + "in waitingRoomAudience once its waiting room was switched on by hand")),
        ActionParameter(
            "redirectUrl", Localized(russian: "Адрес перехода после встречи", english: "Where people go after the meeting"), .address),
    ]

    private static func allowed(_ name: String, _ russian: String, _ english: String) -> ActionParameter {
        ActionParameter(name, Localized(russian: russian, english: english), .boolean)
    }
}
