import Foundation

/// Turns calls and answers of the second dialect into those of the documented one and back.
enum SecondDialect {
    /// Members of a playback that have other names.
    static let names: [(ours: String, theirs: String)] = [("recordId", "sourceRecordId"), ("isPublished", "status")]

    /// A call in the documented dialect's members. What only the account knows is still missing.
    static func incoming(_ call: Call) throws(Refusal) -> Call {
        var call = call
        switch call.operation {
        case .getPlaybacks: call.parameters["spaceId"] = call.query["spaceId"]
        case .getPlaybackEvents: call.parameters["playbackId"] = call.query["playbackId"]
        case .createPlayback:
            let members = try call.members()
            try members.refuse(except: ["name", "spaceId"])
            call.parameters["spaceId"] = try members.text("spaceId")
        case .createPlaybackEvent: call.parameters["playbackId"] = try call.members().text("playbackId")
        case .getPlaybackSessionAnalyticsReport: call.query["eventId"] = call.parameters["eventId"]
        case .updatePlayback: call.body = .success(.object(try update(call.members())))
        default: break
        }
        return call
    }

    private static func update(_ members: Members) throws(Refusal) -> [String: JSONValue] {
        try members.refuse(except: ["name", "sourceRecordId", "status"])
        var update: [String: JSONValue] = [:]
        update["name"] = members.members["name"]
        update["recordId"] = members.members["sourceRecordId"]
        if members.has("status") { update["isPublished"] = .boolean(try members.word("status", of: ["draft", "published"]) == "published") }
        return update
    }

    /// Adds what the path does not say, and what a PATCH leaves as it is.
    static func completed(_ call: Call, by account: SandboxAccount) throws(Refusal) -> Call {
        var call = call
        if let eventId = call.parameters["eventId"], call.parameters["playbackId"] == nil {
            guard let event = account.events.first(where: { $0.id == eventId }) else { throw .notFound("Playback event") }
            call.parameters["playbackId"] = event.playbackId
        }
        if call.operation == .getPlaybackEvents, call.parameters["playbackId"] == nil { throw .invalid("playbackId is missing") }
        if call.operation == .getPlaybacks, call.parameters["spaceId"] == nil { throw .invalid("spaceId is missing") }
        guard let playbackId = call.parameters["playbackId"] else { return call }
        guard let playback = account.playbacks.first(where: { $0.id == playbackId }) else { throw .notFound("Playback") }
        call.parameters["spaceId"] = playback.spaceId
        if call.operation == .updatePlayback, case .object(let members)? = try call.body?.get(), case .object(let known) = playback.json {
            call.body = .success(.object(known.filter { ["name", "recordId", "isPublished"].contains($0.key) }.merging(members) { $1 }))
        }
        return call
    }

    /// The answer in this dialect.
    ///
    /// - Parameter link: the signed address of the report that was asked for.
    static func outgoing(_ answer: Answer, _ call: Call, link: (String) -> String) -> Answer {
        var answer = answer
        switch (call.operation, answer.content) {
        case (.getPlaybackSessionAnalyticsReport, _): answer.content = .json(.object(["url": .string(link(call.query["eventId"] ?? ""))]))
        case (.getRoomAnalyticsReport, _): answer.content = .json(.object(["url": .string(link(call.query["callId"] ?? ""))]))
        case (_, .json(let json)):
            if case .array(let items)? = json["items"] {
                answer.content = .json(.array(items.map { renamed($0, call.operation) }))
            } else {
                answer.content = .json(renamed(json, call.operation))
            }
        default: break
        }
        return answer
    }

    private static func renamed(_ json: JSONValue, _ operation: Operation) -> JSONValue {
        guard case .object(var members) = json else { return json }
        switch operation {
        case .getPlaybacks, .createPlayback, .getPlayback, .updatePlayback:
            members["playbackId"] = members.removeValue(forKey: "id")
            members["sourceRecordId"] = members.removeValue(forKey: "recordId")
            members["status"] = .string(members.removeValue(forKey: "isPublished") == .boolean(true) ? "published" : "draft")
        case .getPlaybackEvents, .createPlaybackEvent:
            members["eventId"] = members.removeValue(forKey: "id")
        default: break
        }
        return .object(members)
    }
}
