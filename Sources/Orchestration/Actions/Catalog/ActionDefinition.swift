/// One thing that the service offers to do: what every door to it, and every description of it, is made from.
package struct ActionDefinition: Hashable, Sendable {
    /// What it does to the account.
    package enum Kind: String, Sendable, CaseIterable {
        /// It changes nothing that people could miss.
        case reads
        case changes
        /// What it removes cannot be had back.
        case removes
    }

    /// livedigital's word for it, unique.
    package var name: String
    /// livedigital's operations that it uses, the one that it is about first.
    package var operations: [String]
    /// Noun and verb on the command line.
    package var command: [String]
    package var kind: Kind
    package var title: Localized
    package var summary: Localized
    /// What is to be known before it is done.
    package var warning: Localized?
    package var parameters: [ActionParameter]
    /// Where the parameters leave a choice: the sets of them of which exactly one has to be given; empty where they do not.
    package var alternatives: [[String]]
    package var results: [ActionMember]
    /// What it can fail with, besides what every action can.
    package var errors: [ActionErrorCode]

    package init(
        _ name: String, operations: [String], command: [String], kind: Kind, title: Localized, summary: Localized, warning: Localized? = nil,
        parameters: [ActionParameter], alternatives: [[String]] = [], results: [ActionMember], errors: [ActionErrorCode]
    ) {
        self.name = name
        self.operations = operations
        self.command = command
        self.kind = kind
        self.title = title
        self.summary = summary
        self.warning = warning
        self.parameters = parameters
        self.alternatives = alternatives
        self.results = results
        self.errors = ActionErrorCode.common + errors
    }

    /// The parameter that a member of a request gives; nil where there is none.
    package func parameter(forMember member: String) -> ActionParameter? { parameters.first { $0.members.contains(member) } }

    /// All members that a request may have, in the order of the parameters.
    package var members: [String] { parameters.flatMap(\.members) }
}

/// Why an action fails, in a fixed word for programs.
package enum ActionErrorCode: String, CaseIterable, Sendable {
    case invalidRequestParams = "invalid_request_params"
    case unauthorized
    case forbidden
    case planRestricted = "plan_restricted"
    case notFound = "not_found"
    case ambiguousName = "ambiguous_name"
    case notCreatedHere = "not_created_here"
    case conflict
    case notReady = "not_ready"
    case rateLimited = "rate_limited"
    case upstreamError = "upstream_error"

    /// What every action can fail with.
    static let common: [ActionErrorCode] = [.invalidRequestParams, .unauthorized, .forbidden, .planRestricted, .rateLimited, .upstreamError]

    /// What it means and what helps.
    package var meaning: Localized {
        switch self {
        case .invalidRequestParams:
            Localized(
                russian: "Invalid request params: параметр отсутствует, неизвестен или имеет недопустимое значение",
                english: "Invalid request params: a parameter is missing, unknown or has a value that cannot be")
        case .unauthorized:
            Localized(
                russian: "Unauthorized: токен livedigital неверен или отозван; создайте новый в личном кабинете, раздел «Интеграция»",
                english: "Unauthorized: the livedigital token is wrong or revoked; make a new one in the account, section “Интеграция”")
        case .forbidden:
            Localized(
                russian: "Нет прав на это; нужен токен владельца аккаунта", english: "No right to it; the token of the account's owner is needed")
        case .planRestricted:
            Localized(russian: "Функция недоступна на тарифе аккаунта", english: "The account's plan lacks it")
        case .notFound: Localized(russian: "Такого объекта нет", english: "There is no such object")
        case .ambiguousName:
            Localized(russian: "Такое название есть у нескольких объектов; укажите id", english: "Several objects have that name; give an id")
        case .notCreatedHere:
            Localized(
                russian: "Группа создана не этим сервисом; чтобы всё равно удалить её, передайте force = true",
                english: "The space was not created by this service; to delete it all the same, pass force = true")
        case .conflict: Localized(russian: "livedigital отклонил действие из-за состояния объекта", english: "The state of the object forbids it")
        case .notReady:
            Localized(
                russian: "Отчёт или запись ещё не готовы; повторите позже", english: "The report or recording is not there yet; try again later")
        case .rateLimited: Localized(russian: "Слишком много запросов; повторите позже", english: "Too many requests; try again later")
        case .upstreamError: Localized(russian: "Ошибка на стороне livedigital", english: "livedigital failed")
        }
    }
}
