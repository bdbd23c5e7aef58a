import Foundation
import Spreadsheet

/// The participants of one session as a sheet, with the columns of the service's own analytics table.
struct SessionReport: Sendable {
    var session: PlaybackSession
    var event: SandboxAccount.PlaybackEvent

    private struct Participant {
        var name: String
        var email: String
        var phone: String
        var platform: String
        var browser: String
    }

    private static let people = [
        Participant(name: "Анна Кузнецова", email: "anna.k@example.com", phone: "+79990000001", platform: "Windows", browser: "Chrome"),
        Participant(name: "Борис Ёлкин", email: "boris@example.com", phone: "+79990000002", platform: "macOS", browser: "Safari"),
        Participant(name: "Мария О’Нил", email: "", phone: "", platform: "Android", browser: "Chrome"),
        Participant(name: "Тимур Гарипов", email: "timur@example.com", phone: "", platform: "Linux", browser: "Firefox"),
        Participant(name: "Ольга, отдел \"Продажи\"", email: "olga@example.com", phone: "+79990000005", platform: "iOS", browser: "Safari"),
    ]

    private static let columns = [
        "playbackId", "playbackEventId", "playbackEventSessionId", "participantId", "externalUserId", "userName", "email", "phone", "role",
        "onlineDuration", "onlineDurationWithActiveTab", "chatMessagesCount", "reactionsCount", "deviceType", "platform", "browser", "timestamp",
    ]

    /// Two to five people, each there for a part of the session. Who and how long follows from the session's id, so the same session gives the
    /// same report each time.
    var workbook: Workbook {
        let seed = session.id.utf8.reduce(into: 0) { $0 = ($0 * 31 + Int($1)) % 1_000_003 }
        let length = session.finishedAt.timeIntervalSince(session.startedAt)
        let rows = Self.people.prefix(2 + seed % 4).enumerated().map { index, person in
            row(of: person, number: index, seed: seed / (index + 1), length: length)
        }
        return Workbook(
            sheets: [.init(name: "Участники", rows: [Self.columns.map { .text($0) }] + rows)], created: session.finishedAt)
    }

    private func row(of person: Participant, number: Int, seed: Int, length: TimeInterval) -> [Workbook.Cell] {
        let online = (length * Double(40 + seed % 61) / 100).rounded()
        let isMobile = ["Android", "iOS"].contains(person.platform)
        return [
            .text(session.playbackId), .text(session.eventId), .text(session.id), .text(participantId(number)), .empty, .text(person.name),
            text(person.email), text(person.phone), .text("user"), .number(online), .number((online * 0.8).rounded()),
            .number(Double(seed % 7)), .number(Double(seed % 3)), .text(isMobile ? "mobile" : "desktop"), .text(person.platform),
            .text(person.browser), .date(session.startedAt),
        ]
    }

    private func text(_ text: String) -> Workbook.Cell { text.isEmpty ? .empty : .text(text) }

    private func participantId(_ number: Int) -> String { session.id.prefix(22) + "0" + String(number) }
}
