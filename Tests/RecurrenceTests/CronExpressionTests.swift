import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct CronExpressionTests {
    @Test(
        "lines that mean the same have the same text, and it is read again as the same line",
        arguments: [
            ("0 19 * * 2,4", "0 19 * * 2,4"),
            ("0  19 *\t* TUE,thu ", "0 19 * * 2,4"),
            ("*/15 * * * *", "*/15 * * * *"),
            ("0,15,30,45 0-23 1-31 1-12 0-7", "*/15 * * * *"),
            ("0-59/15 * * * *", "*/15 * * * *"),
            ("5/20 * * * *", "5,25,45 * * * *"),
            ("0 9 13 * fri", "0 9 13 * 5"),
            ("0 9 */2 * fri", "0 9 */2 * 5"),
            ("0 9 */10,5 * 1-5", "0 9 */10,5 * 1-5"),
            ("0 9 1-31/2 * fri", "0 9 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * 5"),
            ("0 9 13 * */2", "0 9 13 * */2"),
            ("0 9 1-31 * fri", "0 9 * * *"),
            ("0 9 */2 * *", "0 9 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * *"),
            ("0 9 * * fri-mon", "0 9 * * 0,1,5,6"),
            ("0 22-2 * * *", "0 0-2,22,23 * * *"),
            ("0 9 25-5/4 * *", "0 9 2,25,29 * *"),
            ("0 9 ? nov-feb sun", "0 9 * 1,2,11,12 0"),
            ("@Yearly", "0 0 1 1 *"),
            ("@annually", "0 0 1 1 *"),
            ("@monthly", "0 0 1 * *"),
            ("@weekly", "0 0 * * 0"),
            ("@daily", "0 0 * * *"),
            ("@midnight", "0 0 * * *"),
            ("@hourly", "0 * * * *"),
        ])
    func canonicalText(text: String, canonical: String) throws {
        let expression = try CronExpression(text)
        #expect(expression.description == canonical)
        #expect(try CronExpression(canonical) == expression)
        let coded = try JSONEncoder().encode([expression])
        #expect(try JSONDecoder().decode([String].self, from: coded) == [canonical])
        #expect(try JSONDecoder().decode([CronExpression].self, from: coded) == [expression])
    }

    struct Mistake: Sendable {
        var text: String
        var code: CronExpressionFailure.Code
        var field: String?
        var offset: Int
        var message: String
        var hint: String?
    }

    private static let order = "minute hour day month weekday is the order of the five fields"

    static let mistakes = [
        Mistake(
            text: "", code: .fieldCount, offset: 0, message: "a cron line has five fields, found 0",
            hint: "the five fields are minute hour day month weekday, as in 0 19 * * 2,4"),
        Mistake(
            text: "0 19 * *", code: .fieldCount, offset: 8, message: "a cron line has five fields, found 4",
            hint: "the five fields are minute hour day month weekday, as in 0 19 * * 2,4"),
        Mistake(
            text: "0 0 19 * * ?", code: .fieldCount, offset: 11, message: "a cron line has five fields, found 6",
            hint: "leave out seconds and years: the five fields are minute hour day month weekday, as in 0 19 * * 2,4"),
        Mistake(
            text: "@dayly", code: .unknownNickname, offset: 0, message: "there is no cron word \"@dayly\"", hint: "did you mean \"@daily\"?"),
        Mistake(
            text: " @reboot", code: .unknownNickname, offset: 1, message: "there is no cron word \"@reboot\"",
            hint: "it names no time, start a job by hand or by an event"),
        Mistake(
            text: "60 * * * *", code: .outOfRange, field: "minute", offset: 0, message: "the field minute takes 0 to 59, found 60"),
        Mistake(text: "0 7,24 * * *", code: .outOfRange, field: "hour", offset: 4, message: "the field hour takes 0 to 23, found 24"),
        Mistake(text: "0 0 0 * *", code: .outOfRange, field: "day", offset: 4, message: "the field day takes 1 to 31, found 0"),
        Mistake(
            text: "0 0 * 1-13 *", code: .outOfRange, field: "month", offset: 8, message: "the field month takes 1 to 12 and jan to dec, found 13"),
        Mistake(
            text: "0 0 * * 8", code: .outOfRange, field: "weekday", offset: 8,
            message: "the field weekday takes 0 to 7 (0 and 7 are Sunday) and sun to sat, found 8"),
        Mistake(
            text: "0 0 * * friday", code: .malformed, field: "weekday", offset: 8,
            message: "the field weekday takes 0 to 7 (0 and 7 are Sunday) and sun to sat, found \"friday\"",
            hint: "names have three letters, write fri"),
        Mistake(
            text: "0 0 L * *", code: .malformed, field: "day", offset: 4, message: "the field day takes 1 to 31, found \"l\"",
            hint: "last and n-th days are not part of cron, use rrule: FREQ=MONTHLY;BYDAY=-1FR"),
        Mistake(
            text: "0 0 * * fri#2", code: .malformed, field: "weekday", offset: 8,
            message: "the field weekday takes 0 to 7 (0 and 7 are Sunday) and sun to sat, found \"fri#2\"",
            hint: "last and n-th days are not part of cron, use rrule: FREQ=MONTHLY;BYDAY=-1FR"),
        Mistake(
            text: "0 mon * * *", code: .malformed, field: "hour", offset: 2, message: "the field hour takes 0 to 23, found \"mon\"", hint: order),
        Mistake(
            text: "? 0 * * *", code: .malformed, field: "minute", offset: 0, message: "the field minute takes 0 to 59, found \"?\"",
            hint: "? is for the day and the weekday, write *"),
        Mistake(
            text: "*/0 0 * * *", code: .outOfRange, field: "minute", offset: 2,
            message: "a step in the field minute is a number from 1 to 59, found \"0\""),
        Mistake(
            text: "0 */x * * *", code: .malformed, field: "hour", offset: 4, message: "a step in the field hour is a number from 1 to 23, found \"x\""
        ),
        Mistake(
            text: "0 0 * * */7", code: .outOfRange, field: "weekday", offset: 10,
            message: "a step in the field weekday is a number from 1 to 6, found \"7\""),
        Mistake(
            text: "0 1,,2 * * *", code: .malformed, field: "hour", offset: 4, message: "an item is missing in the field hour",
            hint: "remove the comma that is too many"),
        Mistake(text: "0 1- * * *", code: .malformed, field: "hour", offset: 4, message: "the field hour takes 0 to 23, found \"\"", hint: order),
        Mistake(text: "0 -1 * * *", code: .malformed, field: "hour", offset: 2, message: "the field hour takes 0 to 23, found \"\"", hint: order),
    ]

    @Test("every mistake is named with its field and place", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        let failure = #expect(throws: CronExpressionFailure.self) { try CronExpression(mistake.text) }
        #expect(failure?.message == mistake.message)
        #expect(failure?.hint == mistake.hint)
        #expect(failure?.code == mistake.code)
        #expect(failure?.field == mistake.field)
        #expect(failure?.offset == mistake.offset, "\(mistake.text)")
    }

    @Test("a stored text that is no cron line is a decoding error")
    func undecodable() {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CronExpression].self, from: Data(#"["0 24 * * *"]"#.utf8)) }
    }

    @Test("no text crashes the parser, and a canonical text means what the line meant")
    func survivesScrambledText() throws {
        var random = SystemRandomNumberGenerator()
        let pieces = ["*", "*/2", "*/3", "1", "2", "7", "3-5", "5-2", "1/3", "2-6/2", "31", "mon", "jan", "-", "1-", "/", "ä", ""]
        var read = 0
        for _ in 0..<5000 {
            let fields = (0..<5).map { _ in
                (0..<Int.random(in: 1...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "*" }.joined(separator: ",")
            }
            guard let expression = try? CronExpression(fields.joined(separator: " ")) else { continue }
            read += 1
            #expect(try CronExpression(expression.description) == expression, "\(fields)")
        }
        #expect(read > 20)
    }
}
