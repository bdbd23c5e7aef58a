import Orchestration

/// Every sentence that an answer says to people, in both languages: the one home of the texts.
enum ProblemText {
    // MARK: The request

    static func noSuchPath(_ path: String) -> Localized {
        Localized(
            "There is nothing at \(path); GET /v1/openapi.json lists what there is.",
            russian: "По адресу \(path) ничего нет; список: GET /v1/openapi.json.")
    }

    static func wrongMethod(_ method: String, allowed: [String]) -> Localized {
        let list = allowed.joined(separator: ", ")
        return Localized("\(method) is not possible here; use \(list).", russian: "Метод \(method) здесь невозможен; используйте \(list).")
    }

    static let slowRequest = Localized(
        "The request did not arrive within 10 seconds; send it again at once.", russian: "Запрос не пришёл целиком за 10 секунд; пришлите его снова.")

    static let tooLarge = Localized("The body is larger than 1 MiB.", russian: "Тело запроса больше 1 МиБ.")

    static let headersTooLarge = Localized(
        "The header fields are larger than 80 KiB; send fewer or shorter ones.", russian: "Заголовки запроса больше 80 КиБ; сократите их.")

    static let notHTTP = Localized("No HTTP/1.1; addresses are percent-encoded.", russian: "Это не HTTP/1.1; адреса пишут в процентной кодировке.")

    static let notJSON = Localized(
        "The body is not a JSON object in UTF-8; send one with Content-Type: application/json.",
        russian: "Тело запроса — не объект JSON в UTF-8; пришлите его с Content-Type: application/json.")

    static let notPercentEncoding = Localized(
        "A percent sign in an address is followed by two hexadecimal digits, and together they are UTF-8.",
        russian: "В адресе за знаком % следуют две шестнадцатеричные цифры, и вместе они составляют UTF-8.")

    static let unexpectedBody = Localized("This request takes no body.", russian: "У этого запроса не бывает тела.")

    static func unknownMember(_ hint: Localized) -> Localized {
        Localized("there is no such member; \(hint.english)", russian: "такого параметра нет; \(hint.russian)")
    }

    static func knownMembers(_ names: [String]) -> Localized {
        let list = names.joined(separator: ", ")
        return names.isEmpty
            ? Localized("none are known", russian: "здесь их не бывает") : Localized("known: \(list)", russian: "известны: \(list)")
    }

    static let missing = Localized("it is required", russian: "обязательный параметр не указан")

    static let givenTwice = Localized("it is given more than once", russian: "указан несколько раз")

    static let givenInPath = Localized("the address says it already; leave it out", russian: "это уже сказано в адресе; уберите параметр")

    static func notOneOf(_ found: String, _ expected: [String]) -> Localized {
        let list = expected.joined(separator: ", ")
        return Localized("expected one of \(list), found \(found)", russian: "ожидалось одно из: \(list); получено \(found)")
    }

    static func notText(_ found: String) -> Localized { Localized("expected a text, found \(found)", russian: "ожидался текст, получено \(found)") }

    static func notLength(_ range: ClosedRange<Int>, _ length: Int) -> Localized {
        Localized(
            "expected \(range.lowerBound) to \(range.upperBound) characters, found \(length)",
            russian: "ожидалось от \(range.lowerBound) до \(range.upperBound) символов, получено \(length)")
    }

    static let controlCharacters = Localized(
        "it must be one line without control characters", russian: "нужна одна строка без управляющих символов")

    static func notInteger(_ range: ClosedRange<Int>, _ found: String) -> Localized {
        Localized(
            "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(found)",
            russian: "ожидалось целое число от \(range.lowerBound) до \(range.upperBound), получено \(found)")
    }

    static func notBoolean(_ found: String) -> Localized {
        Localized("expected true or false, found \(found)", russian: "ожидалось true или false, получено \(found)")
    }

    static func notInstant(_ found: String) -> Localized {
        Localized(
            "expected a date and time such as 2026-12-01T16:00:00Z or 2026-12-01T19:00:00+03:00, found \(found)",
            russian: "ожидались дата и время вида 2026-12-01T16:00:00Z или 2026-12-01T19:00:00+03:00, получено \(found)")
    }

    static func notName(_ found: String) -> Localized {
        Localized(
            "expected 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit, found \(found)",
            russian: "ожидалось от 1 до 63 символов a-z, 0-9 и -, первым — буква или цифра; получено \(found)")
    }

    static func notTarget(_ found: String) -> Localized {
        Localized(
            "expected a web address such as https://hooks.example.com/path, without a user name and a # part, what is not ASCII percent-encoded, "
                + "a name in punycode, a port from 1 to 65535; found \(found)",
            russian: "ожидался адрес вида https://hooks.example.com/path без имени пользователя и части после #, не-ASCII — в процентной кодировке, "
                + "имя сервера — в punycode, порт — от 1 до 65535; получено \(found)")
    }

