extension SandboxAccount {
    enum CodingKeys: String, CodingKey {
        case owner, spaces, rooms, records, playbacks, events, calls, webhooks, attendees
    }

    /// Reads an account in which any list, and the owner, may be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            owner: try container.decodeIfPresent(Owner.self, forKey: .owner) ?? Owner(),
            spaces: try container.decodeIfPresent([Space].self, forKey: .spaces) ?? [],
            rooms: try container.decodeIfPresent([Room].self, forKey: .rooms) ?? [],
            records: try container.decodeIfPresent([Record].self, forKey: .records) ?? [],
            playbacks: try container.decodeIfPresent([Playback].self, forKey: .playbacks) ?? [],
            events: try container.decodeIfPresent([PlaybackEvent].self, forKey: .events) ?? [],
            calls: try container.decodeIfPresent([RoomCall].self, forKey: .calls) ?? [],
            webhooks: try container.decodeIfPresent([Webhook].self, forKey: .webhooks) ?? [],
            attendees: try container.decodeIfPresent(Int.self, forKey: .attendees))
    }
}
