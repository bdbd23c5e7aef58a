import DurableFlow
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5)))
struct StreamingJSONEncoderTests {
    private enum Shape: Codable, Equatable, Sendable {
        case nothing
        case circle(radius: Double)
        indirect case pair(Shape, rest: [Shape])
    }

    private struct Everything: Codable, Equatable {
        var text = "plain"
        var hard = "\"quoted\" \\ / \u{0}\n\u{1f} ⟦Жёлтый 🟡⟧"
        var empty = ""
        var number = Int64.min
        var byte = UInt8.max
        var fraction = -0.1
        var large = 1e300
        var yes = true
        var none: String?
        var someNone: [Int?] = [1, nil]
        var date = Date(timeIntervalSince1970: 1_800_000_000.125)
        var data = Data([0, 255, 7])
        var url = URL(string: "https://example.com/a?b=c")
        var decimal = Decimal(string: "12.50")
        var shapes: [Shape] = [.nothing, .circle(radius: 1), .pair(.nothing, rest: [.circle(radius: 2), .nothing])]
        var table: [String: [String: Int]] = ["b": ["y": 2, "x": 1], "a": [:]]
        var keyed: [Int: String] = [7: "seven"]
        var deep: [[[Int]]] = [[], [[]], [[1], [2, 3]]]
    }

    @Test func whatItWritesIsReadBackTheSame() throws {
        let value = Everything()
        #expect(try JSONDecoder().decode(Everything.self, from: StreamingJSONEncoder().encode(value)) == value)
    }

    @Test func itMeansWhatTheUsualEncoderMeans() throws {
        let (ours, usual) = (try StreamingJSONEncoder().encode(Everything()), try JSONEncoder().encode(Everything()))
        #expect(try JSONSerialization.jsonObject(with: ours) as? NSDictionary == JSONSerialization.jsonObject(with: usual) as? NSDictionary)
    }

    @Test(arguments: [
        (Shape.nothing, #"{"nothing":{}}"#),
        (.circle(radius: 1.5), #"{"circle":{"radius":1.5}}"#),
        (.pair(.nothing, rest: [.nothing]), #"{"pair":{"_0":{"nothing":{}},"rest":[{"nothing":{}}]}}"#),
    ])
    private func everyBracketIsClosed(_ shape: Shape, _ text: String) throws {
        #expect(String(decoding: try StreamingJSONEncoder().encode(shape), as: UTF8.self) == text)
    }

    @Test func membersOfDictionariesAreSorted() throws {
        let table = Dictionary(uniqueKeysWithValues: (0..<9).map { (String($0), [String($0): $0]) })
        let text = (0..<9).map { #""\#($0)":{"\#($0)":\#($0)}"# }.joined(separator: ",")
        #expect(String(decoding: try StreamingJSONEncoder().encode(table), as: UTF8.self) == "{\(text)}")
    }

    /// Asks for its container twice and nests by hand, as an `encode(to:)` may.
    private struct ByHand: Encodable {
        private enum CodingKeys: String, CodingKey { case list, object, last }

        func encode(to encoder: any Encoder) throws {
            var first = encoder.container(keyedBy: CodingKeys.self)
            var list = first.nestedUnkeyedContainer(forKey: .list)
            try list.encode("a\t")
            var inner = list.nestedContainer(keyedBy: CodingKeys.self)
            try inner.encodeNil(forKey: .last)
            try list.encode([1])
            _ = first.nestedContainer(keyedBy: CodingKeys.self, forKey: .object)
            var again = encoder.container(keyedBy: CodingKeys.self)
            try again.encode(false, forKey: .last)
            try "above".encode(to: again.superEncoder())
        }
    }

    @Test func containersMayBeNestedByHand() throws {
        let text = String(decoding: try StreamingJSONEncoder().encode(ByHand()), as: UTF8.self)
        #expect(text == #"{"list":["a\u0009",{"last":null},[1]],"object":{},"last":false,"super":"above"}"#)
    }

    private struct Silent: Encodable {
        func encode(to encoder: any Encoder) {}
    }

    @Test func aValueThatSaysNothingIsAnEmptyObject() throws {
        #expect(String(decoding: try StreamingJSONEncoder().encode([Silent()]), as: UTF8.self) == "[{}]")
    }

    @Test func whatIsNoNumberIsRefused() {
        #expect(throws: EncodingError.self) { try StreamingJSONEncoder().encode([Double.nan]) }
        #expect(throws: EncodingError.self) { try StreamingJSONEncoder().encode([Float.infinity]) }
    }
}
