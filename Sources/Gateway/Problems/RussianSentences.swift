import Orchestration

/// What the layers below say in English, and the same in Russian: the one home of these translations. `{}` stands for what differs, `{1}` for the first
/// of these. The more particular ones come first.
enum RussianSentences {
    static let all: [(english: String, russian: String)] =
        runs + backfills + reports + questions + named + things + livedigital + hooks + documents + calendar + words + labels

    /// What stands behind a question to which something was answered.
    static let answered = ("{} (the answer {} is not taken: {})", "{1} (ответ {2} не принят: {3})")

    private static let runs: [(String, String)] = [
        ("the connection is paused: {}", "подключение приостановлено: {1}"),
        answered,
        ("{} has ended already: {}", "запуск {1} уже закончился: {2}"),
        ("livedigital asks for fewer requests at a time; the run goes on by itself", "livedigital просит обращаться реже; запуск продолжится сам"),
        ("{} is being worked on", "запуск {1} сейчас выполняется"),
        ("{} cannot go on: {}; run its job again to make a new one", "запуск {1} не может продолжиться: {2}; запустите его задание ещё раз"),
        (
            "{} has no question to answer; mend what it is held for, then: POST /v1/runs/{}/retry",
            "запуск {1} ни о чём не спрашивает; исправьте то, из-за чего он остановлен, затем: POST /v1/runs/{1}/retry"
        ),
        ("Until that works, nothing can be adopted.", "Пока это не работает, ничего принять нельзя."),
        ("{} has no question to answer; its state is {}", "запуск {1} ни о чём не спрашивает; его состояние: {2}"),
        (
            "{} has taken the place of {}; look at it with: GET /v1/runs/{}",
            "вместо запуска {2} уже есть {1}; посмотрите его: GET /v1/runs/{1}"
        ),
        ("there is no run {}; GET /v1/runs shows them all", "запуска {1} нет; список: GET /v1/runs"),
        ("there is no run {}", "запуска {1} нет"),
        (
            "{} exists for that instant; look at it with: GET /v1/runs/{}",
            "на это время уже есть запуск {1}; посмотрите его: GET /v1/runs/{1}"
        ),
        ("{} was tried a thousand times{}", "запуск {1} пробовали тысячу раз"),
        ("try its end again with: POST /v1/runs/{}/retry", "попробуйте завершить его ещё раз: POST /v1/runs/{1}/retry"),
        ("{} has passed", "время {1} уже прошло"),
        (
            "{} waits for a recording that finishes, which supplies its record; it cannot be triggered before",
            "задание {1} ждёт записи, которую покажет, и раньше не запускается"
        ),
        (
            "{} is begun by {}, of which its steps are told; it cannot be triggered by hand",
            "задание {1} начинает событие {2}, о котором узнают его шаги; вручную оно не запускается"
        ),
        ("{} is permanent: it is always open and needs no trigger", "автовебинар {1} постоянный: он всегда открыт, запускать его не нужно"),
        (
            "{} is permanent and taken down; it opens anew when its job is paused and resumed, or changed",
            "автовебинар {1} постоянный и снят с показа; он откроется снова, если приостановить и возобновить задание или изменить его"
        ),
        (
            "{} is permanent and not open: its run failed; try it again with: POST /v1/runs/{}/retry",
            "автовебинар {1} постоянный и не открыт: запуск завершился ошибкой; повторите его: POST /v1/runs/{2}/retry"
        ),
        ("there is no job {}; GET /v1/jobs shows them all", "задания {1} нет; список: GET /v1/jobs"),
        ("the run is {}", "состояние запуска: {1}"), ("the run was {}", "состояние запуска: {1}"), ("the run failed", "запуск завершился ошибкой"),
        ("the job is paused", "задание уже приостановлено"), ("the job is not paused", "задание не приостановлено"),
        ("late: not published within {} after its start, {}", "опоздание: не опубликован за {1} после начала, {2}"),
        ("late: the start, {}, had passed before the run began", "опоздание: начало, {1}, прошло раньше, чем запуск начался"),
        ("{}: gave up waiting: {}", "{1}: ждать перестали: {2}"),
        (
            "The autowebinar was tried a thousand times; look at: GET /v1/runs",
            "Автовебинар пробовали создать тысячу раз; список: GET /v1/runs"
        ),
        (
            "the run {}, which makes its playback, is not there", "запуска {1}, который создаёт для него автовебинар (playback), нет"
        ),
        (
            "the run {}, which makes its playback, {}: {}",
            "запуск {1}, который создаёт для него автовебинар (playback), закончился ({2}): {3}"
        ),
        (
            "the run {}, which makes its playback, {}", "запуск {1}, который создаёт для него автовебинар (playback), закончился: {2}"
        ),
        ("was cancelled", "отменён"), ("is over", "завершён"),
        (
            "{} makes the playback that {} run uses: {}; cancel them first, or remove the job",
            "запуск {1} создаёт автовебинар (playback), который нужен ещё запускам ({2}): {3}; сначала отмените их или удалите задание"
        ),
        (
            "{} makes the playback that {} runs use: {}; cancel them first, or remove the job",
            "запуск {1} создаёт автовебинар (playback), который нужен ещё запускам ({2}): {3}; сначала отмените их или удалите задание"
        ),
        (
            "{} was cancelled a thousand times for the same instant; look at: GET /v1/runs",
            "задание {1} отменяли на это время тысячу раз; список: GET /v1/runs"
        ),
        (
            "the playback of {} was made anew a thousand times; look at: GET /v1/runs",
            "автовебинар задания {1} создавали тысячу раз; список: GET /v1/runs"
        ),
        (
            "failed runs in a row: {}, the last with: {}", "запусков с ошибкой подряд: {1}, последняя: {2}"
        ),
        ("the schedule cannot be worked out: {}", "даты по расписанию не вычисляются: {1}"),
        ("The recording {} failed, so there is nothing to show.", "Запись {1} не удалась, показывать нечего."),
        ("The recording {} was aborted, so there is nothing to show.", "Запись {1} прервана, показывать нечего."),
        (
            "The run comes from a backup and may have gone on after it, so this was left on livedigital: {}",
            "Запуск взят из копии и после неё мог продолжиться, поэтому в livedigital оставлено: {1}"
        ),
        ("The stored state of the run cannot be read: {}", "Сохранённое состояние запуска не читается: {1}"),
        (
            "There are more than {} calls from {} to {}; name a room or a shorter span. What was collected before stays.",
            "Звонков с {2} по {3} больше {1}; укажите комнату или период короче. Собранное раньше остаётся."
        ),
        (
            "livedigital listed only a part of the rooms of the space {}; collect them one by one, by the name of each",
            "livedigital показал не все комнаты группы {1}; собирайте отчёты по одной комнате, указывая её название"
        ),
        ("The run {} is gone.", "Запуска {1} больше нет."),
        ("The run {} was not published: {}", "Запуск {1} не опубликован: {2}"), ("it was cancelled", "он отменён"),
        ("There is no session {}; GET /v1/sessions shows them all.", "Сессии {1} нет; список: GET /v1/sessions."),
        ("The session {} was not published, or its autowebinar is removed.", "Сессия {1} не опубликована, или её автовебинар удалён."),
        ("The stored state of the run lacks what {} needs; {}", "В сохранённом состоянии запуска не хватает данных; начните заново"),
        ("the report failed", "отчёт не получен"),
        ("stored, but its file is gone or was changed", "отчёт был сохранён, но его файла нет или он изменён"),
        ("it cannot be collected again", "получить его снова нельзя"),
    ]

