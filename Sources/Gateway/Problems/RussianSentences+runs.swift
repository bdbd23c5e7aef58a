extension RussianSentences {
    // MARK: What becomes of runs, dates and reports

    static let runs: [(String, String)] = states + changes

    private static let states: [(String, String)] = [
        ("the connection is paused: {}", "подключение приостановлено: {1}"),
        // Before whatever the reason may look like.
        ("the run {} is at {}: {}", "запуск {1} выполняется, шаг {2}: {3}"), ("the run {} is at {}", "запуск {1} выполняется, шаг {2}"),
        ("its beginning", "первый"),
        answered,
        ("{} has ended already: {}", "запуск {1} уже закончился: {2}"),
        ("livedigital asks for fewer requests at a time; the run goes on by itself", "livedigital просит обращаться реже; запуск продолжится сам"),
        ("{} is being worked on", "запуск {1} сейчас выполняется"),
        ("{} cannot go on: {}; run its job again to make a new one", "запуск {1} не может продолжиться: {2}; запустите его задание ещё раз"),
        (
            "{} has no question to answer; mend what it is held for, then: POST /v1/runs/{}/retry",
            "запуск {1} ни о чём не спрашивает; исправьте то, из-за чего он остановлен, затем: POST /v1/runs/{1}/retry"
        ),
        ("{} Until that works, nothing can be adopted.", "{1} Пока это не работает, ничего принять нельзя."),
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
        (
            "The run {} is being cancelled, and what it has done is still being checked; try again in a few seconds.",
            "Запуск {1} отменяется, и ещё выясняется, что он успел сделать; повторите через несколько секунд."
        ),
        ("nothing is given that is to be changed", "не передано ничего, что нужно изменить"),
        ("the job is paused", "задание уже приостановлено"), ("the job is not paused", "задание не приостановлено"),
        ("late: not published within {} after its start, {} ({})", "опоздание: не опубликован за {1} после начала, {2} ({3})"),
        ("late: not published within {} after its start, {}", "опоздание: не опубликован за {1} после начала, {2}"),
        ("late: the start, {}, had passed before the run began", "опоздание: начало, {1}, прошло раньше, чем запуск начался"),
        ("{}: gave up waiting: {}", "{1}: ждать перестали: {2}"),
        ("{}: gave up after {} attempts: {}", "{1}: попыток сделано {2}, больше не будет: {3}"),
        ("looked up after the settle window: not done", "проверено: не сделано"),
        ("it may have been done; sent again after the settle window", "могло быть сделано; отправлено ещё раз"),
        ("the event {} has no session yet", "у события {1} ещё нет сессии"),
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
        ("The recording {} failed and will never be there.", "Запись {1} не удалась, её не будет."),
        ("The recording {} was aborted and will never be there.", "Запись {1} прервана, её не будет."),
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
        (
            "This externalId belongs to the run {}, which was asked for with other values; use a new one.",
            "Этот externalId принадлежит запуску {1} с другими параметрами; возьмите новый."
        ),
        ("The run {} was cancelled after it was published.", "Запуск {1} отменён уже после публикации."),
        ("The run {} was not published: {}", "Запуск {1} не опубликован: {2}"), ("it was cancelled", "он отменён"),
        ("There is no session {}; GET /v1/sessions shows them all.", "Сессии {1} нет; список: GET /v1/sessions."),
        (
            "The run of the session {} is not kept any more, and with it what its playback and event are; give its space, playback and event id instead.",
            "Запуск сессии {1} уже не хранится, а с ним и id автовебинара и события; вместо сессии передайте группу, автовебинар и id события."
        ),
        ("The session {} is that of a call; its report comes with: {}", "Сессия {1} — звонок; его отчёт: {2}"),
        ("The session {} was not published, or its autowebinar is removed.", "Сессия {1} не опубликована, или её автовебинар удалён."),
        ("The stored state of the run lacks what {} needs; {}", "В сохранённом состоянии запуска не хватает данных; начните заново"),
        ("the report failed", "отчёт не получен"),
        ("stored, but its file is gone or was changed", "отчёт был сохранён, но его файла нет или он изменён"),
        ("it cannot be collected again", "получить его снова нельзя"),
    ]

    /// What livedigital shows of a playback after a change of it was taken.
    private static let changes: [(String, String)] = [
        ("publication", "публикацию"), ("record", "запись"),
    ].flatMap { change, taken -> [(String, String)] in
        let shows = "livedigital took the \(change), but shows the playback {}"
        let shown = "livedigital принял \(taken), но автовебинар {1} у него"
        return [
            ("\(shows) not published with the record none", "\(shown) не опубликован и без записи"),
            ("\(shows) not published with the record {}", "\(shown) не опубликован, запись {2}"),
            ("\(shows) published with the record none", "\(shown) опубликован и без записи"),
            ("\(shows) published with the record {}", "\(shown) опубликован, запись {2}"),
            (
                "livedigital took the \(change), but could not be asked for it: {}",
                "livedigital принял \(taken), но узнать результат не удалось: {1}"
            ),
        ]
    }

    /// What became of the past dates of a job.
    static let backfills: [(String, String)] = [
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

    /// What else became of the dates of a job.
    static let occurrences: [(String, String)] = [
        ("its run was cancelled before the job was applied", "запуск отменён раньше, чем применено задание"),
        ("its run was skipped, and the job was changed or resumed since", "запуск был пропущен, а задание с тех пор изменено или возобновлено"),
        ("its run failed, and the job was changed or resumed since", "запуск завершился ошибкой, а задание с тех пор изменено или возобновлено"),
        ("its run was cancelled", "запуск отменён"), ("its run failed: {}", "запуск завершился ошибкой: {1}"),
        ("its run failed", "запуск завершился ошибкой"), ("triggered", "запущено вручную"),
        ("overlap: the session before it ends at {}", "пересечение: предыдущий показ заканчивается {1}"),
        ("overlap: the session after it begins at {}", "пересечение: следующий показ начинается {1}"),
        ("left out: it is excluded", "не проводится: дата исключена"), ("left out: it is a holiday", "не проводится: праздник"),
        ("left out: the clock jumps over {}, and dst.gap is skip", "не проводится: при переводе часов времени {1} нет, а dst.gap: skip"),
        (
            "late: not published at {}, its start is {}, it is at {}",
            "опоздание: в {1} не опубликован, начало {2}, шаг {3}"
        ),
        ("late: not published at {}, its start is {}", "опоздание: в {1} не опубликован, начало {2}"),
    ]

    /// Why a report is not there or cannot be read.
    static let reports: [(String, String)] = [
        ("the run was cancelled before the report was there", "запуск отменён раньше, чем появился отчёт"),
        ("the collection was cancelled before the report was there", "сбор отменён раньше, чем появился отчёт"),
        ("reports stored: {} of {}, calls: {}", "сохранено отчётов: {1} из {2}, звонков: {3}"),
        ("more reports: {}", "ещё отчётов: {1}"), ("more lists of calls: {}", "ещё списков звонков: {1}"),
        ("call {}, {}", "звонок {1}, {2}"), ("calls of the room {}: {}", "звонки комнаты {1}: {2}"),
        ("the call has not ended within {} of its start", "звонок не завершился за {1} с начала"),
        ("the call has not ended", "звонок не завершился"), ("no list of calls has it", "в списках звонков его нет"),
        ("the file is not there or may not be read", "файла отчёта нет, или он не читается"),
        ("the file is larger than {} MiB", "файл отчёта больше {1} МиБ"),
        ("the file cannot be read: {}", "файл отчёта не читается: {1}"),
        ("the file is not what was collected: its SHA-256 differs", "файл отчёта не тот, что был получен: SHA-256 другой"),
        ("it has more than {} participants", "участников больше {1}"),
        (
            "row {}, column \"{}\" of the file has a text of more than {} characters, which no cell of a spreadsheet holds; shorten it in livedigital, and the report can be collected again once its file is deleted",
            "в строке {1} файла отчёта, в столбце «{2}», текст длиннее {3} символов, столько ячейка таблицы не вмещает; сократите его в livedigital, и отчёт можно будет получить заново, когда его файл будет удалён"
        ),
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
}
