/// Which call a request is, and its answer as bytes of HTTP.
///
/// Any token and any ids of spaces and rooms will do: all playbacks are in one list.
struct StubRoutes {
    private var store = StubStore()
    private var requests = 0
    /// The address of the webhook as JSON text; nil while there is none.
    private var webhook: [UInt8]?
    /// Kept from one answer to the next for its memory.
    private var body: [UInt8] = []

    /// Appends the whole answer.
    mutating func answer(_ request: StubRequest, into output: inout [UInt8]) {
        requests += 1
        body.removeAll(keepingCapacity: true)
        let status = answer(request)
        Self.append(status: status, body: body, to: &output)
    }

    /// Appends the answer to a request that could not be read.
    static func refuse(_ refusal: StubRequest.Refusal, into output: inout [UInt8]) {
        let status =
            switch refusal {
            case .malformed: 400
            case .lengthRequired: 411
            case .tooLarge: 413
            }
        append(status: status, body: [], to: &output)
    }

    private mutating func answer(_ request: StubRequest) -> Int {
        let segments = request.segments
        if segments.count == 2, segments[0].equals("_stub"), segments[1].equals("counts") { return counts() }
        guard segments.count > 1, segments[0].equals("v1") else { return notFound() }
        if segments[1].equals("users"), segments.count == 3, segments[2].equals("me"), request.method.equals("GET") { return StubFixture.me(&body) }
        guard segments[1].equals("spaces") else { return notFound() }
        if segments.count > 3, segments[3].equals("playbacks") { return playbacks(request, segments) }
        if segments.count == 4, segments[3].equals("webhook") { return answerWebhook(request) }
        guard request.method.equals("GET") else { return methodNotAllowed() }
        switch segments.count {
        case 2: return StubFixture.spaces(&body)
        case 4 where segments[3].equals("rooms"): return StubFixture.rooms(space: segments[2], &body)
        case 6 where segments[3].equals("rooms") && segments[5].equals("records"):
            return StubFixture.records(space: segments[2], room: segments[4], &body)
        default: return notFound()
        }
    }

    private mutating func playbacks(_ request: StubRequest, _ segments: [UnsafeRawBufferPointer]) -> Int {
        guard segments.count > 4 else {
            if request.method.equals("POST") { return store.createPlayback(space: segments[2], body: request.body, into: &body) }
            return request.method.equals("GET") ? store.listPlaybacks(into: &body) : methodNotAllowed()
        }
        guard let playback = store.playback(segments[4]) else { return notFound() }
        switch segments.count {
        case 5:
            if request.method.equals("PUT") { return store.update(playback, body: request.body, into: &body) }
            if request.method.equals("DELETE") { return store.delete(playback) }
            return request.method.equals("GET") ? store.show(playback, into: &body) : methodNotAllowed()
        case 6 where segments[5].equals("events"):
            if request.method.equals("POST") { return store.createEvent(of: playback, body: request.body, into: &body) }
            return request.method.equals("GET") ? store.listEvents(of: playback, into: &body) : methodNotAllowed()
        case 7 where segments[5].equals("events"):
            return request.method.equals("DELETE") ? store.deleteEvent(segments[6], of: playback) ?? notFound() : methodNotAllowed()
        default: return notFound()
        }
    }

    private mutating func answerWebhook(_ request: StubRequest) -> Int {
        let isNew = request.method.equals("POST")
        if isNew { webhook = request.body.member("url").map(Array.init) }
        guard let webhook else { return notFound() }
        body.append(text: #"{"isActive":true,"url":"# as StaticString)
        body.append(contentsOf: webhook)
        if isNew { body.append(text: #","secret":"\#(StubFixture.webhookSecret)""#) }
        body.append(text: "}" as StaticString)
        return isNew ? 201 : 200
    }

    private mutating func counts() -> Int {
        body.append(
            text: """
                {"playbacks":\(store.playbacksCreated),"events":\(store.eventsCreated),"duplicateNames":\(store.duplicateNames),\
                "requests":\(requests)}
                """)
        return 200
    }

    private mutating func notFound() -> Int {
        body.append(text: #"{"message":"Not found"}"# as StaticString)
        return 404
    }

    private mutating func methodNotAllowed() -> Int {
        body.append(text: #"{"message":"Method not allowed"}"# as StaticString)
        return 405
    }

    private static func append(status: Int, body: [UInt8], to output: inout [UInt8]) {
        switch status {
        case 200: output.append(text: "HTTP/1.1 200 OK\r\n" as StaticString)
        case 201: output.append(text: "HTTP/1.1 201 Created\r\n" as StaticString)
        case 204:
            // RFC 9110, section 8.6: a 204 carries no Content-Length.
            return output.append(text: "HTTP/1.1 204 No Content\r\n\r\n" as StaticString)
        default: output.append(text: "HTTP/1.1 \(status) Refused\r\n")
        }
        output.append(text: "Content-Type: application/json\r\nContent-Length: " as StaticString)
        output.append(text: String(body.count))
        output.append(text: "\r\n\r\n" as StaticString)
        output.append(contentsOf: body)
    }
}