    /// What became of the past dates of a job.
    private static let backfills: [(String, String)] = [
        ("stored", "отчёт сохранён"), ("done", "выполнено"), ("on its way", "выполняется"), ("missed", "пропущено"),
        ("{} before it was there; the report is not collected any more", "запуск закончился раньше ({1}), отчёт больше не собирается"),
        (
            "missed: its start passed while the service did not run or the job was paused, {}",
            "пропущено: начало прошло, пока сервис не работал или задание было приостановлено, {1}"
        ),
        (
            "missed: its start passed while the service did not run or the job was paused",
            "пропущено: начало прошло, пока сервис не работал или задание было приостановлено"
        ),
        (
            "missed: its start passed while the job was paused, and the schedule was changed before it was resumed",
            "пропущено: начало прошло, пока задание было приостановлено, а до возобновления изменилось расписание"
        ),
        ("and missed.policy is none", "а missed.policy: none"),
        (
            "and missed.policy is latest: a later one takes its place",
            "а missed.policy: latest — вместо неё выполняется более поздняя дата"
        ),
        ("longer ago than missed.window ({})", "и это раньше, чем допускает missed.window ({1})"),
        (
            "it has come, and gets its run once {}, unless that is too late for schedule.missed",
            "время пришло, но запуск пока не создан; он появится, если успеет в срок, заданный в schedule.missed"
        ),
    ]

