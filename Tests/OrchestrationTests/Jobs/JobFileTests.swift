import Foundation
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct JobFileTests {
    private let zones = ZoneDatabase()
    private static let head = "kind: autowebinar\nname: demo\ntitle: Демонстрация\nspace: Маркетинг\nroom: Демо-зал\nrecord: {id: 66d5}\n"

    private func read(_ text: String) throws -> JobFile {
        try JobFile.decode(Data(text.utf8), file: "jobs/demo.yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays"))
    }

    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try JobFile.decode(Data(text.utf8), file: "jobs/demo.yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays"))
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    private func scheduleMistakes(_ lines: String...) -> [String] {
        mistakes(Self.head + "schedule:\n" + lines.map { "  \($0)\n" }.joined())
    }

    @Test("holidays that have mistakes are holidays still: no second complaint about what applies to them")
    func holidaysWithMistakes() throws {
        let found = scheduleMistakes(
            "timezone: Europe/Moscow", "start: 2026-12-01T19:00", "rrule: FREQ=DAILY", "exclude: [holidays/none]", "onHoliday: nextWorkday")
        #expect(found.count == 1 && found[0].contains("there are no holidays/none"))
        let without = scheduleMistakes("timezone: Europe/Moscow", "start: 2026-12-01T19:00", "rrule: FREQ=DAILY", "onHoliday: nextWorkday")
        #expect(without.count == 1 && without[0].contains("there are no holidays that it could apply to"))
    }

    // MARK: The four golden texts

    @Test("golden: a misspelt key")
    func misspeltKey() {
        #expect(
            scheduleMistakes("timzone: Europe/Moscow", "start: 2026-12-01T19:00") == [
                "jobs/demo.yaml:7:1: schedule.timezone: the key is missing; add \"timezone: …\"",
                "jobs/demo.yaml:8:3: schedule.timzone: unknown key; did you mean \"timezone\"?",
            ])
    }

    @Test("golden: a wrong type")
    func wrongType() {
        #expect(
            mistakes(Self.head + "analytics:\n  after: [15m, 30m]\n")
                == ["jobs/demo.yaml:8:3: analytics.after: expected a duration such as 30m, found the list [15m, 30m]"])
    }

    @Test("golden: an unknown zone")
    func unknownZone() {
        #expect(
            scheduleMistakes("timezone: Europe/Moskow", "start: 2026-12-01T19:00")
                == ["jobs/demo.yaml:8:3: schedule.timezone: unknown time zone \"Europe/Moskow\"; did you mean \"Europe/Moscow\"?"])
    }

    @Test("golden: no occurrence left")
    func noOccurrenceLeft() throws {
        let file = try read(Self.head + "schedule:\n  timezone: Europe/Moscow\n  dates: [2026-12-01T19:00, 2026-12-08T19:00]\n")
        let next = try file.job.next(3, from: Date("2027-01-01T00:00:00Z", strategy: .iso8601), zones: zones)
        guard case .noneLeft(let last) = next else {
            Issue.record("an occurrence is left: \(next)")
            return
        }
        #expect(
            file.noOccurrenceLeft(last: last, zones: zones).description
                == "jobs/demo.yaml:9:3: schedule.dates: no occurrence left, the last was 2026-12-08T19:00 Europe/Moscow; add a later date")
    }

    @Test(
        "golden: no occurrence at all, and why",
        arguments: [
            (
                "start: 2026-12-01T19:00, exclude: [2026-12-01]",
                "start: no occurrence at all, every date is excluded; change the dates, or shorten exclude"
            ),
            (
                "start: 2026-12-01T19:00, rrule: FREQ=DAILY;UNTIL=20261130",
                "rrule: no occurrence at all, the rule ends before its first date; set UNTIL later, or leave it out"
            ),
            (
                "start: 2027-01-01T19:00, rrule: FREQ=YEARLY, exclude: [holidays/ru]",
                "rrule: no occurrence at all, every date is a holiday; change the dates, or set onHoliday to nextWorkday"
            ),
            (
                "start: 2027-01-01T19:00, exclude: [holidays/ru, 2027-01-11], onHoliday: nextWorkday",
                "start: no occurrence at all, every date is a holiday; change the dates, or shorten exclude and the holidays"
            ),
            (
                "start: 2026-03-29T02:30, dst: {gap: skip}",
                "start: no occurrence at all, every date falls into an hour that the clock jumps over; change the dates, or set dst.gap to shift"
            ),
            ("start: 2026-12-01T19:00, rrule: FREQ=DAILY", "rrule: no occurrence left; add a later date"),
        ])
    func noOccurrence(_ schedule: String, _ problem: String) throws {
        let file = try read(Self.head + "schedule: {timezone: Europe/Berlin, \(schedule)}\n")
        // Behind the end of the calendar.
        let next = try file.job.next(3, from: Date(timeIntervalSince1970: 1e15), zones: zones)
        guard case .noneLeft(nil) = next else {
            Issue.record("an occurrence is left: \(next)")
            return
        }
        let told = file.noOccurrenceLeft(last: nil, zones: zones).description
        #expect(told.hasPrefix("jobs/demo.yaml:7:"))
        #expect(told.hasSuffix(": schedule.\(problem)"))
    }

    // MARK: Values

    @Test("a file with the fewest keys gets the defaults")
    func defaults() throws {
        let job = try read(Self.head).job
        #expect(job.name == "demo" && job.title == "Демонстрация" && job.connection == "default")
        let webinar = try #require(job.autowebinar)
        #expect(webinar.space == "Маркетинг" && webinar.room == "Демо-зал" && webinar.record == .id("66d5"))
        #expect(job.schedule == nil)
        #expect(job.missed.window.value == .seconds(900))
        #expect(webinar.analytics.after.value == .seconds(900))
        #expect(webinar.analytics.giveUpAfter.value == .seconds(86_400))
        #expect(webinar.analytics.formats == [.xlsx])
        #expect(try job.next(1, from: .now, zones: zones) == .unscheduled)
    }

    @Test("all keys are read")
    func allKeys() throws {
        let job = try read(
            """
            kind: autowebinar
            name: weekly-demo
            title: "2026"
            connection: second
            space: 19:00
            room: no
            record: {latest: {minDuration: 30m, nameContains: Демо}}
            schedule:
              timezone: America/New_York
              dates: [2026-12-08T19:00, 2026-12-01T19:00]
              dst: {gap: skip, overlap: both}
              missed: {window: 5m}
            analytics: {after: 1m, giveUpAfter: 2h, formats: [xlsx]}
            """
        ).job
        let webinar = try #require(job.autowebinar)
        #expect(job.title == "2026" && job.connection == "second" && webinar.space == "19:00" && webinar.room == "no")
        #expect(webinar.record == .latest(minimumDuration: JobDuration(.seconds(1800)), nameContains: "Демо"))
        let dates = [try WallTime("2026-12-01T19:00"), try WallTime("2026-12-08T19:00")]
        #expect(job.schedule == Schedule(timezone: "America/New_York", series: .dates(dates), gap: .skip, overlap: .both))
        #expect(job.missed.window.value == .seconds(300))
        #expect(webinar.analytics.after.value == .seconds(60) && webinar.analytics.giveUpAfter.value == .seconds(7200))
        let latest = try read(Self.head.replacing("{id: 66d5}", with: "{latest: {}}")).job.autowebinar
        #expect(latest?.record == .latest(minimumDuration: nil, nameContains: nil))
        let named = try read(Self.head.replacing("{id: 66d5}", with: "{name: \"Демо, лучшее\"}")).job.autowebinar
        #expect(named?.record == .name("Демо, лучшее"))
    }

    @Test("texts that mean the same make the same stored job, which reads back as it was")
    func snapshot() throws {
        let one = try read(
            Self.head
                + "schedule:\n  timezone: Europe/Moscow\n  dates: [2026-12-08T19:00, 2026-12-01T19:00]\nanalytics: {after: 15m, giveUpAfter: 24h}\n")
        let other = try read(
            "# the same\nschedule: {dates: [2026-12-01T19:00:00, '2026-12-08T19:00'], timezone: Europe/Moscow, dst: {gap: shift}}\n"
                + "analytics: {giveUpAfter: 1d, after: 900s}\nconnection: default\n" + Self.head)
        #expect(one.job == other.job)
        #expect(try one.job.snapshot() == other.job.snapshot())
        #expect(try Job(snapshot: one.job.snapshot()) == one.job)
        #expect(
            String(decoding: try one.job.snapshot(), as: UTF8.self)
                == #"{"alertBefore":"2h","analytics":{"after":"15m","every":"1h","formats":["xlsx"],"giveUpAfter":"1d"},"connection":"default","horizon":"14d","kind":"autowebinar","missed":{"policy":"latest","window":"15m"},"#
                + #""name":"demo","overlap":"allow","pauseAfter":3,"record":{"id":"66d5"},"room":"Демо-зал","schedule":{"dates":["2026-12-01T19:00","2026-12-08T19:00"],"gap":"shift","#
                + #""overlap":"first","timezone":"Europe/Moscow"},"space":"Маркетинг","title":"Демонстрация"}"#)
        for record in ["{name: x}", "{latest: {minDuration: 1m}}"] {
            let job = try read(Self.head.replacing("{id: 66d5}", with: record) + "schedule: {timezone: Etc/UTC, always: true}\n").job
            #expect(try Job(snapshot: job.snapshot()) == job)
        }
    }

    // MARK: Mistakes

    @Test("everything that is missing is reported at once")
    func missing() {
        #expect(
            mistakes("name: Demo\n") == [
                "jobs/demo.yaml:1:1: kind: the key is missing; add \"kind: …\"",
                "jobs/demo.yaml:1:1: name: \"Demo\" is not a name; use 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit",
                "jobs/demo.yaml:1:1: title: the key is missing; add \"title: …\"",
                "jobs/demo.yaml:1:1: space: the key is missing; add \"space: …\"",
                "jobs/demo.yaml:1:1: room: the key is missing; add \"room: …\"",
                "jobs/demo.yaml:1:1: record: the key is missing; add \"record: …\"",
            ])
    }

    @Test("a playback may be shared, unless there is one event for ever")
    func sharedPlayback() throws {
        #expect(try read(Self.head + "playback: shared\n").job.autowebinar?.sharesPlayback == true)
        let one = try read(Self.head + "playback: perOccurrence\n").job
        #expect(one.autowebinar?.sharesPlayback == false)
        #expect(try one == read(Self.head).job)
        #expect(try one.snapshot() == read(Self.head).job.snapshot())
        #expect(
            mistakes(Self.head + "playback: shared\nschedule: {timezone: Etc/UTC, always: true}\n") == [
                "jobs/demo.yaml:7:1: playback: a permanent autowebinar has one event, so nothing is shared; remove the key"
            ])
        #expect(
            mistakes(Self.head + "playback: perOccurence\n")
                == ["jobs/demo.yaml:7:1: playback: expected one of perOccurrence, shared, found \"perOccurence\"; did you mean \"perOccurrence\"?"])
    }

    @Test("an unknown kind is one mistake, not one for each of its keys")
    func unknownKind() {
        #expect(
            mistakes("kind: autowebiner\nname: x\nsteps: []\n") == [
                "jobs/demo.yaml:1:1: kind: expected one of autowebinar, actions, analytics, found \"autowebiner\"; did you mean \"autowebinar\"?"
            ])
    }

    @Test("a schedule has exactly one form")
    func oneForm() {
        #expect(
            scheduleMistakes("timezone: Etc/UTC") == [
                "jobs/demo.yaml:7:1: schedule: expected start, or one of rrule, cron, dates, always, found none; add \"start: 2026-12-01T19:00\""
            ])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "start: 2026-12-01T19:00", "always: true")
                == ["jobs/demo.yaml:9:3: schedule.start: start does not go with always; remove one of them"])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "cron: 0 19 * * 2", "dates: [2026-12-01T19:00]")
                == ["jobs/demo.yaml:7:1: schedule: expected at most one of rrule, cron, dates, always, found cron, dates"])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "rrule: FREQ=WEEKLY")
                == ["jobs/demo.yaml:9:3: schedule.rrule: a rule counts from a start; add \"start: 2026-12-01T19:00\""])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "always: false")
                == ["jobs/demo.yaml:9:3: schedule.always: always can only be true; remove the key and give start or dates"])
    }

    @Test("lists of dates are not empty, not too long and name each date once")
    func dates() {
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "dates: []")
                == ["jobs/demo.yaml:9:3: schedule.dates: the list is empty; add a date such as 2026-12-01T19:00"])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "dates:", "  - 2026-12-01T19:00", "  - 2026-02-30T19:00", "  - 2026-12-01T19:00:00") == [
                "jobs/demo.yaml:11:7: schedule.dates[1]: 2026-02-30T19:00: February 2026 has 28 days, not 30",
                "jobs/demo.yaml:12:7: schedule.dates[2]: 2026-12-01T19:00 is listed twice, first as schedule.dates[0]; remove one of them",
            ])
        let many = (0...10_000).map { "20\(10 + $0 / 1000)-01-01T\(10 + $0 / 100 % 10):\(10 + $0 / 10 % 10):\(10 + $0 % 10)" }
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "dates: [\(many.joined(separator: ", "))]")
                == ["jobs/demo.yaml:9:3: schedule.dates: the list has 10001 items, at most 10000 are allowed"])
        #expect(scheduleMistakes("timezone: Etc/UTC", "dates: [\(many.dropLast().joined(separator: ", "))]") == [])
        #expect(
            scheduleMistakes("timezone: Etc/UTC", "dates: 2026-12-01T19:00")
                == ["jobs/demo.yaml:9:3: schedule.dates: expected a list of local dates and times, found \"2026-12-01T19:00\""])
    }

    @Test("a date is moved once, however it is named", arguments: ["2026-12-11", "2026-12-11T19:00:00"])
    func movedTwice(name: String) {
        #expect(
            scheduleMistakes(
                "timezone: Etc/UTC", "start: 2026-12-10T19:00", "rrule: FREQ=DAILY",
                "move: {2026-12-11T19:00: 2026-12-12T20:00, \(name): 2026-12-13T20:00}")
                == ["jobs/demo.yaml:11:46: schedule.move.\(name): 2026-12-11T19:00 is moved twice; remove one of them"])
    }

    @Test("titles, records and analytics are checked for sense")
    func sense() {
        #expect(mistakes(Self.head.replacing("Демонстрация", with: "''")) == ["jobs/demo.yaml:3:1: title: the text is empty"])
        #expect(
            mistakes(Self.head.replacing("Демонстрация", with: String(repeating: "Д", count: 201)))
                == ["jobs/demo.yaml:3:1: title: the text has 201 characters, at most 200 are allowed"])
        #expect(
            mistakes(Self.head.replacing("{id: 66d5}", with: "{id: a, name: b}"))
                == ["jobs/demo.yaml:6:1: record: expected exactly one of id, name and latest, found id, name"])
        #expect(
            mistakes(Self.head.replacing("{id: 66d5}", with: "{}"))
                == ["jobs/demo.yaml:6:1: record: expected exactly one of id, name and latest, found none"])
        #expect(
            mistakes(Self.head + "analytics: {after: [1], giveUpAfter: 10m}\n").map { $0.split(separator: ": ")[1] } == ["analytics.after"])
        #expect(
            mistakes(Self.head + "analytics: {after: 2h, giveUpAfter: 1h}\n") == [
                "jobs/demo.yaml:7:24: analytics.giveUpAfter: collection would end (giveUpAfter 1h) before it begins (after 2h); make giveUpAfter longer than after"
            ])
        #expect(mistakes(Self.head + "analytics: {formats: []}\n") == ["jobs/demo.yaml:7:13: analytics.formats: the list is empty; write [xlsx]"])
        #expect(mistakes(Self.head + "analytics: {formats: [xlsx, xlsx]}\n") == ["jobs/demo.yaml:7:13: analytics.formats: a format is listed twice"])
        #expect(
            mistakes(Self.head + "analytics: {formats: [csv]}\n")
                == ["jobs/demo.yaml:7:23: analytics.formats[0]: \"csv\" is not available in this version; use xlsx"])
    }
}
