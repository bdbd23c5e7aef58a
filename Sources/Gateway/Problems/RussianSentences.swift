import Orchestration

/// What the layers below say in English, and the same in Russian: the one home of these translations. `{}` stands for what differs, `{1}` for the first
/// of these. The more particular ones come first.
enum RussianSentences {
    static let all: [(english: String, russian: String)] =
        runs + backfills + occurrences + reports + questions + named + things + livedigital + hooks + documents + calendar + words + labels

    /// What stands behind a question to which something was answered.
    static let answered = ("{} (the answer {} is not taken: {})", "{1} (ответ {2} не принят: {3})")

    /// What a run is held for.
    private static let questions: [(String, String)] = [
        (
            "This database was restored from a backup, and livedigital has a {} “{}” ({}) that no run here knows. If this run made it after the backup: {}; if it is something else: {}",
            "База восстановлена из копии, а в livedigital есть «{2}» ({3}), о котором здесь не знает ни один запуск. Если его после копии сделал этот запуск: "
                + "{4}; если это что-то другое: {5}"
        ),
        (
            "This database was restored from a backup, and livedigital has a playback “{}” ({}) with an event {}({}) that no run here knows. If this run made it after the backup: {}; if it is something else: {}",
            "База восстановлена из копии, а в livedigital есть автовебинар «{1}» ({2}) с событием {4}, о котором здесь не знает ни один запуск. Если его после "
                + "копии сделал этот запуск: {5}; если это что-то другое: {6}"
        ),
        (
            "livedigital listed only a part of the {}, and {} is not among them: is it there? look there by hand",
            "livedigital показал не весь список, и того, что мог сделать запуск ({2}), в нём нет: есть ли оно там? Посмотрите сами"
        ),
        (
            "the playback {} was not made by this run: {}; name another, or say that nothing was made: {}",
            "автовебинар {1} сделан не этим запуском: {2}; назовите другой или скажите, что ничего не сделано: {3}"
        ),
        (
            "the space {} was not made by this run: {}; name another, or say that nothing was made: {}",
            "группа {1} создана не этим запуском: {2}; назовите другую или скажите, что ничего не создано: {3}"
        ),
        (
            "the room {} was not made by this run: {}; name another, or say that nothing was made: {}",
            "комната {1} создана не этим запуском: {2}; назовите другую или скажите, что ничего не создано: {3}"
        ),
        ("its name, “{}”, does not hold ⟦{}⟧", "в названии “{1}” нет ⟦{2}⟧"),
        (
            "there is no space {} among the spaces, or another run owns it", "группы {1} в livedigital нет, или она принадлежит другому запуску"
        ),
        (
            "there is no room {} among the rooms of the space {}, or another run owns it",
            "в группе {2} нет комнаты {1}, или она принадлежит другому запуску"
        ),
        ("it is published", "он опубликован"),
        ("the playback {} belongs to another run", "автовебинар {1} принадлежит другому запуску"),
        (
            "the playback {} has no event {}, or another run owns it", "у автовебинара {1} нет события {2}, или оно принадлежит другому запуску"
        ),
    ]

    /// What is known by names. The nouns are words of these sentences alone: elsewhere they may be keys and names.
    private static let named: [(String, String)] = [
        ("space", "группы"), ("room", "комнаты"), ("recording", "записи"), ("playback", "автовебинары"),
    ].flatMap { noun, russian in
        [
            (
                "no \(noun) has the id or the exact name \"{}\"; there is none",
                "\(russian) с id или точным названием \"{1}\" не найдены; их нет вовсе"
            ),
            (
                "no \(noun) has the id or the exact name \"{}\"; there are {} and {} more",
                "\(russian) с id или точным названием \"{1}\" не найдены; есть {2} и ещё {3}"
            ),
            ("no \(noun) has the id or the exact name \"{}\"; there are {}", "\(russian) с id или точным названием \"{1}\" не найдены; есть {2}"),
            (
                "the \(noun) \"{}\" is not in livedigital's list, which is not whole; give its id instead",
                "в списке livedigital (\(russian)) нет \"{1}\", но список неполон; передайте id"
            ),
            ("{} \(noun)s are named \"{}\"; give one of their ids: {}", "\(russian) с названием \"{2}\": {1}; передайте один из id: {3}"),
        ]
    }

    /// What the parameters of actions are called.
    private static let labels: [(String, String)] = ActionCatalog.all.flatMap(\.parameters).map { ($0.label.english, $0.label.russian) }

