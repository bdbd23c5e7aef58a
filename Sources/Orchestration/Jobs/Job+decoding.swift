import Recurrence

extension Job {
    private static let keys = ["kind", "name", "title", "connection", "space", "room", "record", "schedule", "analytics"]
    private static let laterKeys = ["on", "playback", "alertBefore", "cleanup", "onFailure"]
    private static let laterKinds = ["actions", "analytics"]

    /// Reads a job from a document. Nil after a report.
    init?(_ document: DocumentValue, zones: ZoneDatabase) {
        // Other kinds have other keys, which would be reported one by one.
        if let kind = document.child("kind"), kind.choice(Kind.self, unavailable: Self.laterKinds) == nil { return nil }
        guard let keys = document.map(Self.keys, unavailable: Self.laterKeys) else { return nil }
        let kind = keys.required("kind") { $0.choice(Kind.self) }
        let name = keys.required("name") { $0.name() }
        let title = keys.required("title") { $0.text(maximum: 200) }
        let connection = keys.optional("connection") { $0.name() } ?? "default"
        let space = keys.required("space") { $0.text() }
        let room = keys.required("room") { $0.text() }
        let record = keys.required("record") { RecordChoice($0) }
        let planned = keys.optional("schedule") { PlannedSchedule($0, zones: zones) }
        let analytics = keys.optional("analytics") { AnalyticsPlan($0) } ?? AnalyticsPlan()
        guard let kind, let name, let title, let space, let room, let record else { return nil }
        self.init(
            kind: kind, name: name, title: title, connection: connection, space: space, room: room, record: record, schedule: planned?.schedule,
            missedWindow: planned?.missedWindow ?? .minutes(15), analytics: analytics)
    }
}

extension RecordChoice {
    init?(_ value: DocumentValue) {
        guard let keys = value.map(["id", "name", "latest"]) else { return nil }
        let given = ["id", "name", "latest"].filter { keys.value.child($0) != nil }
        guard
            value.check(
                given.count == 1, "expected exactly one of id, name and latest, found \(given.isEmpty ? "none" : given.joined(separator: ", "))")
        else { return nil }
        if let id = keys.value.child("id") {
            guard let id = id.text() else { return nil }
            self = .id(id)
        } else if let name = keys.value.child("name") {
            guard let name = name.text() else { return nil }
            self = .name(name)
        } else {
            guard let latest = keys.value.child("latest")?.map(["minDuration", "nameContains"], unavailable: ["freeze"]) else { return nil }
            self = .latest(
                minimumDuration: latest.optional("minDuration") { $0.duration(isPositive: true) }.map(JobDuration.init),
                nameContains: latest.optional("nameContains") { $0.text() })
        }
    }
}

extension AnalyticsPlan {
    init?(_ value: DocumentValue) {
        self.init()
        guard let keys = value.map(["after", "giveUpAfter", "formats"], unavailable: ["every"]) else { return nil }
        after = keys.optional("after") { $0.duration() }.map(JobDuration.init) ?? after
        giveUpAfter = keys.optional("giveUpAfter") { $0.duration(isPositive: true) }.map(JobDuration.init) ?? giveUpAfter
        let problem =
            "collection would end (giveUpAfter \(DurationText.format(giveUpAfter.value))) before it begins (after \(DurationText.format(after.value)))"
        guard (keys.child("giveUpAfter") ?? value).check(after < giveUpAfter, problem, hint: "make giveUpAfter longer than after") else { return nil }
        formats =
            keys.optional("formats") { value in value.list("a list such as [xlsx]") { $0.choice(Format.self, unavailable: ["csv", "json"]) } }
            ?? formats
        if let value = keys.child("formats"), value.isList {
            _ = value.check(!value.items.isEmpty, "the list is empty", hint: "write [xlsx]")
            _ = value.check(Set(formats).count == formats.count, "a format is listed twice")
        }
        formats.sort { $0.rawValue < $1.rawValue }
    }
}
