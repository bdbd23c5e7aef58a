import Orchestration

/// The shapes of answers that several operations share.
enum Components {
    /// - Parameter zones: the names of the time zones.
    static func all(zones: [String]) -> [(String, Schema)] { shapes + [("Timezone", .choice(zones))] }

    private static let shapes: [(String, Schema)] = [
        ("Run", run), ("Outcome", outcome), ("Pending", pending), ("Job", job), ("JobWithDocument", jobWithDocument), ("Occurrence", occurrence),
        ("Session", session), ("Option", option),
        ("Noop", noop), ("Hook", hook), ("Event", event), ("Delivery", delivery),
        ("Invitation", invitation), ("JobDocument", JobSchema.document),
    ]

    private static let text = Schema.text()
    private static let optionalText = Schema.text().orNull

    static let run = Schema.object(
        [
            ("id", text), ("job", text), ("state", .choice(RunView.State.allCases.map(\.rawValue))), ("published", .boolean),
            ("spaceId", optionalText), ("roomId", optionalText), ("playbackId", optionalText), ("recordId", optionalText), ("eventId", optionalText),
            ("inviteUrl", optionalText), ("startsAt", Schema.instant.orNull), ("endsAt", Schema.instant.orNull), ("timezone", optionalText),
            ("reports", .list(.object([("format", text), ("url", optionalText), ("bytes", .integer()), ("sha256", text)]))),
            ("steps", .list(.object([("name", text), ("state", text), ("attempts", .integer()), ("how", optionalText)]))), ("error", optionalText),
            ("detail", optionalText), ("results", .list(.object([("step", text), ("action", text), ("result", .anyObject)]))),
        ], optional: ["detail", "results"])

    /// What a run that publishes an autowebinar brings.
    static let outcome = Schema.object([
        ("id", text), ("state", .choice(RunView.State.allCases.map(\.rawValue))), ("published", .boolean), ("spaceId", optionalText),
        ("roomId", optionalText), ("playbackId", optionalText), ("recordId", optionalText), ("eventId", optionalText), ("inviteUrl", optionalText),
        ("startsAt", Schema.instant.orNull), ("timezone", optionalText), ("statusUrl", text),
    ])

    /// A run that is on its way.
    static let pending = Schema.object([
        ("id", text), ("state", .choice(RunView.State.allCases.map(\.rawValue))), ("published", .boolean), ("step", optionalText),
        ("reason", optionalText), ("statusUrl", text),
    ])

    static let occurrence = Schema.object([
        ("startsAt", Schema.instant.orNull), ("local", optionalText), ("timezone", text), ("mark", optionalText),
    ])

    private static let jobMembers: [(String, Schema)] = [
        ("name", text), ("kind", text), ("title", text), ("connection", text), ("state", .choice(["active", "paused"])),
        ("pausedReason", optionalText), ("detail", optionalText), ("failures", .integer()), ("file", optionalText),
        ("next", .list(.named("Occurrence"))),
    ]

    static let job = Schema.object(jobMembers)

    /// A job with what `PUT` takes.
    static let jobWithDocument = Schema.object(jobMembers + [("document", .named("JobDocument"))])

    static let session = Schema.object([
        ("id", text), ("kind", .choice(["autowebinar", "call"])), ("job", text), ("connection", text), ("spaceId", optionalText),
        ("roomId", optionalText), ("title", text), ("startsAt", .instant), ("local", optionalText),
        ("timezone", optionalText), ("endsAt", Schema.instant.orNull), ("state", .choice(Session.State.allCases.map(\.rawValue))),
        (
            "reports",
            .list(
                .object([
                    ("format", text), ("state", text), ("dueAt", .instant), ("url", optionalText), ("bytes", Schema.integer().orNull),
                    ("sha256", optionalText), ("participants", Schema.integer().orNull), ("importedAt", Schema.instant.orNull),
                    ("reason", optionalText), ("detail", optionalText),
                ]))
        ),
    ])

    static let invitation = Schema.object([
        ("job", text), ("run", text), ("uid", text), ("title", text), ("startsAt", Schema.instant.orNull), ("endsAt", Schema.instant.orNull),
        ("timezone", text), ("status", .choice(["confirmed", "cancelled"])), ("sequence", .integer()), ("url", optionalText),
    ])

    static let option = Schema.object([("id", text), ("value", text), ("name", text), ("label", text), ("parentId", optionalText)])

    static let eventType = Schema.choice(EventType.allCases.map(\.rawValue))

    private static let hookMembers: [(String, Schema)] = [
        ("id", text), ("url", text), ("events", .list(eventType)), ("spaceId", optionalText), ("roomId", optionalText), ("jobName", optionalText),
        ("form", text), ("status", .choice(["active", "disabled"])), ("disabledReason", optionalText), ("createdAt", .instant),
    ]

    static let hook = Schema.object(hookMembers + [("detail", optionalText)])

    /// A hook as the one who subscribes is told of it.
    static let subscribedHook = Schema.object(hookMembers + [("secret", text)])

    static let event = Schema.object(
        Event.members.map { name in
            switch name {
            case "id", "eventName": (name, text)
            case "type": (name, eventType)
            case "timestamp": (name, .instant)
            case "test": (name, .boolean)
            default: (name, optionalText)
            }
        })

    static let delivery = Schema.object([
        ("id", text), ("hookId", text), ("type", eventType), ("state", .choice(Delivery.State.allCases.map(\.name))), ("attempts", .integer()),
        ("status", Schema.integer().orNull), ("reason", optionalText), ("detail", optionalText), ("queuedAt", .instant),
        ("nextAttemptAt", Schema.instant.orNull),
        ("endedAt", Schema.instant.orNull),
    ])

    static let noop = Schema.object([("status", .choice(["noop"])), ("reason", text)])
}