    private static let things: [(String, String)] = [
        (
            "The space {} was not made by this service, and its rooms, recordings and reports may go with it; nothing was deleted. To delete it all the same, give force.",
            "Группа {1} создана не этим сервисом, вместе с ней могут исчезнуть её комнаты, записи и отчёты; ничего не удалено. Чтобы всё равно удалить её, "
                + "передайте force=true."
        ),
        (
            "No list of the calls of the room {} has the call {}, and it has no report; its id comes with the events call_finished and record_finished.",
            "В списках звонков комнаты {1} нет звонка {2}, отчёта тоже нет; id звонка приходит в событиях call_finished и record_finished."
        ),
        (
            "The call {} was held in the room {}, not in {}; give the room of the call.",
            "Звонок {1} был в комнате {2}, а не в {3}; укажите комнату звонка."
        ),
        ("The recording {} is not finished yet; try again later.", "Запись {1} ещё не завершена; повторите позже."),
        (
            "livedigital sends the recording {} itself and gives no link to it",
            "livedigital отдаёт запись {1} сам и ссылки не даёт"
        ),
        ("No record of the room {} is called “{}”.{}", "В комнате {1} нет записи с названием “{2}”.{3}"),
        ("No record of the room {} has the id {}.{}", "В комнате {1} нет записи с id {2}.{3}"),
        ("No record of the room {} is finished.{}", "В комнате {1} нет завершённой записи.{2}"),
        ("No record of the room {} {}.{}", "В комнате {1} нет подходящей записи: {2}.{3}"),
        (
            " The room has no records. Record anew and try again, or change record: in the job, which makes dates to come anew.",
            " Записей там нет. Сделайте новую запись и повторите или укажите другую в задании: предстоящие даты будут созданы заново."
        ),
        (
            " The latest records there are {}. Record anew and try again, or change record: in the job, which makes dates to come anew.",
            " Последние записи там: {1}. Сделайте новую запись и повторите или укажите другую в задании: предстоящие даты будут созданы заново."
        ),
        (
            " The latest records there are {}. livedigital has more records than it listed; a record that it does not list cannot be chosen. Record anew and try again, or change record: in the job, which makes dates to come anew.",
            " Последние записи там: {1}. livedigital показал не все записи; непоказанную выбрать нельзя. Сделайте новую запись и повторите или укажите другую в задании: предстоящие даты будут созданы заново."
        ),
        ("the record {} of the room {} is not finished yet", "запись {1} комнаты {2} ещё не завершена"),
        ("the record {} of the room {} is not listed yet", "записи {1} комнаты {2} ещё нет в списке livedigital"),
        ("Left on livedigital: {}, which could not be removed: {}", "В livedigital осталось: {1}; удалить не удалось: {2}"),
    ]

