import Recurrence

extension ActionsJob {
    static let keys = ["constants", "steps", "on"]
    /// The most actions that one job may have.
    static let maximumSteps = 100

    /// Reads the keys of a job of actions, and checks every reference. Nil after a report.
    init?(_ keys: DocumentMap, _ planned: PlannedSchedule?, fromTenant: Bool, zones: ZoneDatabase) {
        if case .always = planned?.schedule.series {
            (keys.child("schedule")?.child("always") ?? keys.value).report("actions are done at dates", hint: "give start, dates, rrule or cron")
            return nil
        }
        if planned != nil, let on = keys.child("on") {
            on.report("actions are begun by dates or by an event, not by both", hint: "remove schedule or on")
            return nil
        }
        let constants = keys.optional("constants", Self.constants) ?? [:]
        let trigger = keys.optional("on") { EventTrigger.beginning($0) }
        guard
            let values = keys.required("steps", { value in value.list("a list of steps", maximum: Self.maximumSteps) { $0 } }),
            let steps = keys.child("steps") ?? keys.value.child("steps"),
            steps.check(!values.isEmpty, "the list is empty", hint: "add a step such as {id: room, action: createRoom, with: {…}}")
        else { return nil }
        var check = StepChecking(constants: constants, event: trigger?.event, fromTenant: fromTenant, zones: zones)
        // Known beforehand, so that a reference to a later step is told from one to none.
        check.ids = values.compactMap { $0.child("id")?.plainText }
        let read = values.map { check.read($0) }
        let whole = read.compactMap(\.self)
        guard whole.count == values.count else { return nil }
        self.init(steps: whole, constants: constants, on: trigger)
    }

    private static func constants(_ value: DocumentValue) -> [String: JSONValue]? {
        guard !value.children.isEmpty else {
            value.report("expected names with values, such as {team: Продажи}")
            return nil
        }
        var constants: [String: JSONValue] = [:]
        for (name, item) in value.children {
            guard let scalar = item.json() else { continue }
            _ = item.check(!ActionTemplate.isNeeded(scalar), "a constant holds no references", hint: "write the value out")
            constants[name] = scalar
        }
        return constants
    }
}
