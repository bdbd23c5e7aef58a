import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Recurrence
import Sandbox
import Testing

@testable import Gateway

extension RussianTests {
    @Test("keys and names that stand in a sentence stay as they are; what is said of them is Russian")
    func words() {
        for (english, russian) in [
            ("the key is missing; add \"space: …\"", "ключа нет; добавьте \"space: …\""),
            ("known keys are space, room", "известны space, room"),
            ("no room has the id or the exact name \"none\"; there is none", "комнаты с id или точным названием \"none\" не найдены; их нет вовсе"),
            ("with.name: the member is missing: Name of the space", "with.name: обязательное поле не заполнено: Название группы"),
            (
                "with.sessionId: the member is missing; give sessionId; or spaceId, playbackId, eventId",
                "with.sessionId: поле обязательно; передайте sessionId; либо spaceId, playbackId, eventId"
            ),
            ("expected a text, found the list [1]", "ожидалось: текст; получено: список [1]"),
            ("the field minute takes 0 to 59, found \"61\"", "поле «минута» принимает от 0 до 59, получено \"61\""),
            ("an item is missing in the field weekday", "в поле «день недели» нет значения"),
            (
                "minute hour day month weekday is the order of the five fields", "порядок полей: минута, час, день, месяц, день недели"
            ),
            (
                "the run command@x is at selectRecord: the record “Демо: запись” (6a0d) of the room 66d1 is not finished yet",
                "запуск command@x выполняется, шаг selectRecord: запись “Демо: запись” (6a0d) комнаты 66d1 ещё не завершена"
            ),
            (
                "the run command@x is at createPlayback: getPlaybacks (GET /p): 404 Not found – x has passed",
                "запуск command@x выполняется, шаг createPlayback: «getPlaybacks (GET /p): 404 Not found – x has passed»"
            ),
            ("the run command@x is at its beginning", "запуск command@x выполняется, шаг первый"),
            ("the event 5b0f has no session yet", "у события 5b0f ещё нет сессии"),
            (
                "createPlayback: gave up after 8 attempts: createPlayback (POST /p): 503 Server error",
                "createPlayback: попыток сделано 8, больше не будет: «createPlayback (POST /p): 503 Server error»"
            ),
            (
                "livedigital took the record, but shows the playback 5b0f not published with the record none",
                "livedigital принял запись, но автовебинар 5b0f у него не опубликован и без записи"
            ),
            (
                "livedigital took the publication, but shows the playback 5b0f published with the record 66d5",
                "livedigital принял публикацию, но автовебинар 5b0f у него опубликован, запись 66d5"
            ),
            ("make the file", "создайте файл"),
            (
                "row 4, column \"name, e-mail\" of the file has a text of more than 32767 characters, which no cell of a spreadsheet holds; "
                    + "shorten it in livedigital, and the report can be collected again once its file is deleted",
                "в строке 4 файла отчёта, в столбце «name, e-mail», текст длиннее 32767 символов, столько ячейка таблицы не вмещает; "
                    + "сократите его в livedigital, и отчёт можно будет получить заново, когда его файл будет удалён"
            ),
            (
                "The session c1 is that of a call; its report comes with: GET /v1/calls/c1/report?spaceId=s1&roomId=r1",
                "Сессия c1 — звонок; его отчёт: GET /v1/calls/c1/report?spaceId=s1&roomId=r1"
            ),
            ("stored", "отчёт сохранён"), ("on its way", "выполняется"),
            (
                "cancelled before it was there; the report is not collected any more",
                "запуск закончился раньше (отменён), отчёт больше не собирается"
            ),
            (
                "reports stored: 1 of 5, calls: 5; call 66d546bf2b949f39f80e9697, json: the call has not ended; call b, xlsx: the call has not ended; "
                    + "more reports: 2",
                "сохранено отчётов: 1 из 5, звонков: 5; звонок 66d546bf2b949f39f80e9697, json: звонок не завершился; звонок b, xlsx: звонок не завершился; "
                    + "ещё отчётов: 2"
            ),
            (
                "reports stored: 0 of 1, calls: 1; call a, xlsx: no list of calls has it; getRoomAnalyticsReport (GET /p): 404 Not found",
                "сохранено отчётов: 0 из 1, звонков: 1; звонок a, xlsx: в списках звонков его нет; «getRoomAnalyticsReport (GET /p): 404 Not found»"
            ), ("the record 66d5 of the room 66d1 is not listed yet", "записи 66d5 комнаты 66d1 ещё нет в списке livedigital"),
            (
                "reports stored: 6 of 6, calls: 3; calls of the room Вторая: analyticsCalls (GET /spaces/1/analytics/calls): 500 Server error – boom",
                "сохранено отчётов: 6 из 6, звонков: 3; звонки комнаты Вторая: «analyticsCalls (GET /spaces/1/analytics/calls): 500 Server error – boom»"
            ),
            (
                "livedigital listed only a part of the rooms of the space 7; collect them one by one, by the name of each; reports stored: 0 of 0, calls: 0",
                "livedigital показал не все комнаты группы 7; собирайте отчёты по одной комнате, указывая её название; сохранено отчётов: 0 из 0, звонков: 0"
            ),
            (
                "missed: its start passed while the service did not run or the job was paused, longer ago than missed.window (1d)",
                "пропущено: начало прошло, пока сервис не работал или задание было приостановлено, и это раньше, чем допускает missed.window (1d)"
            ),
            (
                "failed runs in a row: 3, the last with: the run weekly, which makes its playback, was cancelled",
                "запусков с ошибкой подряд: 3, последняя: запуск weekly, который создаёт для него автовебинар (playback), "
                    + "закончился: отменён"
            ),
            (
                "evx is begun by call.finished, of which its steps are told; it cannot be triggered by hand",
                "задание evx начинает событие call.finished, о котором узнают его шаги; вручную оно не запускается"
            ),
            (
                "with.type: expected one of lesson, webinar, found \"lessn\"; did you mean \"lesson\"?",
                "with.type: ожидалось: одно из lesson, webinar; получено: \"lessn\"; возможно, \"lesson\"?"
            ),
            (
                "on.event: \"run.failed\" is not available in this version; use call.started or call.finished or record.started",
                "on.event: \"run.failed\" в этой версии нет; возьмите call.started или call.finished или record.started"
            ),
            (
                "unknown key; did you mean \"a or b\" or \"c\" or \"d\"?", "неизвестный ключ; возможно, \"a or b\" или \"c\" или \"d\"?"
            ),
            ("expected true or false, found 1", "ожидалось: true или false; получено: 1"),
            (
                "period.from: expected a day or an instant, found \"вчера\"; write 2026-11-01 or 2026-11-01T00:00:00Z",
                "period.from: ожидалось: день или момент времени; получено: \"вчера\"; напишите 2026-11-01 или 2026-11-01T00:00:00Z"
            ),
            (
                "schedule.move.2026-12-10: 2026-12-10T19:00 is moved twice; remove one of them",
                "schedule.move.2026-12-10: 2026-12-10T19:00 переносится дважды; уберите одно"
            ),
            ("2027-13-01T10:00: month 13 does not exist", "2027-13-01T10:00: месяца 13 не бывает"),
            ("2027-01-01T25:00: hour 25 does not exist, hours go from 00 to 23", "2027-01-01T25:00: часа 25 не бывает, часы — от 00 до 23"),
            ("2026-02-30: February 2026 has 28 days, not 30", "2026-02-30: в феврале 2026 дней: 28, а не 30"),
            ("UNTIL does not exist: June 2026 has 30 days, not 31", "такого UNTIL не бывает: в июне 2026 дней: 30, а не 31"),
            ("\"\" is not a name of holidays", "\"\" — не название праздников"),
            ("there are no holidays/xx; make the file", "нет праздников holidays/xx; создайте файл"),
            ("there are no holidays/xx; there are holidays/ru", "нет праздников holidays/xx; есть holidays/ru"),
            (
                "holidays/ru:2:10: dates[0]: 2026-11-31: November 2026 has 30 days, not 31",
                "holidays/ru:2:10: dates[0]: 2026-11-31: в ноябре 2026 дней: 30, а не 31"
            ),
            (
                "No record of the room 66d1 is called “нет”. The latest records there are “Демо, лучшее; 5 s” (66d546c02b949f07df0e96ae), not finished; "
                    + "66d546c02b949f07df0e96af, 5 s; “Б” (66d5), 62 min. "
                    + "Record anew and try again, or change record: in the job, which makes dates to come anew.",
                "В комнате 66d1 нет записи с названием “нет”. Последние записи там: “Демо, лучшее; 5 s” (66d546c02b949f07df0e96ae), не завершена; "
                    + "66d546c02b949f07df0e96af, 5 с; “Б” (66d5), 62 мин. "
                    + "Сделайте новую запись и повторите или укажите другую в задании: предстоящие даты будут созданы заново."
            ),
            ("the address is malformed.", "адрес записан неверно."),
            (
                "getPlaybacks (GET /p): 404 Not found (the answer 5b0f is not taken: the playback 5b0f belongs to another run)",
                "«getPlaybacks (GET /p): 404 Not found» (ответ 5b0f не принят: автовебинар 5b0f принадлежит другому запуску)"
            ),
            (
                "getRoomsList (GET /spaces/1/rooms): 404 Not found. Unknown to this token: spaceId 1. Until that works, nothing can be adopted. (the "
                    + "answer 5b0f is not taken: the room 5b0f was not made by this run: its name, “Планёрка”, does not hold ⟦run-a⟧; name another, or "
                    + "say that nothing was made: POST /v1/runs/a/resolve {\"undone\":true})",
                "«getRoomsList (GET /spaces/1/rooms): 404 Not found.» Этому токену неизвестно: spaceId 1. Пока это не работает, ничего принять нельзя. "
                    + "(ответ 5b0f не принят: комната 5b0f создана не этим запуском: в названии “Планёрка” нет ⟦run-a⟧; назовите другую или скажите, "
                    + "что ничего не создано: POST /v1/runs/a/resolve {\"undone\":true})"
            ),
            (
                "there is no room 5 among the rooms of the space 6, or another run owns it",
                "в группе 6 нет комнаты 5, или она принадлежит другому запуску"
            ),
            (
                "no event begins this job; add on: {event: …}, or refer to something else",
                "это задание не начинается по событию; добавьте on: {event: …} или сошлитесь на другое"
            ),
        ] {
            #expect(Translation.russian(english) == russian)
        }
    }

