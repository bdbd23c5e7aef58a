/// One run of the floor: which call comes next, and what the answers told.
struct FloorRun {
    static let stepCount = 5
    private static let startDate = "2030-01-01T09:00:00.000Z"

    let number: Int
    private(set) var step = 0
    /// What the playback is found by should the answer to its creation be lost.
    let marker: String
    private var playback = ""
    private var record = ""
    private let place: FloorPlace

    init(number: Int, place: FloorPlace) {
        self.number = number
        self.place = place
        marker = Self.randomMarker()
    }

    var isFinished: Bool { step == Self.stepCount }

    /// The call of the present step.
    var call: FloorCall {
        let playbacks = "\(place.space)/playbacks"
        return switch step {
        case 0: FloorCall(method: .post, url: playbacks, body: #"{"name":"Bench ⟦\#(marker)⟧"}"#)
        case 1: FloorCall(method: .get, url: "\(place.space)/rooms/\(place.room)/records", body: "")
        case 3:
            FloorCall(
                method: .post, url: "\(playbacks)/\(playback)/events",
                body: """
                    {"name":"Bench","recurrence":null,"startDate":"\(Self.startDate)","endDate":null,"timezone":"Europe/Moscow",\
                    "playbackId":"\(playback)"}
                    """)
        case 2: FloorCall(method: .put, url: "\(playbacks)/\(playback)", body: update(name: "Bench ⟦\(marker)⟧", isPublished: false))
        default: FloorCall(method: .put, url: "\(playbacks)/\(playback)", body: update(name: "Bench", isPublished: true))
        }
    }

    /// Takes the answer to the present step and goes on to the next.
    mutating func receive(_ answer: [UInt8]) throws {
        guard let identifier = answer.withUnsafeBytes({ JSONText(bytes: $0).string("id") }) else {
            throw BenchFailure(
                code: .server, message: "\(call.method.rawValue) \(call.url) answered without an id: \(String(decoding: answer, as: UTF8.self))")
        }
        switch step {
        case 0: playback = identifier
        case 1: record = identifier
        default: break
        }
        step += 1
    }

    private func update(name: String, isPublished: Bool) -> String {
        #"{"name":"\#(name)","recordId":"\#(record)","isPublished":\#(isPublished)}"#
    }

    /// 128 random bits in base 32.
    private static func randomMarker() -> String {
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var marker = Array("run-".utf8)
        for var bits in [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)] {
            for _ in 0..<13 {
                marker.append(digits[Int(bits & 31)])
                bits >>= 5
            }
        }
        return String(decoding: marker, as: UTF8.self)
    }
}
