import Foundation
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct AttendanceSummaryTests {
    private let place: SessionPlace

    init() throws { place = try SessionPlace() }

    private func summary(_ selection: SessionSelection = SessionSelection()) async throws -> AttendanceSummary {
        try await place.reader.attendance(selection)
    }

    @Test func figuresAreCountedFromTheRows() async throws {
        let file = try place.report(
            "1.xlsx",
            people: [("Анна", "crm-1", "", 10, 1), ("Борис", "", "b@example.com", 20, 2), ("Гость", "", "", 90, 3), ("Ещё", "crm-4", "", 40, 0)])
        try await place.fill([SessionPlace.session(file)])
        let figures = try #require(try await summary().sessions.first?.figures)
        #expect(
            figures
                == .init(attended: 4, averageSeconds: 40, medianSeconds: 30, messages: 6, repeatVisitors: 0, identified: 3))
        #expect(figures.repeatShare == 0)
    }

    @Test func aMissingColumnIsNoZero() async throws {
        let file = try place.report("1.xlsx", [[.text("Участник")], [.text("Анна")], [.text("Борис")]])
        try await place.fill([SessionPlace.session(file), SessionPlace.session(day: 1)])
        let summary = try await summary()
        #expect(summary.sessions[0].figures == .init(attended: 2))
        #expect(summary.sessions[1].figures == .init())
        #expect(summary.jobs.first?.figures == .init(attended: 2))
        #expect(summary.jobs.first?.sessions == 2)
        #expect(summary.jobs.first?.reported == 1)
        let json = String(decoding: try JSONEncoder().encode(summary), as: UTF8.self)
        #expect(json.contains("\"medianSeconds\":null"))
        #expect(json.contains("\"trend\":null"))
    }

    @Test func whoCameAgainIsKnownByIdElseByEmail() async throws {
        let first = try place.report(
            "1.xlsx",
            people: [("a", "1", "Shared@Example.com", 1, 0), ("b", "", "b@example.com", 1, 0), ("c", "3", "", 1, 0), ("x", "", "", 1, 0)])
        let second = try place.report(
            "2.xlsx",
            people: [
                ("same id", "1", "other@example.com", 1, 0), ("same e-mail", "", "B@EXAMPLE.COM", 1, 0),
                ("now with an id", "9", "b@example.com", 1, 0),
                ("another at a shared address", "8", "shared@example.com", 1, 0), ("now without an id", "", "shared@example.com", 1, 0),
                ("nobody", "", "", 1, 0), ("new, twice", "7", "", 1, 0), ("new, twice", "7", "", 1, 0),
            ])
        try await place.fill([
            SessionPlace.session(first, day: 0), SessionPlace.session(second, day: 1), SessionPlace.session(second, job: "other", day: 2),
        ])
        let summary = try await summary()
        #expect(summary.sessions.map(\.figures.repeatVisitors) == [0, 4, 0])
        #expect(summary.sessions.map(\.figures.identified) == [3, 7, 7])
        #expect(summary.sessions[1].figures.repeatShare == 0.5)
        #expect(summary.jobs.map(\.job) == ["demo", "other"])
        #expect(summary.jobs[0].figures.repeatVisitors == 4)
        let later = try await self.summary(SessionSelection(jobs: ["demo"], from: SessionPlace.start.addingTimeInterval(1)))
        #expect(later.sessions.map(\.figures.repeatVisitors) == [4], "sessions before the period count")
        #expect(later.jobs[0].sessions == 1)
    }

    @Test func aJobsFiguresAreThoseOfItsParticipants() async throws {
        let first = try place.report("1.xlsx", people: [("a", "1", "", 10, 1)])
        let second = try place.report("2.xlsx", people: [("a", "1", "", 20, 1), ("b", "2", "", 30, 1), ("c", "3", "", 100, 5)])
        try await place.fill([SessionPlace.session(first, day: 0), SessionPlace.session(second, day: 1)])
        let job = try #require(try await summary().jobs.first)
        #expect(job.figures == .init(attended: 4, averageSeconds: 40, medianSeconds: 25, messages: 8, repeatVisitors: 1, identified: 4))
        #expect(job.averageAttended == 2)
        #expect(job.trend == 2)
    }

    @Test(arguments: [([], nil), ([5], nil), ([0, 5], nil), ([4, 5], 0.25), ([4, 100, 2], -0.5), ([1, 3, 4, 4], 1.0)] as [([Int], Double?)])
    func theTrendComparesTheHalves(attended: [Int], expected: Double?) {
        #expect(AttendanceSummary.trend(attended) == expected)
    }

    @Test(arguments: [
        ("onlineDuration", ParticipantColumns.Role.timeWatched), ("ONLINE_DURATION", .timeWatched), ("Время в сети", .timeWatched),
        ("duration", .timeWatched), ("E-Mail", .email), ("external user id", .externalUserId), ("Участник", .name), ("Сообщений в чате", .messages),
    ]) func columnsAreFoundByAnyKnownName(name: String, role: ParticipantColumns.Role) {
        let columns = ParticipantColumns(["x", name])
        #expect(ParticipantColumns.Role.allCases.filter { columns.has($0) } == [role])
        #expect(columns.cell(role, of: [.empty, .number(5)]) == .number(5))
        #expect(columns.cell(role, of: [.number(1)]) == .empty)
    }

    @Test func theBestNameWins() {
        let columns = ParticipantColumns(["duration", "onlineDuration"])
        #expect(columns.cell(.timeWatched, of: [.number(1), .number(2)]) == .number(2))
    }

    @Test(
        arguments: [
            (.text("1 234"), 1234), (.text("1\u{A0}234"), 1234), (.text("12\u{202F}345\u{202F}678"), 12_345_678), (.text("1\u{2009}234,5"), 1234.5),
            (.text("-1 234"), -1234), (.text(" 12 "), 12), (.text("1 23"), nil), (.text("1234 567"), nil), (.text("1  234"), nil),
            (.text("1 234 5"), nil), (.text("1 234 штук"), nil), (.duration(5), nil),
        ] as [(Workbook.Cell, Double?)]) func countsMayHaveSpacesBetweenTheThousands(cell: Workbook.Cell, expected: Double?)
    {
        #expect(ParticipantValue.number(cell) == expected)
    }

    @Test func durationsAndMessagesWithSpacesAreCounted() async throws {
        let file = try place.report(
            "1.xlsx",
            [
                [.text("Имя"), .text("Время в сети"), .text("Сообщения")], [.text("Анна"), .duration(4500), .text("1 234")],
                [.text("Борис"), .duration(108_000), .text("6")],
            ])
        try await place.fill([SessionPlace.session(file)])
        #expect(try await summary().sessions.first?.figures == .init(attended: 2, averageSeconds: 56_250, medianSeconds: 56_250, messages: 1240))
        #expect(try await place.participants("demo@0")?.known.map(\.secondsWatched) == [4500, 108_000])
    }

    @Test(
        arguments: [
            (.number(90), 90), (.duration(108_000), 108_000), (.duration(-1), nil), (.text("3 600"), 3600), (.number(-1), nil),
            (.text("1:02:03"), 3723), (.text(" 2:30 "), 150), (.text("0:00:01,5"), 1.5), (.text("90"), 90),
            (.text("100:00:00"), 360_000), (.text("1:60:00"), nil), (.text("1:-1:00"), nil), (.text("an hour"), nil), (.text("1:2:3:4"), nil),
            (.text(""), nil), (.text("nan"), nil), (.text("inf"), nil), (.empty, nil), (.boolean(true), nil),
            (.date(Date(timeIntervalSince1970: -2_209_075_200 + 3723)), 3723), (.date(SessionPlace.start), nil),
        ] as [(Workbook.Cell, Double?)]) func timesAreSecondsOrClockTexts(cell: Workbook.Cell, expected: Double?)
    {
        #expect(ParticipantValue.seconds(cell) == expected)
    }
}
