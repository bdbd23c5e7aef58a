extension RussianSentences {
    // MARK: What is wrong in a job document

    static let documents: [(String, String)] = [
        (
            "a comma ends a value inside braces; put that of {} in quotes",
            "запятая в фигурных скобках завершает значение; возьмите значение {1} в кавычки"
        ),
        ("unknown key", "неизвестный ключ"), ("the key is missing", "ключа нет"), ("add \"{}: …\"", "добавьте \"{1}: …\""),
        ("known keys are {}", "известны {1}"), ("the text is empty", "текст пуст"), ("remove the key", "уберите ключ"),
        ("the text has {} characters, at most {} are allowed", "в тексте символов: {1}, можно не больше {2}"),
        ("the text must be one line without control characters", "нужна одна строка без управляющих символов"),
        ("{} is not a name", "{1} — не имя"),
        (
            "use 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
            "нужно от 1 до 63 символов a-z, 0-9 и -, первым — буква или цифра"
        ),
        ("\"{}\" is the name of what belongs to no job", "имя \"{1}\" занято тем, что не относится к заданиям"),
        ("choose another name", "выберите другое"),
        ("write {} without quotes", "напишите {1} без кавычек"),
        ("units are ms, s, m, h and d", "единицы: ms, s, m, h, d"), ("add a unit, as in {} or {}", "добавьте единицу, например {1} или {2}"),
        ("the duration must be longer than zero", "длительность должна быть больше нуля"),
        ("\"{}\" is not available in this version", "\"{1}\" в этой версии нет"), ("not available in this version", "в этой версии этого нет"),
        ("the list is empty", "список пуст"), ("a format is listed twice", "формат указан дважды"), ("{} is listed twice", "{1} указано дважды"),
        ("{} is listed twice, first as {}", "{1} указано дважды, сначала как {2}"), ("remove one of them", "уберите одно"),
        ("{} is moved twice", "{1} переносится дважды"),
        ("the list has {} items, at most {} are allowed", "в списке элементов: {1}, можно не больше {2}"),
        ("only an autowebinar has that", "это есть только у автовебинара"),
        ("only a permanent autowebinar is collected at intervals", "через промежутки собирается только постоянный автовебинар"),
        ("collection would end (giveUpAfter {}) before it begins (after {})", "сбор кончился бы (giveUpAfter {1}) раньше, чем начался (after {2})"),
        ("make giveUpAfter longer than after", "сделайте giveUpAfter больше, чем after"),
        ("the event of on: supplies the record", "запись даёт событие on"), ("remove record or on", "уберите record или on"),
        ("actions are done at dates", "действия выполняются по датам"), ("give start, dates, rrule or cron", "укажите start, dates, rrule или cron"),
        ("actions are begun by dates or by an event, not by both", "действия начинаются либо по датам, либо по событию"),
        ("remove schedule or on", "уберите schedule или on"),
        ("a room is one of a space", "комната бывает только в группе"), ("add space: …", "добавьте space: …"),
        ("a permanent autowebinar has one event, so nothing is shared", "у постоянного автовебинара одно событие, делить нечего"),
        ("no event begins this job", "это задание не начинается по событию"),
        ("add on: {event: …}, or refer to something else", "добавьте on: {event: …} или сошлитесь на другое"),
        ("the duration {} is too long; at most {} of a unit can be said", "длительность {1} слишком велика: единиц может быть не больше {2}"),
        ("make the file", "создайте файл"),
        ("add a step such as {}", "добавьте шаг, например {1}"), ("a constant holds no references", "в константе не бывает ссылок"),
        ("write the value out", "напишите само значение"), ("the period is longer than {}", "период длиннее {1}"),
        ("the period ends before it begins", "период кончается раньше, чем начинается"),
        ("a permanent autowebinar has no dates", "у постоянного автовебинара нет дат"),
        ("there are no holidays that it could apply to", "нет праздников, к которым это относится"),
        ("add exclude: [holidays/ru]", "добавьте exclude: [holidays/ru]"),
        ("\"{}\" is not a name of holidays", "\"{1}\" — не название праздников"),
        ("use a-z, 0-9 and -, such as holidays/ru", "нужны a-z, 0-9 и -, например holidays/ru"),
        ("there are no holidays/{}; {}", "нет праздников holidays/{1}; {2}"), ("there are no holidays/{}", "нет праздников holidays/{1}"),
        ("\"{}\" is not a date", "\"{1}\" — не дата"),
        (
            "write 2026-12-24, or 2026-12-24T19:00 where a day has several",
            "напишите 2026-12-24 или 2026-12-24T19:00, если в этот день их несколько"
        ),
        ("there is not one occurrence on {} but none or several", "{1} не одна дата: ни одной или несколько"),
        ("name the date and time as the series gives it", "укажите дату и время, как их даёт серия"),
        ("there is no occurrence at {}, or it is excluded", "даты {1} нет, или она исключена"), ("there is no occurrence at {}", "даты {1} нет"),
        ("remove it, or write another date", "уберите её или укажите другую"),
        ("start does not go with {}", "start не сочетается с {1}"), ("a rule counts from a start", "правило отсчитывается от начала"),
        ("add \"{}\"", "добавьте \"{1}\""), ("always can only be true", "always бывает только true"),
        ("remove the key and give start or dates", "уберите ключ и укажите start или dates"),
        ("add a date such as {}", "добавьте дату, например {1}"),
        ("the id \"{}\" is given to two steps", "id \"{1}\" дан двум шагам"), ("rename one of them", "переименуйте один"),
        ("there is no action \"{}\"", "действия \"{1}\" нет"), ("there is no constant \"{}\"", "константы \"{1}\" нет"),
        ("there is no step \"{}\"", "шага \"{1}\" нет"), ("this is the first step", "это первый шаг"),
        ("the step \"{}\" is not done before this one", "шаг \"{1}\" выполняется не раньше этого"),
        ("refer to an earlier step, or change their order", "сошлитесь на более ранний или поменяйте порядок"),
        ("add constants: {}", "добавьте constants: {1}"),
        ("{} gives no \"{}\"", "{1} не даёт \"{2}\""),
        ("{} lets in whoever has it and is not passed on", "{1} впускает любого, кто её имеет, и дальше не передаётся"),
        (
            "{} says where a file lies on the disk of the service and is not passed on",
            "{1} — место файла на диске сервиса, дальше оно не передаётся"
        ),
        ("refer to another member: {}", "сошлитесь на другое поле: {1}"),
        ("hand it out from the run's result", "раздайте её из результата запуска"), ("\"{{\" is not closed", "\"{{\" не закрыто"),
        ("write {{occurrence.date}}", "напишите {{occurrence.date}}"), ("an occurrence has no \"{}\"", "у даты нет \"{1}\""),
        ("an event has no \"{}\"", "у события нет \"{1}\""), ("{} has no \"{}\"", "у {1} нет \"{2}\""),
        ("\"{}\" is no reference", "\"{1}\" — не ссылка"),
        (
            "there are {{occurrence.MEMBER}}, {{event.MEMBER}}, {{constants.NAME}} and {{steps.ID.MEMBER}}",
            "есть {{occurrence.MEMBER}}, {{event.MEMBER}}, {{constants.NAME}} и {{steps.ID.MEMBER}}"
        ),
        ("{} is {}, and {} takes {}", "{1} — {2}, а {3} принимает {4}"),
        ("refer to something of that kind, or write it out", "сошлитесь на подходящее или напишите значение"),
        ("{} takes {}, not a text with references in it", "{1} принимает {2}, а не текст со ссылками"),
        ("give one reference alone", "дайте одну ссылку без текста"),
        ("the member is missing (or {}): {}", "обязательное поле не заполнено (или {1}): {2}"),
        ("the member is missing: {}", "обязательное поле не заполнено: {1}"),
        ("{} are given; keep one of them", "передано {1}; оставьте одно из них"), ("unknown member", "неизвестное поле"),
        ("not valid YAML: {}", "не читается: {1}"), ("the file is larger than 1 MiB", "документ больше 1 МиБ"), ("split it", "разделите его"),
        ("a key must be a plain text", "ключ должен быть простым текстом"), ("the key {} is given more than once", "ключ {1} указан несколько раз"),
        ("the document is too {} are read", "документ слишком велик или глубок"), ("unknown time zone \"{}\"", "нет часового пояса \"{1}\""),
        ("time zones are named like Europe/Moscow", "пояса называются как Europe/Moscow"),
    ]

    static let calendar: [(String, String)] = lengths + fields + dates

    /// What is wrong in a field of a cron line. The nouns are words of these sentences alone: elsewhere they may be keys and names.
    private static let fields: [(String, String)] = [
        ("minute", "минута"), ("hour", "час"), ("day", "день"), ("month", "месяц"), ("weekday", "день недели"),
    ].flatMap { field, russian in
        [
            ("an item is missing in the field \(field)", "в поле «\(russian)» нет значения"),
            (
                "a step in the field \(field) is a number from {} to {}, found {}",
                "шаг в поле «\(russian)» — число от {1} до {2}, получено {3}"
            ),
            ("the field \(field) takes {}, found {}", "поле «\(russian)» принимает {1}, получено {2}"),
        ]
    }

    /// How many days a month has.
    private static let lengths: [(String, String)] = [
        ("January", "январе"), ("February", "феврале"), ("March", "марте"), ("April", "апреле"),
        ("May", "мае"), ("June", "июне"), ("July", "июле"), ("August", "августе"),
        ("September", "сентябре"), ("October", "октябре"), ("November", "ноябре"), ("December", "декабре"),
    ].map { english, russian in ("\(english) {} has {} days, not {}", "в \(russian) {1} дней: {2}, а не {3}") }

    private static let dates: [(String, String)] = [
        ("leave out the offset, the zone is named by timezone", "уберите смещение: пояс задаёт timezone"),
        ("put a T between date and time", "между датой и временем нужна T"),
        ("add the time of day, as in {}", "добавьте время, например {1}"), ("year 0000 does not exist", "года 0000 не бывает"),
        ("month {} does not exist", "месяца {1} не бывает"), ("no year has a day {}", "дня {1} не бывает ни в одном году"),
        ("hour {} does not exist, hours go from 00 to 23", "часа {1} не бывает, часы — от 00 до 23"),
        ("minute {} does not exist, minutes go from 00 to 59", "минуты {1} не бывает, минуты — от 00 до 59"),
        ("second {} does not exist, seconds go from 00 to 59", "секунды {1} не бывает, секунды — от 00 до 59"),
        ("the rule is empty", "правило пусто"), ("write a rule such as {}", "напишите правило, например {1}"),
        ("a rule has no spaces and is one line", "правило пишется в одну строку без пробелов"),
        ("separate the parts by semicolons alone", "разделяйте части точкой с запятой"),
        ("a part is missing here", "здесь нет части"), ("remove the semicolon that is too many", "уберите лишнюю точку с запятой"),
        ("{} has no value", "у {1} нет значения"), ("write {}=… or leave it out", "напишите {1}=… или уберите"),
        ("{} is given twice", "{1} указано дважды"),
        ("keep one of them", "оставьте одно"), ("a rule has no part \"{}\"", "в правиле не бывает части \"{1}\""), ("the parts are {}", "бывают {1}"),
        ("Easter is no part of RFC 5545, list the dates", "Пасхи в RFC 5545 нет, перечислите даты"),
        ("the start is not part of the rule, give it by start", "начало не входит в правило, укажите его в start"),
        ("dates are not part of the rule, give them by exclude and include", "даты не входят в правило, укажите их в exclude и include"),
        ("FREQ is missing", "нет FREQ"), ("begin with {}, for example", "начните, например, с {1}"),
        ("FREQ={} is not supported, the shortest is DAILY", "FREQ={1} не поддерживается, самое частое — DAILY"),
        (
            "write it as cron, such as cron: {}, or as FREQ=DAILY with BYHOUR and BYMINUTE",
            "напишите cron, например cron: {1}, или FREQ=DAILY с BYHOUR и BYMINUTE"
        ),
        ("FREQ is one of {}, found {}", "FREQ — одно из {1}, получено {2}"),
        ("COUNT and UNTIL cannot stand together", "COUNT и UNTIL вместе не бывают"),
        ("BYDAY cannot number its days beside {}, found {}", "BYDAY рядом с {1} не нумерует дни, получено {2}"),
        ("write {}, or use FREQ=MONTHLY for the n-th weekday of a month", "напишите {1} или возьмите FREQ=MONTHLY для n-го дня недели месяца"),
        (
            "UNTIL is a date such as {}, a local time such as {} or UTC such as {}, found {}",
            "UNTIL — дата вида {1}, местное время вида {2} или UTC вида {3}, получено {4}"
        ),
        ("write it without - and :", "напишите без - и :"), ("UNTIL does not exist: {}", "такого UNTIL не бывает: {1}"),
        ("{} belongs to FREQ=YEARLY and cannot stand beside {}", "{1} бывает только с FREQ=YEARLY, а не с {2}"),
        ("{} cannot stand beside FREQ=WEEKLY", "{1} не бывает рядом с FREQ=WEEKLY"),
        ("write FREQ=MONTHLY or FREQ=DAILY", "напишите FREQ=MONTHLY или FREQ=DAILY"),
        ("{} chooses from what another BY part gives, and there is none", "{1} выбирает из того, что даёт другая часть BY, а её нет"),
        ("add {}, for example", "добавьте, например, {1}"),
        ("leap seconds are not shown by the clocks used here", "високосных секунд эти часы не показывают"),
        ("numbers from {} to {} or, from the end, {} to {}", "числа от {1} до {2} или, с конца, от {3} до {4}"),
        ("numbers from {} to {}", "числа от {1} до {2}"),
        (
            "{}, before it a number as in {} or {} where the frequency allows one",
            "{1}, перед ним число, как в {2} или {3}, если частота это позволяет"
        ),
        ("write FREQ=YEARLY or leave it out", "напишите FREQ=YEARLY или уберите"),
        ("write FREQ=YEARLY, or use BYMONTHDAY", "напишите FREQ=YEARLY или возьмите BYMONTHDAY"),
        ("there is no cron word \"{}\"", "в cron нет слова \"{1}\""),
        (
            "it names no time, start a job by hand or by an event",
            "оно не задаёт времени; запускайте задание вручную или по событию"
        ),
        ("known are {}", "известны {1}"), ("a cron line has five fields, found {}", "в строке cron пять полей, получено {1}"),
        ("leave out seconds and years: {}", "уберите секунды и годы: {1}"),
        ("the five fields are minute hour day month weekday, as in {}", "поля: минута, час, день, месяц, день недели, например {1}"),
        ("remove the comma that is too many", "уберите лишнюю запятую"),
        ("? is for the day and the weekday, write *", "? бывает у дня и дня недели, напишите *"),
        ("last and n-th days are not part of cron, use {}", "последних и n-х дней в cron нет, возьмите {1}"),
        ("names have three letters, write {}", "названия из трёх букв, напишите {1}"),
        (
            "minute hour day month weekday is the order of the five fields", "порядок полей: минута, час, день, месяц, день недели"
        ),
        ("the rule {} has no date from {} on, however long one waits", "у правила {1} нет ни одной даты после {2}"),
        (
            "look for a day that does not exist, such as February 30, or an INTERVAL that always misses it",
            "проверьте, нет ли дня, которого не бывает, как 30 февраля, или INTERVAL, который его всегда минует"
        ),
        ("the cron line {} has no date, however long one waits", "у строки cron {1} нет ни одной даты"),
        ("look for a day that does not exist in its months, such as February 30", "проверьте, нет ли дня, которого не бывает, как 30 февраля"),
        ("{}: {} takes {}, found {}", "{1}: {2} принимает {3}, получено {4}"), ("{} takes {}, found {}", "{1} принимает {2}, получено {3}"),
    ]
}