    private static let livedigital: [(String, String)] = [
        (
            "livedigital's list does not show the space {}, so what else it has is not known; nothing was changed. Give name, description and logo, or try again.",
            "Группы {1} в списке livedigital нет, и остальные её параметры неизвестны; ничего не изменено. Передайте name, description и logo или повторите позже."
        ),
        (
            "livedigital's list, which is not whole, does not show the space {}, so what else it has is not known; nothing was changed. Give name, description and logo.",
            "livedigital показал не все группы, группы {1} среди них нет, и остальные её параметры неизвестны; ничего не изменено. Передайте name, description и logo."
        ),
        (
            "livedigital's list still shows the space {} under the name that it was made with, so its own is not known; nothing was changed. Give its name, or try again.",
            "В списке livedigital группа {1} всё ещё под именем, с которым она создавалась, и её собственное неизвестно; ничего не изменено. Передайте name или повторите позже."
        ),
        (
            "livedigital shows no name of the space and none was given; nothing was changed. Give a name.",
            "livedigital не показывает названия группы, и оно не передано; ничего не изменено. Передайте название."
        ),
        (
            "livedigital shows no name of the room and none was given; nothing was changed. Give a name.",
            "livedigital не показывает названия комнаты, и оно не передано; ничего не изменено. Передайте название."
        ),
        ("the {} is empty or no id, so nothing was sent", "{1} — пустой или не id, поэтому ничего не отправлено"),
        ("ttl must be from 1 to 604800 whole seconds; nothing was sent", "ttl — целое число секунд от 1 до 604800; ничего не отправлено"),
        (
            "waitingRoomAudience is to be on, and livedigital's word for that is not known; nothing was sent.",
            "waitingRoomAudience нужно включить, а слово livedigital для этого неизвестно; ничего не отправлено."
        ),
        (
            "the path {} asks for a session, and none was given; nothing was sent",
            "путь {1} требует сессию, а она не указана; ничего не отправлено"
        ),
        ("other changes of {} come first", "сначала выполняются другие изменения {1}"),
        (
            "The personal token is wrong or was deleted; make a new one in the account, section “Интеграция”.",
            "Персональный токен неверен или удалён; создайте новый в личном кабинете, раздел «Интеграция»."
        ),
        (
            "The plan of the account does not include this, or is not paid for; another token of the account changes nothing.",
            "Тариф аккаунта этого не включает или не оплачен; другой токен того же аккаунта ничего не изменит."
        ),
        (
            "The token must be that of whoever made the room or moderates it; owning the space is not enough.",
            "Нужен токен того, кто создал комнату или модерирует её; владеть группой недостаточно."
        ),
        (
            "The token must be made by the owner of the space, and the free plan has no webhooks.",
            "Токен должен создать владелец группы; на бесплатном тарифе webhook нет."
        ),
        (
            "The token has no rights for this, or the plan does not include it; the token must be made by the owner of the account.",
            "У токена нет прав на это, или тариф этого не включает; токен должен создать владелец аккаунта."
        ),
        ("Unknown to this token: {}.", "Этому токену неизвестно: {1}."),
        ("The answer points to another address.", "Ответ ведёт на другой адрес."),
        (
            "Give the word itself: a room whose waiting room was switched on by hand shows the word in waitingRoomAudience.",
            "Передайте само слово: оно видно в waitingRoomAudience комнаты, где зал ожидания включён вручную."
        ),
        (
            "livedigital's word for a waiting room that is on is not known; give it here",
            "слово livedigital для включённого зала ожидания неизвестно; передайте его здесь"
        ),
        ("there is no connection {}; ask with its token", "подключения {1} нет; обратитесь с его токеном"),
        ("the service cannot open its secrets at present", "сервис сейчас не может открыть свои секреты"),
        ("The service cannot store or read the report at present.", "Сервис сейчас не может сохранить или прочитать отчёт."),
        (
            "The link was to work for {} s; livedigital's documentation allows 432000 s (5 days) at most. Ask for less.",
            "Ссылка должна была действовать {1} с; документация livedigital разрешает не больше 432000 с (5 дней). Укажите меньше."
        ),
        ("The connection {} cannot be used: {}", "Подключением {1} нельзя пользоваться: {2}"),
    ]

    private static let hooks: [(String, String)] = [
        ("the address is malformed.", "адрес записан неверно."),
        ("the answer is not HTTP, or redirects to an address that is not allowed.", "ответ не похож на HTTP или ведёт на запрещённый адрес."),
        ("the answer is not HTTP.", "ответ не похож на HTTP."), ("the request failed ({}).", "запрос не удался ({1})."),
        ("the server redirects more often than allowed.", "сервер перенаправляет слишком много раз."),
        ("no encrypted connection could be opened ({}).", "шифрованное соединение не открылось ({1})."),
        ("the connection ended before the answer was whole.", "соединение закончилось раньше, чем ответ пришёл целиком."),
        ("the name of the proxy was not found.", "имя прокси не найдено."), ("the proxy opened no connection.", "прокси не открыл соединение."),
        ("the file of trusted authorities cannot be read.", "файл доверенных удостоверяющих центров не читается."),
        ("the receiver failed several times in a row", "получатель несколько раз подряд ответил ошибкой"),
        ("the receiver redirects, which is not followed", "получатель перенаправляет на другой адрес, а переадресация не выполняется"),
        ("the receiver answered 410: it wants nothing more", "получатель ответил 410: ему больше ничего не нужно"),
        ("the receiver answered {}", "получатель ответил {1}"), ("the receiver is gone", "получателя больше нет"),
        ("the name of the server was not found.", "имя сервера не найдено."),
        ("no connection could be opened ({}).", "соединение не открылось ({1})."), ("no connection could be opened.", "соединение не открылось."),
        ("no connection was opened in time.", "соединение не открылось вовремя."), ("no whole answer came in time.", "ответ не пришёл вовремя."),
        ("the connection was lost ({}).", "соединение оборвалось ({1})."), ("the connection was lost.", "соединение оборвалось."),
        ("the server closed the connection without an answer.", "сервер закрыл соединение без ответа."),
        ("the certificate of {} is not trusted.", "сертификату сервера {1} нет доверия."),
        ("the hook {} is disabled; subscribe it again", "подписка {1} отключена; подпишитесь снова"), ("the hook is disabled", "подписка отключена"),
        ("livedigital cannot post to this service", "livedigital не может прислать событие в этот сервис"),
        ("the address is longer than {} bytes", "адрес длиннее {1} байт"),
        (
            "the address holds a space, a backslash or a letter that is not ASCII; write it percent-encoded, a name in punycode",
            "в адресе пробел, обратная косая черта или не-ASCII буква; запишите её в процентной кодировке, имя сервера — в punycode"
        ),
        (
            "the address is not a web address; write it like https://hooks.example.com/path",
            "это не веб-адрес; нужен вида https://hooks.example.com/path"
        ),
        ("the address must begin with https://", "адрес должен начинаться с https://"),
        ("the address must not hold a user name or password", "в адресе не должно быть имени пользователя и пароля"),
        ("the address names a port that does not exist; ports go from 1 to 65535", "такого порта не бывает; порты — от 1 до 65535"),
        ("the address must not hold a # part", "в адресе не должно быть части после #"),
        ("the name {} was not found", "имя {1} не найдено"),
        (
            "{} is not an address of the public internet; use one", "{1} — не адрес в интернете; возьмите такой"
        ),
    ]

