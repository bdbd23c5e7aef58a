import Foundation
import Testing

@testable import Orchestration

/// Gives the same two words over and over.
private struct FixedRandom: RandomNumberGenerator {
    var words: [UInt64]
    mutating func next() -> UInt64 {
        words.append(words.removeFirst())
        return words.last ?? 0
    }
}

@Suite(.timeLimit(.minutes(5))) struct RunMarkerTests {
    @Test func aMarkerCarriesEveryBitOfItsRandomness() {
        var zero = FixedRandom(words: [0])
        #expect(RunMarker(using: &zero).text == "run-aaaaaaaaaaaaaaaaaaaaaaaaaa")
        var ones = FixedRandom(words: [.max])
        #expect(RunMarker(using: &ones).text == "run-" + String(repeating: "7", count: 25) + "4")
        var seen: Set<String> = []
        for bit in 0..<128 {
            var random = FixedRandom(words: [bit < 64 ? 1 << bit : 0, bit < 64 ? 0 : 1 << (bit - 64)])
            seen.insert(RunMarker(using: &random).text)
        }
        #expect(seen.count == 128)
    }

    @Test func aMarkerMatchesTheBytesInBase32() {
        // RFC 4648 over the sixteen bytes 00 11 22 … ff.
        var random = FixedRandom(words: [0x0011_2233_4455_6677, 0x8899_AABB_CCDD_EEFF])
        #expect(RunMarker(using: &random).text == "run-aaisem2ekvthpcezvk54zxpo74")
    }

    @Test func markersDiffer() {
        var random = SystemRandomNumberGenerator()
        let markers = Set((0..<100).map { _ in RunMarker(using: &random).text })
        #expect(markers.count == 100)
        #expect(markers.allSatisfy { RunMarker($0) != nil })
    }

    @Test(arguments: [
        "", "run-", "run-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "run-abcdefghijklmnopqrstuvwxy", "run-abcdefghijklmnopqrstuvwxyza",
        "run-abcdefghijklmnopqrstuvwxy1", "ruN-abcdefghijklmnopqrstuvwxyz",
    ]) func otherTextsAreNoMarkers(text: String) {
        #expect(RunMarker(text) == nil)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([RunMarker].self, from: JSONEncoder().encode([text])) }
    }

    @Test func tokensAreFoundAnywhereInAName() {
        #expect(RunMarker.tokens(in: "a ⟦run-x⟧ b ⟦run-y⟧") == ["run-x", "run-y"])
        #expect(RunMarker.tokens(in: "⟦⟦run-x⟧⟧\u{301}") == ["run-x"])
        #expect(RunMarker.tokens(in: "run-x ⟦run-y ⟦other⟧") == [])
        #expect(RunMarker.tokens(in: "") == [])
    }
}
