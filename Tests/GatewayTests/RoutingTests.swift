import Foundation
import Orchestration
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct RoutingTests {
    private let number = Field.integer("number", "", 1...9)
    private let flag = Field.boolean("flag", "")
    private let text = Field.text("text", "", 2...4).required

    @Test("what forms send is read as its type, and an empty text counts as absent")
    func forms() throws {
        let input = try Input(["number": "7", "flag": "true", "text": "ab"], [number.any, flag.any, text.any])
        #expect(input[number] == 7)
        #expect(input[flag] == true)
        #expect(try Input(["number": "", "flag": .null, "text": "ab"], [number.any, flag.any, text.any])[number] == nil)
    }

    @Test("every mistake is told at once")
    func mistakes() {
        do throws(Problem) {
            _ = try Input(["number": 12, "flag": "ja", "txet": "ab"], [number.any, flag.any, text.any])
            Issue.record("accepted")
        } catch {
            #expect(
                error.errors.map { "\($0.field) \($0.code)" } == ["flag wrong_type", "number wrong_number", "txet unknown_member", "text missing"])
            #expect(error.errors[2].message.english == "there is no such member; did you mean \"text\"?")
        }
    }

    @Test(
        "the language with the greatest weight is chosen",
        arguments: [
            (nil, Language.english), ("ru", .russian), ("en-GB, ru;q=0.9", .english), ("de, ru;q=0.1", .russian), ("ru;q=0", .english),
        ])
    func languages(header: String?, language: Language) {
        #expect(Language(accepting: header) == language)
    }

    @Test("operations have names of their own, and every code has a title")
    func table() {
        #expect(Set(Routes.all.map(\.name)).count == Routes.all.count)
        #expect(Set(Routes.all.map { "\($0.method) \($0.path)" }).count == Routes.all.count)
        #expect(ProblemCode.allCases.allSatisfy { !$0.title.isEmpty && (400...504).contains($0.status) })
    }
}
