/// The playbacks that were made, in memory. Each call appends the body of its answer and returns the status.
///
/// Members of a request are kept as the JSON text that they came as, and each object is rendered once, when it changes.
struct StubStore {
    private struct Playback {
        let identifier: [UInt8]
        let space: [UInt8]
        let createdAt: String
        var json: [UInt8]
        var events: [Event] = []
    }

    private struct Event {
        let identifier: [UInt8]
        let json: [UInt8]
    }

    private let playbackIdentifiers = StubIdentifiers()
    private let eventIdentifiers = StubIdentifiers()
    /// By the number in their id; nil once deleted.
    private var playbacks: [Playback?] = []
    private var clock = StubClock()
    private var names: Set<StubName> = []
    private var repeatedNames: Set<StubName> = []
    /// The whole list, until something changes.
    private var list: [UInt8] = []

    /// How many were ever made, the deleted ones included.
    var playbacksCreated: Int { playbacks.count }
    private(set) var eventsCreated = 0
    /// How many names were created more than once; a later rename changes nothing.
    var duplicateNames: Int { repeatedNames.count }

    /// The place of a playback in the store, or nil where no such playback is.
    func playback(_ identifier: UnsafeRawBufferPointer) -> Int? {
        guard let index = playbackIdentifiers.index(identifier), playbacks.indices.contains(index), playbacks[index] != nil else { return nil }
        return index
    }

    mutating func createPlayback(space: UnsafeRawBufferPointer, body: JSONText, into output: inout [UInt8]) -> Int {
        guard let name = body.member("name") else { return Self.nameMissing(&output) }
        if !names.insert(StubName(name)).inserted { repeatedNames.insert(StubName(name)) }
        var playback = Playback(
            identifier: playbackIdentifiers.identifier(playbacks.count), space: Array(space), createdAt: clock.now(), json: [])
        Self.render(&playback, body)
        output.append(contentsOf: playback.json)
        playbacks.append(playback)
        list = []
        return 201
    }

    mutating func listPlaybacks(into output: inout [UInt8]) -> Int {
        if list.isEmpty { list = Self.list(playbacks.lazy.compactMap { $0?.json }) }
        output.append(contentsOf: list)
        return 200
    }

    func show(_ index: Int, into output: inout [UInt8]) -> Int {
        output.append(contentsOf: playbacks[index]!.json)
        return 200
    }

    /// Replaces: what the request does not name is null afterwards.
    mutating func update(_ index: Int, body: JSONText, into output: inout [UInt8]) -> Int {
        guard body.member("name") != nil else { return Self.nameMissing(&output) }
        Self.render(&playbacks[index]!, body)
        list = []
        return show(index, into: &output)
    }

    mutating func delete(_ index: Int) -> Int {
        playbacks[index] = nil
        list = []
        return 204
    }

    mutating func createEvent(of index: Int, body: JSONText, into output: inout [UInt8]) -> Int {
        guard let name = body.member("name") else { return Self.nameMissing(&output) }
        let identifier = eventIdentifiers.identifier(eventsCreated)
        eventsCreated += 1
        var json = Self.object(identifier)
        json.append(text: #","playbackId":""# as StaticString)
        json.append(contentsOf: playbacks[index]!.identifier)
        json.append(text: #"","name":"# as StaticString)
        json.append(contentsOf: name)
        Self.append(body.member("startDate"), as: #","startDate":"#, to: &json)
        Self.append(body.member("endDate"), as: #","endDate":"#, to: &json)
        Self.append(body.member("timezone"), as: #","timezone":"#, to: &json)
        json.append(text: #","recurrence":null,"createdAt":"\#(clock.now())"}"#)
        output.append(contentsOf: json)
        playbacks[index]!.events.append(Event(identifier: identifier, json: json))
        return 201
    }

    func listEvents(of index: Int, into output: inout [UInt8]) -> Int {
        output.append(contentsOf: Self.list(playbacks[index]!.events.lazy.map(\.json)))
        return 200
    }

    /// Nil where the playback has no such event.
    mutating func deleteEvent(_ identifier: UnsafeRawBufferPointer, of index: Int) -> Int? {
        guard let place = playbacks[index]!.events.firstIndex(where: { $0.identifier.elementsEqual(identifier) }) else { return nil }
        playbacks[index]!.events.remove(at: place)
        return 204
    }
}

extension StubStore {
    private static func render(_ playback: inout Playback, _ body: JSONText) {
        var json = object(playback.identifier)
        append(body.member("name"), as: #","name":"#, to: &json)
        json.append(text: #","spaceId":""# as StaticString)
        json.append(contentsOf: playback.space)
        append(body.member("recordId"), as: #"","recordId":"#, to: &json)
        append(body.member("isPublished"), as: #","isPublished":"#, to: &json, otherwise: "false")
        json.append(text: #","createdAt":""# as StaticString)
        json.append(text: playback.createdAt)
        json.append(text: #""}"# as StaticString)
        playback.json = json
    }

    /// An object up to and including its id.
    private static func object(_ identifier: [UInt8]) -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(320)
        json.append(text: #"{"id":""# as StaticString)
        json.append(contentsOf: identifier)
        json.append(text: #"""# as StaticString)
        return json
    }

    private static func append(
        _ value: UnsafeRawBufferPointer?, as name: StaticString, to json: inout [UInt8], otherwise: StaticString = "null"
    ) {
        json.append(text: name)
        if let value { json.append(contentsOf: value) } else { json.append(text: otherwise) }
    }

    private static func list(_ objects: some Sequence<[UInt8]>) -> [UInt8] {
        var list = Array(#"{"items":["#.utf8)
        var total = 0
        for object in objects {
            if total > 0 { list.append(UInt8(ascii: ",")) }
            list.append(contentsOf: object)
            total += 1
        }
        list.append(text: #"],"total":\#(total)}"#)
        return list
    }

    private static func nameMissing(_ output: inout [UInt8]) -> Int {
        output.append(text: #"{"message":"name is required"}"# as StaticString)
        return 422
    }
}