    private static let words: [(String, String)] = [
        ("did you mean {}?", "возможно, {1}?"),
        ("expected exactly one of {} and {}, found none", "ожидалось ровно одно из {1} и {2}, не получено ничего"),
        ("expected exactly one of {} and {}, found {}", "ожидалось ровно одно из {1} и {2}, получено {3}"),
        ("expected at most one of {}, found {}", "ожидалось не больше одного из {1}, получено {2}"),
        ("expected start, or one of {}, found none", "ожидалось start или одно из {1}, не получено ничего"),
        ("expected either last, or both from and to", "ожидалось либо last, либо from и to"),
        ("expected a number from {} to {}, found {}", "ожидалось число от {1} до {2}, получено {3}"),
        ("expected {}, found {}", "ожидалось: {1}; получено: {2}"), ("expected {}", "ожидалось: {1}"),
        ("one of {}", "одно из {1}"), ("a text", "текст"), ("a name", "имя"), ("true or false", "true или false"),
        ("true, false or a text", "true, false или текст"),
        ("a whole number from {} to {}", "целое число от {1} до {2}"), ("a whole number", "целое число"), ("an instant", "момент времени"),
        ("a time zone", "часовой пояс"), ("an address", "адрес"), ("a duration such as {}", "длительность вида {1}"),
        ("a text in one line without control characters", "текст в одну строку без управляющих символов"),
        ("an address such as {}", "адрес вида {1}"), ("an instant with its offset such as {}", "момент времени с часовым поясом вида {1}"),
        ("a date such as {}", "дата вида {1}"), ("a local date and time such as {}", "местные дата и время вида {1}"),
        ("a day or an instant", "день или момент времени"),
        ("keys with values", "ключи со значениями"), ("names with values, such as {}", "имена со значениями, например {1}"), ("a list", "список"),
        ("a list such as {}", "список вида {1}"), ("a list of steps", "список шагов"),
        ("a list of local dates and times", "список местных дат и времени"),
        ("a list of dates and holidays such as {}", "список дат и праздников вида {1}"),
        ("dates with the times that they are moved to, such as {}", "даты с временем, на которое они переносятся, например {1}"),
        ("a text, a number, true or false", "текст, число, true или false"), ("nothing", "ничего"), ("a list of {}", "список из {1}"),
        ("write {}", "напишите {1}"), ("use {}", "возьмите {1}"), ("there are {}", "есть {1}"),
        ("the member is missing", "поле обязательно"), ("give only one of: {}; or {}", "передайте только одно: {1}; либо {2}"),
        ("give {}; or {}", "передайте {1}; либо {2}"),
        ("none", "ничего"), ("the list {}", "список {1}"), ("the map {}", "набор ключей {1}"), ("{} or more", "{1} или больше"),
        ("not finished", "не завершена"),
        ("completed", "завершён"), ("cancelled", "отменён"), ("skipped", "пропущен"), ("failed", "завершился ошибкой"), ("running", "выполняется"),
        ("waiting", "ждёт"), ("held", "ждёт ответа"), ("ready", "готов к работе"), ("paused", "приостановлен"), ("ambiguous", "выясняется исход"),
        ("0 to 59", "от 0 до 59"), ("0 to 23", "от 0 до 23"), ("1 to 31", "от 1 до 31"),
        ("1 to 12 and jan to dec", "от 1 до 12 и jan–dec"),
        ("0 to 7 (0 and 7 are Sunday) and sun to sat", "от 0 до 7 (0 и 7 — воскресенье) и sun–sat"),
    ]
}
