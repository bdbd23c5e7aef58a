/// The canonical form: two schedules that mean the same dates in the same zone encode to the same members. What is not used is left out, so that
/// forms stored before it existed are read, and written, as they were.
extension Schedule: Codable {
    private enum CodingKeys: String, CodingKey {
        case timezone, start, dates, rrule, cron, always, gap, overlap, exclude, include, move, holidays, onHoliday
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timezone = try container.decode(String.self, forKey: .timezone)
        gap = try container.decode(Zone.GapRule.self, forKey: .gap)
        overlap = try container.decode(Zone.OverlapRule.self, forKey: .overlap)
        series = try Self.series(container)
        exclude = try container.decodeIfPresent(Set<Exclusion>.self, forKey: .exclude) ?? []
        include = try container.decodeIfPresent([WallTime].self, forKey: .include) ?? []
        move = try Self.moves(container)
        holidays = try container.decodeIfPresent([HolidaySet].self, forKey: .holidays) ?? []
        onHoliday = try container.decodeIfPresent(HolidayRule.self, forKey: .onHoliday) ?? .skip
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(gap, forKey: .gap)
        try container.encode(overlap, forKey: .overlap)
        switch series {
        case .once(let start): try container.encode(start, forKey: .start)
        case .dates(let dates): try container.encode(dates.sorted(), forKey: .dates)
        case .rule(let rule, let start):
            try container.encode(rule, forKey: .rrule)
            try container.encode(start, forKey: .start)
        case .cron(let expression, let start):
            try container.encode(expression, forKey: .cron)
            try container.encodeIfPresent(start, forKey: .start)
        case .always: return try container.encode(true, forKey: .always)
        }
        if !exclude.isEmpty { try container.encode(exclude.sorted(), forKey: .exclude) }
        if !include.isEmpty { try container.encode(Set(include).sorted(), forKey: .include) }
        if !move.isEmpty {
            try container.encode(Dictionary(uniqueKeysWithValues: move.map { ($0.description, $1.description) }), forKey: .move)
        }
        guard !holidays.isEmpty else { return }
        try container.encode(holidays.sorted { $0.name < $1.name }, forKey: .holidays)
        if onHoliday != .skip { try container.encode(onHoliday, forKey: .onHoliday) }
    }

    private static func series(_ container: KeyedDecodingContainer<CodingKeys>) throws -> Series {
        let start = try container.decodeIfPresent(WallTime.self, forKey: .start)
        if let rule = try container.decodeIfPresent(RecurrenceRule.self, forKey: .rrule) {
            guard let start else {
                throw DecodingError.dataCorruptedError(forKey: .rrule, in: container, debugDescription: "a rule needs a start")
            }
            return .rule(rule, start: start)
        }
        if let expression = try container.decodeIfPresent(CronExpression.self, forKey: .cron) { return .cron(expression, start: start) }
        if let start { return .once(start) }
        if let dates = try container.decodeIfPresent([WallTime].self, forKey: .dates) { return .dates(dates) }
        guard try container.decode(Bool.self, forKey: .always) else {
            throw DecodingError.dataCorruptedError(forKey: .always, in: container, debugDescription: "always is true or absent")
        }
        return .always
    }

    private static func moves(_ container: KeyedDecodingContainer<CodingKeys>) throws -> [WallTime: WallTime] {
        var moves: [WallTime: WallTime] = [:]
        for (from, to) in try container.decodeIfPresent([String: WallTime].self, forKey: .move) ?? [:] {
            do {
                moves[try WallTime(from)] = to
            } catch {
                throw DecodingError.dataCorruptedError(forKey: .move, in: container, debugDescription: error.message)
            }
        }
        return moves
    }
}
