import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RecurrenceRuleTests {
    @Test(
        "rules that say the same have the same text, and it is read again as the same rule",
        arguments: [
            ("FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("rrule:byday=th,tu,th;freq=weekly;interval=1;wkst=mo", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("RRULE:FREQ=MONTHLY;BYDAY=-1FR,+2MO,SU;INTERVAL=02", "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,SU,2MO"),
            ("BYSETPOS=-1;FREQ=MONTHLY;BYDAY=FR,TH,WE,TU,MO", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            ("FREQ=YEARLY;BYWEEKNO=53,-1;WKST=SU;COUNT=5", "FREQ=YEARLY;COUNT=5;WKST=SU;BYWEEKNO=-1,53"),
            ("FREQ=YEARLY;BYYEARDAY=200,1,-1;UNTIL=20281231", "FREQ=YEARLY;UNTIL=20281231;BYYEARDAY=-1,1,200"),
            ("FREQ=DAILY;UNTIL=20281231t160000z", "FREQ=DAILY;UNTIL=20281231T160000Z"),
            ("FREQ=DAILY;UNTIL=20281231T160005", "FREQ=DAILY;UNTIL=20281231T160005"),
            (
                "FREQ=YEARLY;BYSECOND=30;BYMINUTE=5;BYHOUR=9,8;BYMONTHDAY=-1,13;BYMONTH=3",
                "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1,13;BYHOUR=8,9;BYMINUTE=5;BYSECOND=30"
            ),
        ])
    func canonicalText(text: String, canonical: String) throws {
        let rule = try RecurrenceRule(text)
        #expect(rule.description == canonical)
        #expect(try RecurrenceRule(canonical) == rule)
        let coded = try JSONEncoder().encode([rule])
        #expect(try JSONDecoder().decode([String].self, from: coded) == [canonical])
        #expect(try JSONDecoder().decode([RecurrenceRule].self, from: coded) == [rule])
    }

    struct Mistake: Sendable {
        var text: String
        var code: RecurrenceRuleFailure.Code
        var offset: Int
        var message: String
        var hint: String?
    }

    static let mistakes = [
        Mistake(text: "", code: .malformed, offset: 0, message: "the rule is empty", hint: "write a rule such as FREQ=WEEKLY;BYDAY=MO"),
        Mistake(text: "RRULE:", code: .malformed, offset: 6, message: "the rule is empty", hint: "write a rule such as FREQ=WEEKLY;BYDAY=MO"),
        Mistake(
            text: "FREQ=WEEKLY; BYDAY=MO", code: .malformed, offset: 12, message: "a rule has no spaces and is one line",
            hint: "separate the parts by semicolons alone"),
        Mistake(
            text: "FREQ=WEEKLY;", code: .malformed, offset: 12, message: "a part is missing here", hint: "remove the semicolon that is too many"),
        Mistake(text: "FREQ=WEEKLY;BYDAY", code: .malformed, offset: 12, message: "BYDAY has no value", hint: "write BYDAY=… or leave it out"),
        Mistake(
            text: "FREQ=WEEKLY;BYDAYS=MO", code: .unknownPart, offset: 12, message: "a rule has no part \"BYDAYS\"",
            hint: "did you mean \"BYDAY\"?"),
        Mistake(
            text: "RRULE:FREQ=WEEKLY;INTERVALL=2", code: .unknownPart, offset: 18, message: "a rule has no part \"INTERVALL\"",
            hint: "did you mean \"INTERVAL\"?"),
        Mistake(
            text: "FREQ=YEARLY;BYEASTER=0", code: .unknownPart, offset: 12, message: "a rule has no part \"BYEASTER\"",
            hint: "Easter is no part of RFC 5545, list the dates"),
        Mistake(
            text: "DTSTART=20260101;FREQ=DAILY", code: .unknownPart, offset: 0, message: "a rule has no part \"DTSTART\"",
            hint: "the start is not part of the rule, give it by start"),
        Mistake(
            text: "FREQ=WEEKLY;BYDAY=MO;byday=TU", code: .repeatedPart, offset: 21, message: "BYDAY is given twice", hint: "keep one of them"),
        Mistake(
            text: "BYDAY=MO", code: .missingFrequency, offset: 0, message: "FREQ is missing", hint: "begin with FREQ=WEEKLY, for example"),
        Mistake(
            text: "FREQ=HOURLY", code: .unsupportedFrequency, offset: 5, message: "FREQ=HOURLY is not supported, the shortest is DAILY",
            hint: "write it as cron, such as cron: \"*/30 * * * *\", or as FREQ=DAILY with BYHOUR and BYMINUTE"),
        Mistake(
            text: "FREQ=WEEKLLY", code: .unsupportedFrequency, offset: 5, message: "FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY, found \"WEEKLLY\"",
            hint: "did you mean \"WEEKLY\"?"),
        Mistake(
            text: "FREQ=DAILY;INTERVAL=0", code: .outOfRange, offset: 20, message: "INTERVAL takes numbers from 1 to 100000, found 0"),
        Mistake(
            text: "FREQ=DAILY;COUNT=ten", code: .malformed, offset: 17, message: "COUNT takes numbers from 1 to 100000, found \"TEN\""),
        Mistake(
            text: "FREQ=DAILY;COUNT=3;UNTIL=20270101", code: .conflict, offset: 19, message: "COUNT and UNTIL cannot stand together",
            hint: "keep one of them"),
        Mistake(
            text: "FREQ=DAILY;UNTIL=2027-01-01", code: .malformed, offset: 17,
            message: "UNTIL is a date such as 20261231, a local time such as 20261231T190000 or UTC such as 20261231T160000Z, found \"2027-01-01\"",
            hint: "write it without - and :"),
        Mistake(
            text: "FREQ=DAILY;UNTIL=20270230", code: .outOfRange, offset: 17, message: "UNTIL does not exist: February 2027 has 28 days, not 30"),
        Mistake(text: "FREQ=YEARLY;BYMONTH=1,13", code: .outOfRange, offset: 22, message: "BYMONTH takes numbers from 1 to 12, found 13"),
        Mistake(text: "FREQ=YEARLY;BYMONTH=-1", code: .outOfRange, offset: 20, message: "BYMONTH takes numbers from 1 to 12, found -1"),
        Mistake(
            text: "FREQ=MONTHLY;BYMONTHDAY=1,,2", code: .malformed, offset: 26,
            message: "BYMONTHDAY takes numbers from 1 to 31 or, from the end, -1 to -31, found \"\"", hint: "remove the comma that is too many"),
        Mistake(
            text: "FREQ=MONTHLY;BYMONTHDAY=0", code: .outOfRange, offset: 24,
            message: "BYMONTHDAY takes numbers from 1 to 31 or, from the end, -1 to -31, found 0"),
        Mistake(text: "FREQ=DAILY;BYHOUR=24", code: .outOfRange, offset: 18, message: "BYHOUR takes numbers from 0 to 23, found 24"),
        Mistake(
            text: "FREQ=DAILY;BYSECOND=60", code: .outOfRange, offset: 20, message: "BYSECOND takes numbers from 0 to 59, found 60",
            hint: "leap seconds are not shown by the clocks used here"),
        Mistake(
            text: "FREQ=WEEKLY;BYDAY=MO,1TU", code: .conflict, offset: 21,
            message: "BYDAY cannot number its days beside FREQ=WEEKLY, found \"1TU\"",
            hint: "write TU, or use FREQ=MONTHLY for the n-th weekday of a month"),
        Mistake(
            text: "FREQ=DAILY;BYDAY=-1SU", code: .conflict, offset: 17, message: "BYDAY cannot number its days beside FREQ=DAILY, found \"-1SU\"",
            hint: "write SU, or use FREQ=MONTHLY for the n-th weekday of a month"),
        Mistake(
            text: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", code: .conflict, offset: 30,
            message: "BYDAY cannot number its days beside BYWEEKNO, found \"1MO\"",
            hint: "write MO, or use FREQ=MONTHLY for the n-th weekday of a month"),
        Mistake(
            text: "FREQ=MONTHLY;BYDAY=6MO", code: .outOfRange, offset: 19,
            message: "BYDAY takes numbers from 1 to 5 or, from the end, -1 to -5, found 6"),
        Mistake(
            text: "FREQ=WEEKLY;BYDAY=MON", code: .malformed, offset: 18,
            message: "BYDAY takes MO, TU, WE, TH, FR, SA, SU, before it a number as in 2TU or -1FR where the frequency allows one, found \"MON\""),
        Mistake(text: "FREQ=WEEKLY;WKST=XX", code: .malformed, offset: 17, message: "WKST takes MO, TU, WE, TH, FR, SA, SU, found \"XX\""),
        Mistake(
            text: "FREQ=MONTHLY;BYWEEKNO=20", code: .conflict, offset: 13,
            message: "BYWEEKNO belongs to FREQ=YEARLY and cannot stand beside FREQ=MONTHLY", hint: "write FREQ=YEARLY or leave it out"),
        Mistake(
            text: "FREQ=DAILY;BYYEARDAY=20", code: .conflict, offset: 11,
            message: "BYYEARDAY belongs to FREQ=YEARLY and cannot stand beside FREQ=DAILY", hint: "write FREQ=YEARLY, or use BYMONTHDAY"),
        Mistake(
            text: "FREQ=WEEKLY;BYMONTHDAY=13", code: .conflict, offset: 12, message: "BYMONTHDAY cannot stand beside FREQ=WEEKLY",
            hint: "write FREQ=MONTHLY or FREQ=DAILY"),
        Mistake(
            text: "FREQ=MONTHLY;BYSETPOS=1", code: .conflict, offset: 13,
            message: "BYSETPOS chooses from what another BY part gives, and there is none", hint: "add BYDAY, for example"),
    ]

    @Test("every mistake is named with its place", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        let failure = #expect(throws: RecurrenceRuleFailure.self) { try RecurrenceRule(mistake.text) }
        #expect(failure?.message == mistake.message)
        #expect(failure?.hint == mistake.hint)
        #expect(failure?.code == mistake.code)
        #expect(failure?.offset == mistake.offset, "\(mistake.text)")
    }

    @Test("a stored text that is no rule is a decoding error")
    func undecodable() {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([RecurrenceRule].self, from: Data(#"["FREQ=HOURLY"]"#.utf8)) }
    }

    @Test("no text crashes the parser")
    func survivesScrambledText() {
        var random = SystemRandomNumberGenerator()
        let letters = Array("FREQ=WEEKLY;BYDAY=MO,-1TU;COUNT=UNTIL=20261231T0Z;BYSETPOS+99999999999é ")
        for _ in 0..<5000 {
            let text = String((0..<Int.random(in: 0...40, using: &random)).map { _ in letters.randomElement(using: &random) ?? "F" })
            guard let rule = try? RecurrenceRule("FREQ=YEARLY;" + text) else { continue }
            #expect(throws: Never.self) { try RecurrenceRule(rule.description) }
        }
    }
}
