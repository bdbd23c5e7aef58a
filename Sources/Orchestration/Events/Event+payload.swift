package import Foundation
import LivedigitalAPI

extension Event: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, type, timestamp, eventName, spaceId, spaceName, roomId, roomName, callId, recordId, playbackId, eventId, sessionId, runId, jobName
        case inviteUrl, test
    }

    /// The names of the members, in the order in which they are written.
    package static var members: [String] { CodingKeys.allCases.map(\.rawValue) }

    /// The payload as it is delivered and listed: one flat object, members in a fixed order, null where empty, the same bytes each time.
    package var payload: Data {
        var text = JSONText()
        for key in CodingKeys.allCases { text.member(key.rawValue, value(key)) }
        return text.closed()
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for key in CodingKeys.allCases {
            switch value(key) {
            case .null: try container.encodeNil(forKey: key)
            case .bool(let value): try container.encode(value, forKey: key)
            case .integer(let value): try container.encode(value, forKey: key)
            case .string(let value): try container.encode(value, forKey: key)
            }
        }
    }

    /// Reads a payload. The connection is not in it and is empty then.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let timestamp = WireDate.parse(try container.decode(String.self, forKey: .timestamp)) else {
            throw DecodingError.dataCorruptedError(forKey: .timestamp, in: container, debugDescription: "no instant")
        }
        var subject = Subject()
        for key in CodingKeys.allCases {
            if let member = Self.member(key) { subject[keyPath: member] = try container.decodeIfPresent(String.self, forKey: key) }
        }
        self.init(
            stored: try container.decode(String.self, forKey: .id), type: try container.decode(EventType.self, forKey: .type), at: timestamp,
            connection: "", subject: subject)
        isTest = try container.decode(Bool.self, forKey: .test)
    }

    private func value(_ key: CodingKeys) -> JSONScalar {
        if let member = Self.member(key) { return subject[keyPath: member].map(JSONScalar.string) ?? .null }
        switch key {
        case .id: return .string(id)
        case .type: return .string(type.rawValue)
        case .timestamp: return .string(WireDate.format(timestamp))
        case .eventName: return .string(type.eventName)
        case .test: return .bool(isTest)
        default: return .null
        }
    }

    /// Where the subject keeps a member; nil for those of the event itself.
    private static func member(_ key: CodingKeys) -> WritableKeyPath<Subject, String?>? {
        switch key {
        case .spaceId: \.spaceId
        case .spaceName: \.spaceName
        case .roomId: \.roomId
        case .roomName: \.roomName
        case .callId: \.callId
        case .recordId: \.recordId
        case .playbackId: \.playbackId
        case .eventId: \.eventId
        case .sessionId: \.sessionId
        case .runId: \.runId
        case .jobName: \.jobName
        case .inviteUrl: \.inviteUrl
        case .id, .type, .timestamp, .eventName, .test: nil
        }
    }
}
