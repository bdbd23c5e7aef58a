extension ActionDefinition {
    package static let createSpace = ActionDefinition(
        "createSpace", operations: ["createSpace", "getSpacesList", "updateSpace"], command: ["space", "create"], kind: .changes,
        title: Localized(russian: "Создать группу (space)", english: "Create a space"),
        summary: Localized(
            russian: "Создаёт группу комнат с указанным названием.", english: "Makes a space, which is a group of rooms, with the name that is given."
        ),
        parameters: [
            ActionParameter(
                "name", Localized(russian: "Название группы", english: "Name of the space"), .text(maximum: 200), isRequired: true),
            .spaceDescription, .spaceLogo,
        ],
        results: [.id(of: .spaces), .spaceId, .name], errors: [.conflict])

    package static let updateSpace = ActionDefinition(
        "updateSpace", operations: ["updateSpace", "getSpacesList"], command: ["space", "update"], kind: .changes,
        title: Localized(russian: "Изменить группу (space)", english: "Change a space"),
        summary: Localized(
            russian: "Меняет переданное; остальное остаётся прежним.", english: "Changes what is given; all else stays as it is."),
        parameters: [
            .space, ActionParameter("name", Localized(russian: "Новое название", english: "New name"), .text(maximum: 200)), .spaceDescription,
            .spaceLogo,
        ],
        results: [.spaceId, .answeredName], errors: [.notFound, .ambiguousName, .conflict])

    package static let deleteSpace = ActionDefinition(
        "deleteSpace", operations: ["deleteSpace"], command: ["space", "delete"], kind: .removes,
        title: Localized(russian: "Удалить группу (space)", english: "Delete a space"),
        summary: Localized(
            russian: "Удаляет группу, созданную этим сервисом. Если её уже нет, действие считается выполненным.",
            english: "Deletes a space that this service made. One that is gone already counts as deleted."),
        warning: Localized(
            russian: "Вместе с группой могут исчезнуть её комнаты, записи и отчёты.",
            english: "Its rooms, their recordings and their reports may go with it."),
        parameters: [
            .space,
            ActionParameter(
                "force", Localized(russian: "Удалить, даже если группа создана не здесь", english: "Delete it even if it was not made here"),
                .boolean, defaultValue: false),
        ],
        results: [.spaceId, .deleted], errors: [.notFound, .ambiguousName, .notCreatedHere, .conflict])
}

extension ActionMember {
    /// What became of a deletion.
    static let deleted = ActionMember(
        "deleted", Localized(russian: "Удалено сейчас (false: уже не было)", english: "Deleted now (false: was gone already)"), .boolean)
}

extension ActionParameter {
    static let spaceDescription = ActionParameter("description", Localized(russian: "Описание", english: "Description"), .text(maximum: 1000))
    static let spaceLogo = ActionParameter(
        "logo", Localized(russian: "Логотип", english: "Logo"), .address,
        help: Localized(russian: "адрес изображения", english: "the address of an image"))
}