    static func notList(_ found: String) -> Localized { Localized("expected a list, found \(found)", russian: "ожидался список, получено \(found)") }

    static func oneOfTwo(_ first: String, _ second: String) -> Localized {
        Localized("give exactly one of \(first) and \(second)", russian: "укажите ровно один из параметров \(first) и \(second)")
    }

    static func past(_ instant: String) -> Localized { Localized("\(instant) has passed", russian: "время \(instant) уже прошло") }

    static func notAfter(_ from: String) -> Localized { Localized("it must lie after \(from)", russian: "должно быть позже \(from)") }

    static func notBefore(_ to: String) -> Localized { Localized("it must lie before \(to)", russian: "должно быть раньше \(to)") }

    static func noSuchZone(_ name: String) -> Localized {
        Localized(
            "there is no time zone \(name); use an IANA name such as Europe/Moscow",
            russian: "нет часового пояса \(name); нужно имя IANA, например Europe/Moscow")
    }

    static let staleCursor = Localized("it is not a cursor that this list gave", russian: "такого курсора этот список не выдавал")

    // MARK: Who asks

    static let noKey = Localized(
        "Give a livedigital personal token or a key of this service: Authorization: Bearer KEY, or X-API-Key: KEY.",
        russian: "Передайте персональный токен livedigital или ключ этого сервиса: Authorization: Bearer КЛЮЧ или X-API-Key: КЛЮЧ.")

    /// - Parameter code: what became of the trial of a key at livedigital.
    static func untried(as code: ProblemCode) -> Localized {
        code == .forbidden || code == .planRestricted
            ? Localized(
                "livedigital did not let the key be tried; the plan of its account may not include it. The log of the service says why.",
                russian: "livedigital не дал проверить ключ: возможно, этого нет в тарифе аккаунта. Причина записана в журнале сервиса.")
            : Localized(
                "The key could not be tried at livedigital; try again later. The log of the service says why.",
                russian: "Ключ не удалось проверить в livedigital; повторите позже. Причина записана в журнале сервиса.")
    }

    static let wrongKey = Localized(
        "This key is unknown or revoked, and livedigital does not accept it as a personal token.",
        russian: "Ключ неизвестен или отозван, и livedigital не принимает его как персональный токен.")

    static let lostConnection = Localized(
        "livedigital does not accept the token of this connection any more; replace it.",
        russian: "livedigital больше не принимает токен этого подключения; замените его.")

    static let tooManyRequests = Localized(
        "Too many requests at once; send fewer at a time.", russian: "Слишком много одновременных запросов; отправляйте реже.")

    // MARK: Things

    static func noSuch(_ what: Thing, _ name: String) -> Localized {
        Localized("There is no \(what.english) \(name).", russian: "\(what.russianAbsent) \(name).")
    }

    /// A kind of thing that may be missing.
    enum Thing {
        case run, job, session, hook, event

        fileprivate var english: String {
            switch self {
            case .run: "run"
            case .job: "job"
            case .session: "session"
            case .hook: "hook"
            case .event: "event"
            }
        }

        fileprivate var russianAbsent: String {
            switch self {
            case .run: "Нет запуска"
            case .job: "Нет задания"
            case .session: "Нет сессии"
            case .hook: "Нет подписки"
            case .event: "Нет события"
            }
        }
    }

    /// What the service says about the state of its own things.
    static func refused(_ reason: String) -> Localized {
        let told = Localized(below: reason)
        return Localized(told.english, russian: "Действие невозможно: \(told.russian)")
    }

    static func foreignConnection(_ name: String) -> Localized {
        Localized(
            "this key belongs to the connection \(name); leave the member out or give that name",
            russian: "ключ принадлежит подключению \(name); не указывайте параметр или укажите это имя")
    }

    /// A mistake in a job document.
    static func mistake(_ diagnostic: Diagnostic) -> Localized {
        let parts = [diagnostic.problem, diagnostic.hint].compactMap(\.self).map(Localized.init(below:))
        return Localized(parts.map(\.english).joined(separator: "; "), russian: parts.map(\.russian).joined(separator: "; "))
    }

    static func noSuchCall(_ id: String) -> Localized {
        Localized(
            "No list of the room's calls has the call \(id), and it has no report; callId comes with the events call_finished and record_finished.",
            russian: "Звонка \(id) нет в списках звонков комнаты, отчёта тоже нет; callId приходит в событиях call_finished и record_finished.")
    }

