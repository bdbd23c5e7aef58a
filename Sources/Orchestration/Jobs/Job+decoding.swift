import Foundation
import Recurrence

extension Job {
    /// The keys that every kind of job has.
    static let commonKeys = ["kind", "name", "connection", "schedule", "onFailure"]

    /// Reads a job from a document. Nil after a report.
    init?(_ document: DocumentValue, fromTenant: Bool, zones: ZoneDatabase, holidays: HolidayFiles, now: Date) {
        var kind = Kind.autowebinar
        if let value = document.child("kind") {
            // Each kind has keys of its own, which would be reported one by one.
            guard let choice = value.choice(Kind.self) else { return nil }
            kind = choice
        }
        switch kind {
        case .autowebinar:
            guard let keys = document.map(Self.commonKeys + AutowebinarJob.keys) else { return nil }
            self.init(keys, zones: zones, holidays: holidays, now: now) { planned in AutowebinarJob(keys, planned).map(Content.autowebinar) }
        case .actions:
            guard let keys = document.map(Self.commonKeys + ActionsJob.keys) else { return nil }
            self.init(keys, zones: zones, holidays: holidays, now: now) { planned in
                ActionsJob(keys, planned, fromTenant: fromTenant, zones: zones).map(Content.actions)
            }
        case .analytics:
            guard let keys = document.map(Self.commonKeys + AnalyticsJob.keys) else { return nil }
            self.init(keys, zones: zones, holidays: holidays, now: now) { planned in
                AnalyticsJob(keys, planned, zones: zones).map(Content.analytics)
            }
            if document.child("schedule")?.child("missed")?.child("window") == nil { missed.window = AnalyticsJob.missedWindow }
        }
    }

    /// Reads what every job has, and the rest by its kind.
    private init?(_ keys: DocumentMap, zones: ZoneDatabase, holidays: HolidayFiles, now: Date, content: (PlannedSchedule?) -> Content?) {
        let kind = keys.required("kind") { $0.choice(Kind.self) }
        let name = keys.required("name", Self.name)
        let connection = keys.optional("connection") { $0.name() } ?? "default"
        let planned = keys.optional("schedule") { PlannedSchedule($0, zones: zones, holidays: holidays, now: now) }
        let content = content(planned)
        let onFailure = keys.optional("onFailure") { $0.map(["pauseAfter"]) }
        let pauseAfter = onFailure?.optional("pauseAfter") { $0.integer(0...1000) }
        guard kind != nil, let name, let content else { return nil }
        self.init(name: name, connection: connection, schedule: planned?.schedule, content: content)
        if let planned { missed = planned.missed }
        self.pauseAfter = pauseAfter ?? self.pauseAfter
    }
}

extension Job {
    private static func name(_ value: DocumentValue) -> String? {
        guard let name = value.name() else { return nil }
        return value.check(name != RunKey.command, "\"\(name)\" is the name of what belongs to no job", hint: "choose another name") ? name : nil
    }
}

extension AutowebinarJob {
    static let keys = ["title", "space", "room", "record", "playback", "analytics", "alertBefore", "cleanup", "on"]

    /// Reads the keys of an autowebinar. Nil after a report.
    init?(_ keys: DocumentMap, _ planned: PlannedSchedule?) {
        let title = keys.required("title") { $0.text(maximum: 200) }
        let space = keys.required("space") { $0.text() }
        let room = keys.required("room") { $0.text() }
        let trigger = keys.optional("on") { EventTrigger.opening($0) }
        let record =
            keys.child("on") == nil
            ? keys.required("record") { RecordChoice($0) }
            : keys.child("record").map { value in
                value.report("the event of on: supplies the record", hint: "remove record or on")
                return nil
            } ?? .latest(minimumDuration: nil, nameContains: nil)
        let form = keys.optional("playback") { value in
            value.choice(PlaybackForm.self).flatMap { form in
                let isPermanent = planned?.schedule.series == .always
                let isOnePerRecording = trigger != nil && planned == nil
                return value.check(
                    form != .shared || !isPermanent, "a permanent autowebinar has one event, so nothing is shared", hint: "remove the key")
                    && value.check(
                        form != .shared || !isOnePerRecording, "without a schedule each recording has a playback of its own",
                        hint: "remove the key, or add a schedule")
                    ? form : nil
            }
        }
        let analytics = keys.optional("analytics") { AnalyticsPlan($0, isPermanent: planned?.schedule.series == .always) }
        let alertBefore = keys.optional("alertBefore") { $0.duration() }
        let cleanup = keys.optional("cleanup", Self.cleanup)
        guard let title, let space, let room, let record else { return nil }
        self.init(title: title, space: space, room: room, record: record)
        on = trigger
        if let planned { (horizon, overlap) = (planned.horizon, planned.overlap) }
        self.alertBefore = alertBefore.map(JobDuration.init) ?? self.alertBefore
        self.cleanup = cleanup.map(JobDuration.init)
        sharesPlayback = form == .shared
        self.analytics = analytics ?? self.analytics
    }

    private static func cleanup(_ value: DocumentValue) -> Duration? { value.isText("never") ? nil : value.duration(isPositive: true) }
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
            guard let latest = keys.value.child("latest")?.map(["minDuration", "nameContains", "freeze"]) else { return nil }
            self = .latest(
                minimumDuration: latest.optional("minDuration") { $0.duration(isPositive: true) }.map(JobDuration.init),
                nameContains: latest.optional("nameContains") { $0.text() }, freezes: latest.optional("freeze") { $0.bool() } ?? false)
        }
    }
}

extension AnalyticsPlan {
    init?(_ value: DocumentValue, isPermanent: Bool) {
        self.init()
        guard let keys = value.map(["after", "giveUpAfter", "formats", "every"]) else { return nil }
        if let value = keys.child("every") {
            guard value.check(isPermanent, "only a permanent autowebinar is collected at intervals", hint: "remove the key") else { return nil }
            every = value.duration(isPositive: true).map(JobDuration.init) ?? every
        }
        let begin = keys.optional("after") { $0.duration() }.map(JobDuration.init)
        let end = keys.optional("giveUpAfter") { $0.duration(isPositive: true) }.map(JobDuration.init)
        // What could not be read is told already.
        guard (begin == nil) == (keys.child("after") == nil), (end == nil) == (keys.child("giveUpAfter") == nil) else { return nil }
        (after, giveUpAfter) = (begin ?? after, end ?? giveUpAfter)
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
