import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let spaceId = Field.text("spaceId", "The space, by id or exact name; spaceName is taken for it, too.", 1...200).taking("spaceName")
        .required
    private static let roomId = Field.text("roomId", "The room, by id or exact name; roomName is taken for it, too.", 1...200).taking("roomName")
        .required
    private static let format = Field.choice("format", "The form of the report; xlsx unless given.", ReportFormat.allCases.map(\.rawValue))
    private static let redirect = Field.boolean("redirect", "1 or true answers 302 to the file instead of its address.")

    /// Reports of calls and files of recordings.
    static let files: [Route] = [
        Route(
            .get, "/v1/calls/{callId}/report", "getCallReport", group: "files", "The analytics report of a finished call.",
            places: [Field.text("callId", "The id of the call.", 1...200).any],
            query: [spaceId.any, roomId.any, format.any, SessionFiles.link.any],
            successes: [
                Route.Success(status: 200, description: "The report.", type: SessionFiles.workbook),
                .json(Schema([:]), "The report with format=json, or `{url, expiresAt}` with as=link."),
                .json(
                    .object([("status", .choice(["pending"])), ("callId", .text())]), "It is not there yet.", status: 202, headers: ["Retry-After"]),
            ], refusals: [.notFound, .ambiguousName]
        ) { call, services in
            try await CallReport(call, services).answer(call, services)
        },
        Route(
            .get, "/v1/records/{recordId}/download", "downloadRecord", group: "files", "The address of a recording's file.",
            places: [Field.text("recordId", "The recording, by id or exact name.", 1...200).any],
            query: [spaceId.any, roomId.any, redirect.any],
            successes: [
                .json(.object([("url", .text()), ("expiresAt", .instant)]), "The address; asking again gives another one."),
                Route.Success(status: 302, description: "To the file.", type: nil, headers: ["Location"]),
            ], refusals: [.notFound, .ambiguousName, .conflict]
        ) { call, services in
            let client = try await services.client(call)
            let place = try await NamedPlace(try call.query.require(spaceId), try call.query.require(roomId), client)
            let link = try await place.link(ofRecord: try await place.record(call.path["recordId"] ?? "", client), client, call, services)
            // An address that opens only with livedigital's token is of no use to anybody else.
            guard !link.needsToken else { throw Problem(.conflict, ProblemText.recordNeedsToken) }
            if call.query[redirect] == true { return Answer(status: 302, headers: ["Location": link.url], content: .none) }
            // livedigital says no more than that a link is good for a day.
            let expiresAt = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)) + RecordLink.lifetime / .seconds(1)
            return .json(["url": .string(link.url), "expiresAt": .string(WireDate.format(expiresAt))])
        },
    ]
}

/// A room whose space and own name were given as ids or exact names.
struct NamedPlace: Sendable {
    let spaceId: String
    let roomId: String

    init(_ space: String, _ room: String, _ client: LivedigitalClient) async throws {
        spaceId = try await Self.space(space, client)
        do {
            let spaceId = spaceId
            roomId = try await client.withPatience { try await client.roomId(of: room, spaceId: spaceId) }
        } catch let failure as NameFailure {
            throw Problem(failure, field: "roomId")
        }
    }

    /// A recording of the room by its name; what has the form of an id is one, and livedigital tells whether it is there.
    func record(_ name: String, _ client: LivedigitalClient) async throws -> String {
        guard !Routes.identifier.matches(name) else { return name }
        do {
            return try await client.recordId(of: name, spaceId: spaceId, roomId: roomId)
        } catch let failure as NameFailure {
            throw Problem(failure, field: "recordId")
        }
    }

    /// The address of a recording's file.
    ///
    /// - Throws: a ``Problem`` with 409 where the recording is not finished, and with 404 where it never will be.
    func link(ofRecord recordId: String, _ client: LivedigitalClient, _ call: Call, _ services: GatewayServices) async throws -> RecordLink {
        do throws(LivedigitalError) {
            return try await client.recordLink(spaceId: spaceId, roomId: roomId, recordId: recordId)
        } catch {
            let reason = try await client.reason(forNoLinkTo: recordId, spaceId: spaceId, roomId: roomId, after: error) {
                try await services.reader.lostRecording(recordId, connection: call.connection)
            }
            guard let reason else { throw error }
            throw Problem(reason)
        }
    }

    static func space(_ name: String, _ client: LivedigitalClient) async throws -> String {
        do {
            return try await client.withPatience { try await client.spaceId(of: name) }
        } catch let failure as NameFailure {
            throw Problem(failure, field: "spaceId")
        }
    }
}

/// The report of one call: asked of livedigital once, and kept.
private struct CallReport {
    private let place: NamedPlace
    private let callId: String
    private let format: ReportFormat

    init(_ call: Call, _ services: GatewayServices) async throws {
        let client = try await services.client(call)
        place = try await NamedPlace(
            try call.query.require(Field.text("spaceId", "", 1...200)), try call.query.require(Field.text("roomId", "", 1...200)), client)
        callId = call.path["callId"] ?? ""
        format = call.query.members["format"]?.text.flatMap(ReportFormat.init) ?? .xlsx
    }

    func answer(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let wantsLink = call.query[SessionFiles.link] == "link"
        let client = try await services.client(call)
        let bytes: Data
        do throws(LivedigitalError) {
            bytes = try await client.callReport(spaceId: place.spaceId, roomId: place.roomId, callId: callId, format: format)
        } catch {
            guard case .notReady(let retryAfter) = error.kind else { throw error }
            let known = try await services.reader.call(callId, connection: call.connection)
            if await client.hasNoCall(callId, spaceId: place.spaceId, roomId: place.roomId, known: known, now: Date()) {
                guard let other = known?.roomId else { throw Problem(.notFound, ProblemText.noSuchCall(callId)) }
                let words = ProblemText.callElsewhere(callId, room: other)
                throw Problem(.notFound, words, errors: [Problem.Field(field: "roomId", code: "not_found", message: words)])
            }
            var answer = Answer.json(["status": "pending", "callId": .string(callId)], status: 202)
            answer.headers["Retry-After"] = String(Int((retryAfter ?? .seconds(60)) / .seconds(1)))
            return answer
        }
        guard wantsLink else {
            return format == .json
                ? Answer(status: 200, content: .bytes(bytes, type: "application/json"))
                : .file(bytes, type: SessionFiles.workbook, name: "\(callId).xlsx")
        }
        let stored = try await ReportStore(root: URL(fileURLWithPath: services.configuration.storage.data))
            .store(bytes, format: format, runKey: "call \(call.connection) \(callId)")
        let file = SessionFiles.name(ofFile: stored.path, services)
        return try SessionFiles.link(to: .init(connection: call.connection, file: file, format: format.rawValue), call, services)
    }
}
