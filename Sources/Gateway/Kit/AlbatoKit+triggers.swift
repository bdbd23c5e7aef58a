import Foundation
import Orchestration

extension AlbatoKit {
    /// What a platform subscribes to, how, and what then comes.
    var triggers: String {
        let kinds = EventType.allCases.map { type in
            """
            ### \(type.russianName)

            Событие `\(type.rawValue)`. Пример (`GET \(address)/v1/samples/\(type.rawValue)`):

            ```json
            \(String(decoding: Event.sample(type).payload, as: UTF8.self))
            ```
            """
        }
        return """
            ## Триггеры

            | поле | значение |
            | --- | --- |
            | Подписка | `POST \(address)/v1/hooks` с телом `{"url": "{{webhookUrl}}", "events": ["{{событие}}"], "spaceId": "{{spaceId}}", "roomId": "{{roomId}}"}` |
            | id подписки | поле ответа `id`; повторная подписка с тем же адресом возвращает тот же id |
            | Отписка | `DELETE \(address)/v1/hooks/{{id}}`, статус 204, повторно тоже 204 |
            | Подпись | Standard Webhooks: заголовки `webhook-id`, `webhook-timestamp`, `webhook-signature`; секрет — поле ответа `secret` |
            | Дубликаты | одно событие — один `id`; при повторной доставке `id` тот же |
            | Проверка | `POST \(address)/v1/hooks/{{id}}/test` присылает пример с `"test": true` |
            | Опрос вместо вебхука | `GET \(address)/v1/events?type={{событие}}&updatedFrom={{время}}`, новые первыми, ключ дедупликации `id`; о звонках и записях — только в группах, за которыми следит сервис |

            Поля триггера, которые заполняет пользователь:

            | поле | подпись | тип | обязательное | подсказка |
            | --- | --- | --- | --- | --- |
            | `spaceId` | Группа (space) | id, список `spaces` | нет | пусто — все группы |
            | `roomId` | Комната | id, список `rooms` | нет | пусто — все комнаты группы |

            Поля события плоские и всегда есть; пустые равны `null`:

            | поле | подпись | тип |
            | --- | --- | --- |
            \(Self.eventMembers.map { "| `\($0.name)` | \($0.label) | \(type($0.type)) |" }.joined(separator: "\n"))

            \(kinds.joined(separator: "\n\n"))
            """
    }

    /// What an event tells, in the order of its members.
    static let eventMembers: [(name: String, label: String, type: ValueType)] = [
        ("id", "id события", .text(maximum: 200)), ("type", "Тип события", .choice(EventType.allCases.map(\.choice))),
        ("timestamp", "Когда произошло", .instant), ("eventName", "Тип события, как его пишет livedigital", .text(maximum: 200)),
        ("spaceId", "id группы (space)", .identifier(of: .spaces)), ("spaceName", "Название группы", .text(maximum: 200)),
        ("roomId", "id комнаты", .identifier(of: .rooms)), ("roomName", "Название комнаты", .text(maximum: 200)),
        ("callId", "id звонка", .identifier(of: .calls)), ("recordId", "id записи", .identifier(of: .records)),
        ("playbackId", "id автовебинара", .identifier(of: .playbacks)), ("eventId", "id события автовебинара", .text(maximum: 200)),
        ("sessionId", "Сессия", .identifier(of: .sessions)), ("runId", "id запуска", .text(maximum: 200)),
        ("jobName", "Задание", .identifier(of: .jobs)), ("inviteUrl", "Ссылка-приглашение", .address), ("test", "Это проверка подписки", .boolean),
    ]

    /// What an error looks like, and each that there is.
    var errors: String {
        let rows = ProblemCode.allCases.map { code in
            "| \(code.status) | `\(code.rawValue)` | \(code.title) | \(code.isRetryable ? "да" : "нет") |"
        }
        return """
            ## Ошибки

            Ответ с ошибкой имеет статус 4xx или 5xx и тип `application/problem+json`; в успешном ответе ошибки не бывает.

            | поле | значение |
            | --- | --- |
            | Текст для пользователя | `message` (по-русски с заголовком `Accept-Language: ru`) |
            | Код | `code` |
            | Заголовок | `title` |
            | Ошибки полей | `errors[].field`, `errors[].message` |
            | Можно повторить | `retryable`, когда — заголовок `Retry-After` |
            | Номер запроса для поддержки | `requestId` |

            | статус | code | title | повторять |
            | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))
            """
    }
}

extension EventType {
    fileprivate var choice: Choice { Choice(rawValue, Localized(russian: russianName, english: rawValue)) }

    fileprivate var russianName: String {
        switch self {
        case .callStarted: "Начало звонка"
        case .callFinished: "Конец звонка"
        case .recordStarted: "Начало записи звонка"
        case .recordFinished: "Конец записи звонка"
        case .recordFailed: "Ошибка записи"
        case .recordAborted: "Запись прервана"
        case .autowebinarPublished: "Автовебинар опубликован"
        case .sessionStarted: "Показ начался"
        case .sessionFinished: "Показ закончился"
        case .analyticsReady: "Отчёт готов"
        case .runLate: "Автовебинар не опубликован вовремя"
        case .runHeld: "Нужен ответ человека"
        case .runFailed: "Запуск не удался"
        case .jobPaused: "Задание остановлено"
        case .hookDisabled: "Подписка отключена"
        }
    }
}

extension OfferedList {
    /// The queries that narrow it, all of which a platform asks for first.
    var parents: [String] {
        switch self {
        case .rooms, .playbacks: ["spaceId"]
        case .records: ["spaceId", "roomId"]
        case .spaces, .jobs, .sessions, .calls, .roomTypes, .roles, .timezones, .eventTypes: []
        }
    }

    var russianName: String {
        switch self {
        case .spaces: "Группы (space)"
        case .rooms: "Комнаты группы"
        case .records: "Записи комнаты"
        case .playbacks: "Автовебинары (playback) группы"
        case .jobs: "Задания"
        case .sessions: "Звонки и показы"
        case .calls: "Звонки"
        case .roomTypes: "Типы комнат"
        case .roles: "Роли"
        case .timezones: "Часовые пояса"
        case .eventTypes: "События"
        }
    }
}
