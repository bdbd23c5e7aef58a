import Recurrence

extension Job {
    /// The job as a job file says it, with every default written out: reading it gives the same job, as long as the holidays that it names are the same.
    package func document() throws -> JSONValue {
        guard case .object(var members) = try JSONValue(json: snapshot()) else { return .null }
        let (missed, pauseAfter) = (members.removeValue(forKey: "missed"), members.removeValue(forKey: "pauseAfter"))
        members["onFailure"] = .object(["pauseAfter": pauseAfter ?? .null])
        let ahead = ["horizon", "overlap"].compactMap { key in members.removeValue(forKey: key).map { (key, $0) } }
        if case .object(let stored)? = members["schedule"] {
            var schedule = Self.schedule(stored)
            schedule["missed"] = missed
            for (key, value) in ahead { schedule[key] = value }
            members["schedule"] = .object(schedule)
        }
        if trigger != nil { members["record"] = nil }
        if members["constants"] == .object([:]) { members["constants"] = nil }
        if autowebinar != nil, schedule?.series != .always, case .object(var plan)? = members["analytics"] {
            plan["every"] = nil
            members["analytics"] = .object(plan)
        }
        return .object(members)
    }

    private static func schedule(_ stored: [String: JSONValue]) -> [String: JSONValue] {
        var schedule = stored
        schedule["dst"] = .object(
            ["gap", "overlap"].reduce(into: [:]) { rules, key in rules[key] = schedule.removeValue(forKey: key) })
        if case .array(let sets)? = schedule.removeValue(forKey: "holidays") {
            let names = sets.compactMap { $0["name"]?.text.map { JSONValue.string("holidays/\($0)") } }
            let days: [JSONValue] = if case .array(let days)? = schedule["exclude"] { days } else { [] }
            schedule["exclude"] = .array(days + names)
        }
        return schedule
    }
}
