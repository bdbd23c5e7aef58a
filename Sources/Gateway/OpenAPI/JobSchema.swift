import LivedigitalAPI
import Orchestration
import Recurrence

/// The shape of a job document: what ``JobFile`` reads, as far as a schema can say it.
///
/// What a job means, whether its rule ever matches and what its steps refer to, is judged by the reader alone.
enum JobSchema {
    static let document = Schema([
        "type": "object", "required": ["kind"], "properties": ["kind": Schema.choice(Job.Kind.allCases.map(\.rawValue)).json],
        "anyOf": [autowebinar.json, actions.json, analytics.json],
    ])

    private static let autowebinar = map(
        required: common(.autowebinar) + [("title", text(200)), ("space", text()), ("room", text())],
        optional: owned(schedule(isPermanent: true)) + [
            ("record", record), ("on", trigger), ("playback", choice(AutowebinarJob.PlaybackForm.self)), ("analytics", plan),
            ("alertBefore", duration),
            ("cleanup", .any(.choice(["never"]), longer)),
        ],
        rules: [
            .any(
                .all(.members([("record", record)], isRequired: true), .members([("on", nothing)])),
                .all(.members([("on", trigger)], isRequired: true), .members([("record", nothing)]))),
            // A permanent autowebinar shares nothing.
            .any(
                .members([("playback", .any(nothing, .choice([AutowebinarJob.PlaybackForm.perOccurrence.rawValue])))]),
                .members([("schedule", .any(nothing, .members([("always", nothing)])))])),
        ])

    private static let actions = map(
        required: common(.actions) + [("steps", .list(step, 1...100))],
        optional: owned(schedule()) + [("constants", constants), ("on", beginning)],
        rules: [.any(.members([("on", nothing)]), .members([("schedule", nothing)]))])

    private static let analytics = map(
        required: common(.analytics) + [("space", text()), ("period", period)],
        optional: owned(schedule(isOfWebinar: false)) + [
            ("room", text()), ("formats", formats(ReportFormat.allCases.map(\.rawValue))), ("after", duration), ("giveUpAfter", longer),
        ])

    private static func common(_ kind: Job.Kind) -> [(String, Schema)] { [("kind", .choice([kind.rawValue]))] }

    private static func owned(_ schedule: Schema) -> [(String, Schema)] {
        [
            ("name", .text(pattern: .name)), ("connection", .text(pattern: .name)), ("schedule", schedule),
            ("onFailure", map(optional: [("pauseAfter", Schema.integer(0...1000).given)])),
        ]
    }

    // MARK: The schedule

    /// - Parameters:
    ///   - isPermanent: whether it can be the permanent form.
    ///   - isOfWebinar: whether its dates are sessions that are made ahead and last.
    private static func schedule(isPermanent: Bool = false, isOfWebinar: Bool = true) -> Schema {
        let exceptions: [(String, Schema)] = [
            ("exclude", .list(.any(.text(pattern: day), .text(pattern: time), .text(pattern: TextPattern("^holidays/[a-z0-9-]+$"))))),
            ("include", .list(.text(pattern: time), 0...Job.maximumDates)), ("move", moves), ("onHoliday", choice(Schedule.HolidayRule.self)),
        ]
        let series: [(String, Schema)] = [
            ("start", .text(pattern: time)), ("rrule", text()), ("cron", text()), ("dates", .list(.text(pattern: time), 1...Job.maximumDates)),
            ("always", Schema(["enum": [true]])),
        ]
        var forms = [["start"], ["start", "rrule"], ["cron"], ["start", "cron"], ["dates"]].map { form($0, of: series) }
        if isPermanent { forms.append(.all(form(["always"], of: series), .members(exceptions.map { ($0.0, nothing) }))) }
        let ahead: [(String, Schema)] = [("horizon", longer), ("overlap", choice(AutowebinarJob.Overlap.self))]
        return map(
            required: [("timezone", .named("Timezone"))],
            optional: series.filter { isOfWebinar || $0.0 != "always" } + exceptions + (isOfWebinar ? ahead : []) + [
                ("dst", map(optional: [("gap", choice(Zone.GapRule.self)), ("overlap", choice(Zone.OverlapRule.self))])),
                ("missed", map(optional: [("policy", choice(Job.Missed.Policy.self)), ("window", duration)])),
            ], rules: [.any(forms)])
    }

