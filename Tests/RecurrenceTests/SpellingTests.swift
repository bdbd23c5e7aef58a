import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SpellingTests {
    @Test("near words are found, the nearest first, far ones are not")
    func nearest() {
        let words = ["timezone", "start", "dates", "always", "dst"]
        #expect(Spelling.nearest(to: "timzone", in: words) == ["timezone"])
        #expect(Spelling.nearest(to: "TimeZone", in: words) == ["timezone"])
        #expect(Spelling.nearest(to: "strat", in: words) == ["start"])
        #expect(Spelling.nearest(to: "date", in: words) == ["dates"])
        #expect(Spelling.nearest(to: "colour", in: words) == [])
        #expect(Spelling.nearest(to: "", in: words) == [])
        #expect(Spelling.nearest(to: "d", in: ["a", "b"]) == [])
        #expect(Spelling.nearest(to: "A", in: ["a", "b"]) == ["a"])
        #expect(Spelling.nearest(to: String(repeating: "x", count: 10_000), in: words) == [])
    }

    @Test("a question names up to three")
    func question() {
        #expect(Spelling.question(["a"]) == "did you mean \"a\"?")
        #expect(Spelling.question(["a", "b"]) == "did you mean \"a\" or \"b\"?")
    }
}