    @Test(
        "no English is left of what is wrong with a rule, a cron line or a date, its hint included",
        arguments: [
            "", "FREQ=WEEKLY; BYDAY=MO", "FREQ=WEEKLY;", "FREQ=WEEKLY;BYDAY", "FREQ=WEEKLY;BYDAYS=MO", "FREQ=YEARLY;BYEASTER=0",
            "DTSTART=20260101;FREQ=DAILY", "EXDATE=20260101;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY=MO", "FREQ=HOURLY", "FREQ=WEEKLLY",
            "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=ten", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;UNTIL=2027-01-01",
            "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=20271330", "FREQ=YEARLY;BYMONTH=1,13", "FREQ=MONTHLY;BYMONTHDAY=1,,2",
            "FREQ=DAILY;BYSECOND=60", "FREQ=WEEKLY;BYDAY=MO,1TU", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYDAY=MON", "FREQ=WEEKLY;WKST=XX",
            "FREQ=MONTHLY;BYWEEKNO=20", "FREQ=DAILY;BYYEARDAY=20", "FREQ=WEEKLY;BYMONTHDAY=13", "FREQ=MONTHLY;BYSETPOS=1", "0 19 * *", "0 0 19 * * ?",
            "@dayly", "@reboot", "60 * * * *", "0 0 * * friday", "0 0 L * *", "0 mon * * *", "? 0 * * *", "*/0 0 * * *", "0 1,,2 * * *",
            "2026-12-01", "2026-12-01 19:00", "2026-12-01T19:00Z", "2026-13-01T19:00", "2026-02-30T19:00", "2026-12-01T25:00", "2026-12-01T19:60",
            "2026-12-01T19:00:60", "0000-01-01T00:00", "x",
        ])
    func recurrence(text: String) throws {
        var told: [String] = []
        func tell(_ text: String, _ hint: String?) { told.append(hint.map { "\(text); \($0)" } ?? text) }
        do { _ = try RecurrenceRule(text) } catch { tell(error.message, error.hint) }
        do { _ = try CronExpression(text) } catch { tell(error.message, error.hint) }
        do { _ = try WallTime(text) } catch { tell(error.code == .malformed ? error.message : "\(text): \(error.message)", error.hint) }
        let terms: Set = [
            "start", "exclude", "include", "cron", "rrule", "timezone", "jan", "dec", "sun", "sat", "fri",
        ]
        #expect(!told.isEmpty)
        for english in told {
            let russian = Translation.russian(english)
            let words = own(russian).matches(of: /\b[a-z]{2,}\b/).map { String($0.output) }
            #expect(russian.contains(/[а-яё]/) && terms.isSuperset(of: words), "\(english): \(russian)")
        }
    }

