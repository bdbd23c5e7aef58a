import Foundation
import Orchestration

/// The page that tells, in Russian, what to enter in Albato's App Integrator: connection, lists, actions, triggers, errors and samples.
///
/// All of it comes from the values that serve the requests, so the page cannot say anything else than the service does. The same service makes
/// the same bytes.
package struct AlbatoKit: Sendable {
    /// The address of the service without a last slash.
    let address: String

    /// - Parameter origin: the public address of the service, such as `https://hooks.example.com`.
    package init(origin: String) {
        address = origin
    }

    /// The page, as Markdown.
    package var text: String {
        let parts = [introduction, connection, lists, actions] + ActionCatalog.all.compactMap(action) + [triggers, errors]
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var introduction: String {
        """
        # Приложение livedigital для Albato

        Всё, что нужно ввести в App Integrator. Содержание страницы — то же, по чему сервис отвечает на запросы. Адрес сервиса: `\(address)`. Все тела запросов и ответов — JSON в UTF-8; время — RFC 3339 в UTC, например `2026-12-01T16:00:00.000Z`.
        Пустая строка в необязательном поле — то же, что его отсутствие; `"true"` и `"3600"` читаются как значения своего типа.
        """
    }

    private var connection: String {
        """
        ## Подключение

        | поле | значение |
        | --- | --- |
        | Тип авторизации | API Key в заголовке |
        | Поле для пользователя | `token`, подпись «Personal Token», обязательное, секретное |
        | Подсказка | Токен создаёт владелец аккаунта livedigital: личный кабинет, раздел «Интеграция». Срока действия нет |
        | Заголовок каждого запроса | `Authorization: Bearer {{token}}` |
        | Проверка подключения | `GET \(address)/v1/me` |
        | Успех | статус 200 |
        | Название подключения | поле ответа `label` |
        | Ошибка | статус 401, текст в поле `message` |
        | Язык текстов ошибок | заголовок `Accept-Language: ru` |
        """
    }

    private var lists: String {
        let rows = OfferedList.allCases.map { list -> String in
            let query = list.parents.map { "\($0)={{\($0)}}" }.joined(separator: "&")
            return "| \(list.russianName) | `GET \(address)/v1/options/\(list.rawValue)\(query.isEmpty ? "" : "?\(query)")` |"
        }
        return """
            ## Списки для выбора

            Ответ — массив. Значение — поле `value`, подпись — поле `label`, родитель — поле `parentId`. Поиск — параметр `q`, размер страницы — `limit`,
            следующая страница — заголовок `Link` с `rel="next"`. Вместо id везде можно передать точное название (`spaceName`, `roomName`).

            | список | запрос |
            | --- | --- |
            \(rows.joined(separator: "\n"))
            """
    }

    private var actions: String {
        let text = """
            ## Действия

            Действие, которое что-то меняет, ждёт итога 6 секунд. Ответ 202 значит «выполняется»: итог — по адресу из заголовка `Location`, он же — поле
            `statusUrl`; спросить снова — через столько секунд, сколько в заголовке `Retry-After`.
            """
        return ([text] + fields("Поля ответа 202", Self.pendingMembers, sample: ["published": false])).joined(separator: "\n")
    }

    /// The names of the routes that serve an action under another name than its own.
    private static let routeNames = [
        ActionDefinition.getRoomAnalyticsReport.name: "getCallReport", ActionDefinition.getPlaybackSessionAnalyticsReport.name: "getAnalytics",
    ]

    private func action(_ definition: ActionDefinition) -> String? {
        let name = Self.routeNames[definition.name] ?? definition.name
        guard let route = Routes.all.first(where: { $0.name == name }) else { return nil }
        let inPath = Set(route.pathParameters)
        let inQuery = Dictionary(uniqueKeysWithValues: route.query.map { ($0.name, $0) })
        let isRead = route.method == .get
        // A read is asked for by what its address takes; what it brings is a link to the file.
        let parameters = isRead ? definition.parameters.filter { inPath.contains($0.name) || inQuery[$0.name] != nil } : definition.parameters
        var query = parameters.filter { !inPath.contains($0.name) && inQuery[$0.name] != nil }.map { "\($0.name)={{\($0.name)}}" }
        if isRead, inQuery["as"] != nil { query.append("as=link") }
        let path = route.pathParameters.reduce(route.path) { $0.replacing("{\($1)}", with: "{{\($1)}}") }
        let url = address + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        var lines = [
            "### \(definition.title.russian)", "", definition.summary.russian + (definition.warning.map { " **\($0.russian)**" } ?? ""), "",
            "`\(route.method.rawValue) \(url)`", "",
        ]
        if route.method == .post {
            lines += [
                "Заголовок `Idempotency-Key: {{уникальный ключ запуска}}`: повтор с тем же ключом ничего не создаёт второй раз.", "",
            ]
        }
        lines += ["| поле | подпись | тип | обязательное | где | подсказка |", "| --- | --- | --- | --- | --- | --- |"]
        lines += parameters.map { parameter in
            let isInPath = inPath.contains(parameter.name)
            let place = isInPath ? "адрес" : inQuery[parameter.name] != nil ? "параметр" : "тело"
            // The address has a place for it, whatever other doors take instead.
            let isRequired = isInPath || parameter.isRequired
            let type = inQuery[parameter.name].flatMap(choices) ?? type(parameter.type)
            return "| `\(parameter.name)` | \(parameter.label.russian) | \(type) | \(isRequired ? "да" : "нет") | \(place) | "
                + "\(hint(of: parameter, isInPath: isInPath)) |"
        }
        if isRead {
            lines += fields("Поля ответа", fileMembers(route))
            if route.successes.contains(where: { $0.status == 202 }) {
                lines += [
                    "",
                    "Пока отчёта нет, ответ — 202 с полем `status` = `pending` (или `late`, если он запаздывает) и без ссылки: спросите снова через "
                        + "столько секунд, сколько в заголовке `Retry-After`.",
                ]
            }
        } else if route.method != .delete {
            lines += fields(
                "Поля ответа", definition.results + Self.runMembers.filter { member in !definition.results.contains { $0.name == member.name } },
                // It is answered once the session is published; its run then waits for the end, to collect the report.
                sample: definition.name == ActionDefinition.createAutowebinar.name ? ["state": .string(RunView.State.waiting.rawValue)] : [:])
        }
        return lines.joined(separator: "\n")
    }

    /// A table of members with what an answer looks like.
    private func fields(_ title: String, _ members: [ActionMember], sample values: [String: JSONValue] = [:]) -> [String] {
        ["", "\(title):", "", "| поле | подпись | тип |", "| --- | --- | --- |"]
            + members.map { "| `\($0.name)` | \($0.label.russian) | \(type($0.type)) |" } + [
                "", "Пример ответа:", "", "```json", sample(members, values), "```",
            ]
    }

    /// What a parameter of the query may be where the route offers more than the action, as formats of a report; nil where it is no choice.
    private func choices(_ field: AnyField) -> String? {
        guard case .array(let words)? = field.schema.json["enum"] else { return nil }
        return "список: " + words.compactMap(\.text).map { "`\($0)`" }.joined(separator: ", ")
    }

    private static let state = ActionMember(
        "state", Localized(russian: "Состояние запуска", english: "State of the run"),
        .choice(RunView.State.allCases.map { Choice($0.rawValue, Localized(russian: $0.russianName, english: $0.rawValue)) }), example: "completed")
    private static let statusUrl = ActionMember(
        "statusUrl", Localized(russian: "Где узнать итог", english: "Where to learn the outcome"), .text(maximum: 200),
        example: "/v1/runs/\(ActionMember.runId.replacing("@", with: "%40"))")
    /// What the answer of a run has besides its results.
    private static let runMembers = [state, statusUrl]
    /// What is answered while a run is on its way.
    static let pendingMembers: [ActionMember] = {
        var running = state
        running.example = "running"
        return [
            ActionMember(
                "id", Localized(russian: "id запуска", english: "Run id"), .text(maximum: 200), example: ActionMember.runId),
            running, ActionMember("published", Localized(russian: "Опубликован", english: "Published"), .boolean),
            ActionMember("step", Localized(russian: "Шаг", english: "Step"), .text(maximum: 200), isOptional: true),
            ActionMember("reason", Localized(russian: "Чего ждёт", english: "What it waits for"), .text(maximum: 1000), isOptional: true), statusUrl,
        ]
    }()

    /// What a read answers: a link of ours to a report, or livedigital's to the file.
    private func fileMembers(_ route: Route) -> [ActionMember] {
        let isOurs = route.query.contains { $0.name == "as" }
        return [
            .secretUrl(
                Localized(russian: "Ссылка на файл", english: "Link to the file"),
                example: isOurs ? "\(address)/v1/files/eyJleHBpcmVzIjoxNzk2MjI3MjAwfQ" : ActionMember.fileLink),
            .setExpiresAt,
        ]
    }

    private func hint(of parameter: ActionParameter, isInPath: Bool) -> String {
        // A part of the address has one place: an id or an exact name stands in it, and no member of another name.
        if isInPath, parameter.nameMember != nil { return "id или точное название" }
        var parts = parameter.help.map { [$0.russian] } ?? []
        if let value = parameter.defaultValue { parts.append("по умолчанию \(value.plainText)") }
        return parts.joined(separator: "; ")
    }

    func type(_ type: ValueType) -> String {
        switch type {
        case .text(let maximum): "строка до \(maximum) символов"
        case .boolean: "да/нет"
        case .switchOrText: "да/нет или строка"
        case .integer(let range): range.upperBound == .max ? "целое число" : "целое число, \(range.lowerBound)–\(range.upperBound)"
        case .choice(let choices): "список: " + choices.map { "`\($0.value)` — \($0.label.russian)" }.joined(separator: ", ")
        case .instant: "дата и время"
        case .timezone: "часовой пояс, список `timezones`"
        case .address: "ссылка"
        case .identifier(let list): "id, список `\(list.rawValue)`"
        }
    }

    private func sample(_ members: [ActionMember], _ known: [String: JSONValue]) -> String {
        let values = Dictionary(
            members.map { ($0.name, $0.example.map(JSONValue.string) ?? ($0.isOptional ? .null : sampleValue($0))) }
        ) { first, _ in first }
        return JSONValue.object(values.merging(known) { $1 }).plainText
    }

    private func sampleValue(_ member: ActionMember) -> JSONValue {
        switch member.type {
        case .boolean: .boolean(true)
        case .integer(let range): .integer(max(1, range.lowerBound))
        case .choice(let choices): .string(choices.first?.value ?? "")
        case .instant: .string("2026-12-01T16:00:00.000Z")
        case .timezone: .string("Europe/Moscow")
        case .address: .string(ActionMember.eventLink)
        case .identifier(.playbacks): .string("a06b59a7-8529-42f7-bb0e-52e571de3488")
        case .identifier: .string("66d1d55d1cf5d9c045c0d1c4")
        case .text, .switchOrText: .string(member.label.russian)
        }
    }
}

extension RunView.State {
    fileprivate var russianName: String {
        switch self {
        case .running: "выполняется"
        case .waiting: "ждёт"
        case .held: "нужен ответ человека"
        case .paused: "приостановлен"
        case .completed: "выполнен"
        case .failed: "не удался"
        case .cancelled: "отменён"
        case .skipped: "пропущен"
        }
    }
}
