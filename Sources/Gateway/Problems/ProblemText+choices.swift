import Orchestration

/// What drop-downs show.
extension ProblemText {
    static let lesson = Localized("Conference", russian: "Конференция")
    static let webinar = Localized("Webinar: only moderators broadcast", russian: "Вебинар: вещают только модераторы")
    static let participant = Localized("Participant", russian: "Участник")
    static let moderator = Localized("Moderator", russian: "Модератор")

    static func event(_ type: EventType) -> Localized {
        switch type {
        case .callStarted: Localized("A call began", russian: "Звонок начался")
        case .callFinished: Localized("A call ended", russian: "Звонок завершился")
        case .recordStarted: Localized("A recording began", russian: "Запись началась")
        case .recordFinished: Localized("A recording is ready", russian: "Запись готова")
        case .recordFailed: Localized("A recording failed", russian: "Ошибка записи")
        case .recordAborted: Localized("A recording was stopped at once", russian: "Запись прервана")
        case .autowebinarPublished: Localized("An autowebinar is published", russian: "Автовебинар опубликован")
        case .sessionStarted: Localized("A session began", russian: "Сессия началась")
        case .sessionFinished: Localized("A session ended", russian: "Сессия завершилась")
        case .analyticsReady: Localized("A report is ready", russian: "Отчёт готов")
        case .runLate: Localized("An autowebinar is late", russian: "Автовебинар опаздывает")
        case .runHeld: Localized("A run waits for an answer", russian: "Запуск ждёт ответа человека")
        case .runFailed: Localized("A run failed", russian: "Запуск завершился ошибкой")
        case .jobPaused: Localized("A job was paused", russian: "Задание приостановлено")
        case .hookDisabled: Localized("A hook was switched off", russian: "Подписка отключена")
        }
    }
}
