import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct InviteTests {
    private func value(_ name: String, in calendar: String) -> String? {
        calendar.replacing("\r\n ", with: "").components(separatedBy: "\r\n").first { $0.hasPrefix("\(name):") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }

    @Test("Published, cancelled, run again: one identifier, a sequence that rises, and byte for byte the same where nothing changed")
    func story() async throws {
        try await Trial.run { trial in
            let start = Date(timeIntervalSinceNow: 3600).formatted(.iso8601)
            let id = try await trial.published(start: start)
            func calendar() async throws -> String {
                let result = try await trial.command("invite", "list", "--format", "ics", "--upcoming")
                #expect(result.status == 0, "\(result.errors)")
                return result.output
            }
            let first = try await calendar()
            #expect(try await calendar() == first)
            #expect(value("STATUS", in: first) == "CONFIRMED")
            #expect(value("SUMMARY", in: first) == "Демонстрация")
            let listed = try #require(try await trial.command("invite", "list", "--json").array?.first)
            #expect(listed["run"] as? String == id)
            #expect(value("URL", in: first) == listed["url"] as? String)
            #expect(try await trial.command("run", "cancel", id).status == 0)
            let second = try await calendar()
            #expect(value("STATUS", in: second) == "CANCELLED")
            #expect(value("URL", in: second) == nil)
            #expect(try await trial.published(start: start) == "\(id).2")
            let third = try await calendar()
            #expect(value("STATUS", in: third) == "CONFIRMED")
            let all = [first, second, third]
            #expect(Set(all.map { value("UID", in: $0) }).count == 1)
            #expect(all.map { value("SEQUENCE", in: $0) } == ["0", "1", "2"])
            #expect(third.components(separatedBy: "BEGIN:VEVENT").count == 2, "one event an occurrence")
        }
    }

    @Test("A calendar is called as its job is now, also where its last date was cancelled before")
    func renamed() async throws {
        try await Trial.run { trial in
            let last = try await trial.published(start: "+2h")
            #expect(try await trial.command("run", "cancel", last).status == 0)
            let text = try String(contentsOf: trial.account.folder.appendingPathComponent("demo.yaml"), encoding: .utf8)
            _ = try trial.account.write(text.replacing("Демонстрация", with: "Новое"), to: "demo.yaml")
            #expect(try await trial.command("job", "run", "demo.yaml", "--start", "+1h", "--until", "published").status == 0)
            let ics = try await trial.command("invite", "list", "--format", "ics")
            #expect(value("X-WR-CALNAME", in: ics.output) == "Новое")
            #expect(ics.output.components(separatedBy: "BEGIN:VEVENT").count == 3)
        }
    }

    @Test("Text, CSV and JSON show the permanent form, too; a calendar says on standard error that it does not")
    func formats() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("invite", "list").output == "There is no invitation.\n")
            _ = try await trial.published()
            let title = "=SUM(1), \\\"x\\\""
            _ = try trial.account.write(
                """
                kind: autowebinar
                name: always
                title: "\(title)"
                space: Маркетинг
                room: Демо-зал
                record: {latest: {nameContains: Демо}}
                schedule: {timezone: Europe/Moscow, always: true}
                """, to: "always.yaml")
            #expect(try await trial.command("job", "run", "always.yaml").status == 0)
            let text = try await trial.command("invite", "list")
            #expect(text.output.contains(/\nalways  always +confirmed  =SUM/), "\(text.output)")
            let items = try #require(try await trial.command("invite", "list", "--json").array)
            #expect(items.map { $0["job"] as? String } == ["always", "demo"])
            #expect(items[0]["startsAt"] is NSNull)
            let csv = try await trial.command("invite", "list", "--format", "csv")
            #expect(
                csv.output.hasPrefix(
                    "job,title,startsAt,endsAt,timezone,status,url,run,uid,sequence\r\nalways,\"'=SUM(1), \"\"x\"\"\",,,Europe/Moscow,"))
            let ics = try await trial.command("invite", "list", "--format", "ics")
            #expect(ics.status == 0)
            #expect(ics.errors.contains("The permanent autowebinar of always is not in a calendar"))
            #expect(ics.output.contains("X-WR-CALNAME:Демонстрация\r\n"))
            let file = try await trial.command("invite", "list", "--format", "csv", "--output", "invitations.csv")
            #expect(file.status == 0)
            let bytes = try Data(contentsOf: trial.account.folder.appendingPathComponent("invitations.csv"))
            #expect(bytes == Data([0xEF, 0xBB, 0xBF]) + Data(csv.output.utf8))
            #expect(try await trial.command("invite", "list", "--json", "--format", "csv").status == 64)
        }
    }

    @Test("Several jobs have a calendar each, in a folder; on standard output there is place for one")
    func folder() async throws {
        try await Trial.run { trial in
            _ = try await trial.published()
            let text = try String(contentsOf: trial.account.folder.appendingPathComponent("demo.yaml"), encoding: .utf8)
            _ = try trial.account.write(text.replacing("name: demo\n", with: "name: other\n"), to: "other.yaml")
            #expect(try await trial.command("job", "run", "other.yaml", "--start", "+60s", "--until", "published").status == 0)
            let refused = try await trial.command("invite", "list", "--format", "ics")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("these have dates: demo, other. Choose one with --job NAME, or a folder for all with --output DIR."))
            #expect(refused.output.isEmpty)
            let one = try await trial.command("invite", "list", "--format", "ics", "--job", "other")
            #expect(one.status == 0)
            let all = try await trial.command("invite", "list", "--format", "ics", "--output", "calendars")
            #expect(all.status == 0, "\(all.errors)")
            #expect(all.output == "calendars/demo.ics\ncalendars/other.ics\n")
            let folder = trial.account.folder.appendingPathComponent("calendars")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["demo.ics", "other.ics"])
            #expect(try String(contentsOf: folder.appendingPathComponent("other.ics"), encoding: .utf8) == one.output)
            let log = try await trial.command("invite", "list", with: ["AUTOWEBINAR_LOG_LEVEL": "trace"])
            #expect(log.errors.isEmpty, "no link is logged")
        }
    }
}
