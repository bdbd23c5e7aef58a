/// The canonical form: two schedules that mean the same dates in the same zone encode to the same members.
extension Schedule: Codable {
    private enum CodingKeys: String, CodingKey {
        case timezone, start, dates, always, gap, overlap
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timezone = try container.decode(String.self, forKey: .timezone)
        gap = try container.decode(Zone.GapRule.self, forKey: .gap)
        overlap = try container.decode(Zone.OverlapRule.self, forKey: .overlap)
        if let start = try container.decodeIfPresent(WallTime.self, forKey: .start) {
            series = .once(start)
        } else if let dates = try container.decodeIfPresent([WallTime].self, forKey: .dates) {
            series = .dates(dates)
        } else {
            guard try container.decode(Bool.self, forKey: .always) else {
                throw DecodingError.dataCorruptedError(forKey: .always, in: container, debugDescription: "always is true or absent")
            }
            series = .always
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(gap, forKey: .gap)
        try container.encode(overlap, forKey: .overlap)
        switch series {
        case .once(let start): try container.encode(start, forKey: .start)
        case .dates(let dates): try container.encode(dates.sorted(), forKey: .dates)
        case .always: try container.encode(true, forKey: .always)
        }
    }
}
