/// Which recording of a room is shown.
package enum RecordSelector: Sendable, Hashable {
    case id(String)
    /// By its exact name; of several, the one that began last.
    case name(String)
    /// The one that began last among those that are at least so long and have the text in their name; nil asks for nothing.
    case latest(minDuration: Duration?, nameContains: String?)
}

extension RecordSelector: CustomStringConvertible {
    /// The choice in words that follow "no record …".
    package var description: String {
        switch self {
        case .id(let id): return "has the id \(id)"
        case .name(let name): return "is called “\(name)”"
        case .latest(let minDuration, let nameContains):
            let parts = [minDuration.map { "lasts at least \($0.inWords)" }, nameContains.map { "has “\($0)” in its name" }].compactMap(\.self)
            return parts.isEmpty ? "is finished" : parts.joined(separator: " and ")
        }
    }
}

extension RecordSelector: Codable {
    private enum CodingKeys: String, CodingKey { case id, name, latest }

    private struct Latest: Codable {
        var minDuration: StoredMilliseconds?
        var nameContains: String?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let id = try container.decodeIfPresent(String.self, forKey: .id) {
            self = .id(id)
        } else if let name = try container.decodeIfPresent(String.self, forKey: .name) {
            self = .name(name)
        } else {
            let latest = try container.decode(Latest.self, forKey: .latest)
            self = .latest(minDuration: latest.minDuration?.duration, nameContains: latest.nameContains)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .id(let id): try container.encode(id, forKey: .id)
        case .name(let name): try container.encode(name, forKey: .name)
        case .latest(let minDuration, let nameContains):
            try container.encode(
                Latest(minDuration: minDuration.map(StoredMilliseconds.init), nameContains: nameContains), forKey: .latest)
        }
    }
}

extension Duration {
    /// Such as `15 min` or `90 s`.
    var inWords: String {
        let seconds = components.seconds
        return seconds != 0 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