    static func callElsewhere(_ id: String, room: String) -> Localized {
        Localized("The call \(id) was held in the room \(room); give that one.", russian: "Звонок \(id) был в комнате \(room); укажите её.")
    }

    static let otherJobName = Localized("it must be the name in the address", russian: "должно совпадать с именем в адресе")

    static let takeOverNeedsSpace = Localized(
        "give spaceId too: the webhook of one space is taken over", russian: "укажите и spaceId: заменяется webhook одной группы")

    static let hookSecret = Localized(
        "it must be base64 of 24 to 64 bytes, such as whsec_…", russian: "нужен base64 от 24 до 64 байт, например whsec_…")

    static let unknownAddress = Localized("There is no such address.", russian: "Такого адреса нет.")

    static let badSignature = Localized(
        "The message is not signed with the secret of this webhook.", russian: "Подпись не соответствует секрету этого webhook.")

    static let secretAwaited = Localized(
        "This webhook is being made and its secret is not known here yet; post the message again.",
        russian: "Этот webhook ещё создаётся, и его секрет здесь пока неизвестен; отправьте сообщение ещё раз.")

    static let recordNeedsToken = Localized(
        "livedigital gives this file only to whoever has the account's token; download it there.",
        russian: "livedigital отдаёт этот файл только по токену аккаунта; скачайте его там.")

    static let expiredLink = Localized("This link has expired; ask for a new one.", russian: "Срок действия ссылки истёк; запросите новую.")

    static let reportFileGone = Localized(
        "The file of this report is not there or may not be read.", russian: "Файла этого отчёта нет, или он не читается.")

    static let wrongLink = Localized("This link is not one of ours.", russian: "Эта ссылка выдана не этим сервисом.")

    // MARK: Repeating a request

    static let keyReused = Localized(
        "This Idempotency-Key was used for another request; use a new one.",
        russian: "Этот Idempotency-Key уже использован для другого запроса; возьмите новый.")

    static let inProgress = Localized(
        "The same request is being carried out; ask again in a few seconds.",
        russian: "Такой же запрос ещё выполняется; повторите через несколько секунд.")

    static func externalIdReused(_ run: String) -> Localized {
        Localized(
            "This externalId belongs to the run \(run), which was asked for with other values; use a new one.",
            russian: "Этот externalId принадлежит запуску \(run) с другими параметрами; возьмите новый.")
    }

    // MARK: livedigital and the service

    /// What came of asking livedigital. Its own words follow ours, which say in the reader's language what they mean. What they advise whoever runs the
    /// service is left out: whoever asks over HTTP cannot follow it.
    static func upstream(_ description: String, as code: ProblemCode) -> Localized {
        let meaning =
            switch code {
            case .invalidRequestParams: "livedigital не принял параметры запроса."
            case .ambiguousName: "Под этим названием есть несколько объектов; передайте id."
            case .unauthorized: "livedigital не принимает токен этого подключения; замените его."
            case .forbidden, .planRestricted: "livedigital не разрешил это действие."
            case .notFound, .gone: "livedigital не нашёл то, о чём идёт речь."
            case .conflict, .notCreatedHere: "Сейчас это невозможно."
            case .rateLimited: "livedigital просит обращаться реже; повторите позже."
            case .upstreamUnavailable: "livedigital сейчас недоступен; повторите позже."
            case .upstreamTimeout: tooSlow(goesOn: false).russian
            default: "livedigital ответил не так, как ожидалось."
            }
        let told = Localized(below: description)
        return Localized(told.english, russian: "\(meaning) \(told.russian)")
    }

    /// - Parameter goesOn: a run may have been made, which goes on by itself.
    static func tooSlow(goesOn: Bool) -> Localized {
        goesOn
            ? Localized(
                "livedigital did not answer in time. What was begun goes on and is not lost.",
                russian: "livedigital не ответил вовремя. Начатое продолжается и не потеряется.")
            : Localized(
                "livedigital did not answer in time; nothing was done, try again.",
                russian: "livedigital не ответил вовремя; ничего не сделано, повторите.")
    }

    static let slowed = Localized(
        "livedigital asks for fewer requests at a time; it is done when its turn comes.",
        russian: "livedigital просит обращаться реже; очередь этого запуска ещё не подошла, он выполнится сам.")

    static let unavailable = Localized(
        "The service is being restarted, or its database cannot be written; try again.",
        russian: "Сервис перезапускается, или его база недоступна для записи; повторите запрос.")

    static func internalError(_ requestId: String) -> Localized {
        Localized(
            "Something went wrong in the service; its log tells more under \(requestId).",
            russian: "Внутренняя ошибка; подробности в журнале под номером \(requestId).")
    }
}