    /// Why a report is not there or cannot be read.
    private static let reports: [(String, String)] = [
        ("the run was cancelled before the report was there", "запуск отменён раньше, чем появился отчёт"),
        ("the collection was cancelled before the report was there", "сбор отменён раньше, чем появился отчёт"),
        ("reports stored: {} of {}, calls: {}", "сохранено отчётов: {1} из {2}, звонков: {3}"),
        ("more reports: {}", "ещё отчётов: {1}"), ("more lists of calls: {}", "ещё списков звонков: {1}"),
        ("call {}, {}", "звонок {1}, {2}"),
        ("the call has not ended within {} of its start", "звонок не завершился за {1} с начала"),
        ("the call has not ended", "звонок не завершился"),
        ("the file is not there or may not be read", "файла отчёта нет, или он не читается"),
        ("the file is larger than {} MiB", "файл отчёта больше {1} МиБ"),
        ("the file cannot be read: {}", "файл отчёта не читается: {1}"),
        ("the file is not what was collected: its SHA-256 differs", "файл отчёта не тот, что был получен: SHA-256 другой"),
        ("it has more than {} participants", "участников больше {1}"),
        ("a text in row {} is longer than {} bytes", "текст в строке {1} длиннее {2} байт"),
        ("The file cannot be read. Check that it exists and may be read.", "Файл отчёта не читается."),
        ("The file is not an xlsx workbook.", "Файл отчёта не в формате xlsx."),
        ("The file is an archive without an xlsx workbook inside. Save the table as .xlsx.", "Файл отчёта — архив, в котором нет книги xlsx."),
        ("The workbook has no sheet with cells.", "В файле отчёта нет листа с ячейками."),
        ("The workbook is protected by a password. Save it without one.", "Файл отчёта защищён паролем."),
        ("The workbook is damaged: {}. Download or save it once more.", "Файл отчёта повреждён: {1}."),
        (
            "The workbook is too large to be read: more than {} in {}. Split it, or raise the limit if it can be trusted.",
            "Файл отчёта слишком велик: больше {1} в {2}."
        ),
    ]

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
            "livedigital sends the recording {} itself and gives no link to it",
            "livedigital отдаёт запись {1} сам и ссылки не даёт"
        ),
        ("No record of the room {} is called “{}”.{}", "В комнате {1} нет записи с названием “{2}”.{3}"),
        ("No record of the room {} has the id {}.{}", "В комнате {1} нет записи с id {2}.{3}"),
        ("No record of the room {} is finished.{}", "В комнате {1} нет завершённой записи.{2}"),
        ("No record of the room {} {}.{}", "В комнате {1} нет подходящей записи: {2}.{3}"),
        (
            " The room has no records. Change record: in the job, or record anew, and try again.",
            " Записей там нет. Укажите другую запись или сделайте новую и повторите."
        ),
        (
            " The latest records there are {}. Change record: in the job, or record anew, and try again.",
            " Последние записи там: {1}. Укажите другую запись или сделайте новую и повторите."
        ),
        (
            " The latest records there are {}. livedigital has more records than it listed; a record that it does not list cannot be chosen. Change record: in the job, or record anew, and try again.",
            " Последние записи там: {1}. livedigital показал не все записи; непоказанную выбрать нельзя. Укажите другую запись или сделайте новую и повторите."
        ),
        ("the record {} of the room {} is not finished yet", "запись {1} комнаты {2} ещё не завершена"),
        ("Left on livedigital: {}, which could not be removed: {}", "В livedigital осталось: {1}; удалить не удалось: {2}"),
    ]

    private static let livedigital: [(String, String)] = [
        ("Give a name.", "Передайте название."),
        (
            "The personal token is wrong or was deleted; make a new one in the account, section “Интеграция”.",
            "Персональный токен неверен или удалён; создайте новый в личном кабинете, раздел «Интеграция»."
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
        ("did you mean {}?", "возможно, {1}?"), ("\"{}\" or \"{}\"", "\"{1}\" или \"{2}\""),
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