    @Test(
        "no English is left of what became of a date",
        arguments: [
            "missed: its start passed while the service did not run or the job was paused",
            "missed: its start passed while the service did not run or the job was paused, and missed.policy is none",
            "missed: its start passed while the service did not run or the job was paused, and missed.policy is latest: a later one takes its place",
            "missed: its start passed while the service did not run or the job was paused, longer ago than missed.window (15m)",
            "missed: its start passed while the job was paused, and the schedule was changed before it was resumed",
            "it has come, and gets its run once the job is resumed, unless that is too late for schedule.missed",
            "it has come, and gets its run once the service plans, unless that is too late for schedule.missed",
            "its run was cancelled before the job was applied", "its run failed, and the job was changed or resumed since",
            "its run was skipped, and the job was changed or resumed since", "its run was cancelled",
            "its run failed",
            "its run failed: No record of the room 66d1 is finished. The room has no records. Record anew and try again, or "
                + "change record: in the job, which makes dates to come anew.", "triggered",
            "overlap: the session before it ends at 2026-12-01T16:00:00.000Z",
            "overlap: the session after it begins at 2026-12-01T16:00:00.000Z",
            "left out: it is excluded", "left out: it is a holiday", "left out: the clock jumps over 2026-03-29T02:30, and dst.gap is skip",
            "late: not published at 2026-12-01T16:00:00.000Z, its start is 2026-12-01T16:05:00.000Z",
            "late: not published at 2026-12-01T16:00:00.000Z, its start is 2026-12-01T16:05:00.000Z, it is at createPlayback",
            "late: not published at 2026-12-01T16:00:00.000Z, its start is 2026-12-01T16:05:00.000Z; overlap: the session before it ends at "
                + "2026-12-01T16:20:00.000Z",
        ])
    func dates(english: String) {
        let russian = Translation.russian(english)
        let words = own(russian).matches(of: /\b[a-z]{2,}\b/).map { String($0.output) }
        let keys: Set = ["missed", "policy", "window", "latest", "none", "schedule", "dst", "gap", "skip", "create", "createPlayback"]
        #expect(russian.contains(/[а-яё]/) && keys.isSuperset(of: words), "\(russian)")
    }

    @Test("no English is left of what is wrong with a reference", arguments: ["{{a.path}}", "{{a", "{{occurrence.x}}", "{{event.x}}"])
    func references(text: String) throws {
        let mistake = try #require(throws: ActionTemplate.Mistake.self) { try ActionTemplate(text) }
        for english in [mistake.problem, mistake.hint].compactMap(\.self) {
            let russian = Translation.russian(english)
            #expect(russian.contains(/[а-яё]/) && !russian.contains(/\b(and|there|is|no|has|write|not|closed)\b/), "\(russian)")
        }
    }

    @Test("every sentence of the table is found by its own pattern, and its translation asks for nothing that is not there")
    func table() {
        for (english, russian) in RussianSentences.all {
            let said = english.replacing("{}", with: "X7")
            #expect(Translation.russian(said) != said, "\(english)")
            #expect(!russian.contains("{\(english.components(separatedBy: "{}").count)}"), "\(english)")
        }
    }
}