    /// Just these of the keys that say when.
    private static func form(_ keys: [String], of series: [(String, Schema)]) -> Schema {
        .all(
            .members(series.filter { keys.contains($0.0) }, isRequired: true),
            .members(series.filter { !keys.contains($0.0) }.map { ($0.0, nothing) }))
    }

    private static let moves = Schema([
        "type": "object", "minProperties": 1, "propertyNames": ["anyOf": [["pattern": .string(day.source)], ["pattern": .string(time.source)]]],
        "additionalProperties": Schema.text(pattern: time).json,
    ])

    // MARK: Autowebinars

    private static let record = Schema.any(
        map(required: [("id", text())]), map(required: [("name", text())]),
        map(required: [("latest", map(optional: [("minDuration", longer), ("nameContains", text()), ("freeze", .plainBoolean)]))]))

    private static let trigger = map(
        required: [("event", .choice([EventType.recordFinished.rawValue]))], optional: [("space", text()), ("room", text()), ("after", longer)])

    private static let plan = map(optional: [
        ("after", duration), ("giveUpAfter", longer), ("formats", formats(AnalyticsPlan.Format.allCases.map(\.rawValue))), ("every", longer),
    ])

    // MARK: Actions

    /// One action; what goes with it is described where the action itself is offered.
    private static let step = map(
        required: [("id", .text(pattern: .name)), ("action", .choice(ActionCatalog.all.map(\.name)))],
        optional: [("with", Schema(["type": "object", "additionalProperties": scalar.json]))])

    private static let scalar = Schema(["type": ["string", "number", "boolean", "null"]])

    private static let constants = Schema([
        "type": "object", "minProperties": 1,
        "additionalProperties": scalar.json,
    ])

    /// The event that begins them. A room is one of a space.
    private static let beginning = map(
        required: [("event", choice(EventTrigger.BeginsActions.self))], optional: [("space", text()), ("room", text()), ("after", duration)],
        rules: [.any(.members([("room", nothing)]), .members([("space", text())], isRequired: true))])

    // MARK: Analytics

    private static let period = Schema.any(map(required: [("last", longer)]), map(required: [("from", bound), ("to", bound)]))
    private static let bound = Schema.any(.text(pattern: day), .instant)

    private static func formats(_ names: [String]) -> Schema {
        guard case .object(var list) = Schema.list(.choice(names), 1...names.count).json else { return .anyObject }
        list["uniqueItems"] = true
        return Schema(.object(list))
    }

    // MARK: Values

    private static let nothing = Schema(["type": "null"])
    private static let duration = Schema.text(pattern: TextPattern("^[0-9]{1,9}(?:ms|s|m|h|d)$"))
    /// A duration that is not zero.
    private static let longer = Schema.text(
        pattern: TextPattern("^(?:\((0...8).map { "0{\($0)}[1-9][0-9]{0,\(8 - $0)}" }.joined(separator: "|")))(?:ms|s|m|h|d)$"))
    private static let date: String = {
        let leap = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29"
        let long = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        let short = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
        let year = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
        return "(?:\(leap)|\(year)-(?:\(long)|\(short)|02-(?:0[1-9]|1[0-9]|2[0-8])))"
    }()
    private static let day = TextPattern("^\(date)$")
    private static let time = TextPattern("^\(date)T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$")

    /// A line of text; what YAML reads as a number or a switch is a text, too.
    private static func text(_ longest: Int = 1000) -> Schema {
        Schema([
            "type": ["string", "number", "boolean"], "minLength": 1, "maxLength": .integer(longest), "pattern": .string(TextPattern.line.source),
        ])
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) -> Schema {
        .choice(type.allCases.map(\.rawValue))
    }

    /// A closed object; what is optional may be null.
    private static func map(required: [(String, Schema)] = [], optional: [(String, Schema)] = [], rules: [Schema] = []) -> Schema {
        let members = required + optional.map { ($0.0, $0.1.orNull) }
        var schema: [String: JSON] = [
            "type": "object", "additionalProperties": false, "required": .array(required.map { .string($0.0) }),
            "properties": .object(Dictionary(uniqueKeysWithValues: members.map { ($0.0, $0.1.json) })),
        ]
        if !rules.isEmpty { schema["allOf"] = .array(rules.map(\.json)) }
        return Schema(.object(schema))
    }
}
