import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct PlanTests {
    private func job(_ trial: Trial, _ name: String = "weekly", title: String = "Демонстрация", connection: String = "default", schedule: String)
        throws
    {
        try FileManager.default.createDirectory(at: trial.account.folder.appendingPathComponent("jobs"), withIntermediateDirectories: true)
        _ = try trial.account.write(
            """
            kind: autowebinar
            name: \(name)
            title: \(title)
            connection: \(connection)
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            schedule: {timezone: Europe/Moscow, \(schedule)}
            """, to: "jobs/\(name).yaml")
    }

    private let tuesdays = "start: 2030-01-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU"

    @Test("What waits for a recording says so wherever its dates are shown, and is not run by hand")
    func awaited() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(
                """
                kind: autowebinar
                name: live
                title: Repeats
                space: Маркетинг
                room: Демо-зал
                on: {event: record.finished}
                schedule: {timezone: Etc/UTC, start: 2036-12-01T16:00}
                """, to: "live.yaml")
            let next = try await trial.command("next", "live.yaml")
            #expect(next.status == 0 && next.errors.contains("live takes its record from record.finished: dates that pass before"))
            #expect(try await trial.command("plan", "live.yaml").output.contains("2036-12-01T16:00 Etc/UTC, from the first record.finished on"))
            #expect(try await trial.command("apply", "live.yaml").status == 0)
            #expect(try await trial.command("job", "list").output.contains("2036-12-01T16:00 Etc/UTC, waits for record.finished"))
            #expect(try await trial.command("job", "show", "live").output.contains("Waits for: record.finished, which supplies the record; dates"))
            let run = try await trial.command("job", "run", "live.yaml")
            #expect(run.status == 1 && run.errors.hasPrefix("live waits for a recording that finishes, which supplies its record; store it"))
            #expect(trial.made == Made())
        }
    }

    @Test("a connection that is not stored is told of by plan and apply, and no mistake")
    func unknownConnection() async throws {
        try await Trial.run { trial in
            try job(trial, connection: "schol", schedule: tuesdays)
            let words = "There is no connection schol, which weekly would use; what runs waits until it is added: autowebinar connection add schol\n"
            let plan = try await trial.command("plan", "--json")
            #expect(plan.status == 2)
            #expect(plan.errors == words)
            #expect(try await trial.command("apply").errors == words)
            try job(trial, schedule: tuesdays)
            #expect(try await trial.command("apply").errors == "")
        }
    }

    @Test("plan shows what is new and writes nothing, apply stores it, and both are quiet when nothing differs")
    func fromNothing() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            let plan = try await trial.command("plan")
            #expect(plan.status == 2, "\(plan.errors)")
            #expect(
                plan.output == """
                    + weekly (jobs/weekly.yaml)
                        next: 2030-01-01T19:00, 2030-01-08T19:00, 2030-01-15T19:00 Europe/Moscow
                    1 to create, 0 to change, 0 to remove, 0 unchanged.

                    """)
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path), "planning writes nothing")
            let apply = try await trial.command("apply")
            #expect(apply.status == 0, "\(apply.errors)")
            #expect(apply.output.contains("Applied: 1 created, 0 changed, 0 removed, 0 unchanged.\n"))
            let again = try await trial.command("plan", "--json")
            #expect(again.status == 0)
            #expect(again.output == "{\"changes\":[],\"unchanged\":1}\n")
            #expect(try await trial.command("apply").output == "Nothing differs: 1 job is as its file says.\n")
            let list = try await trial.command("job", "list")
            #expect(
                list.output == """
                    JOB     STATE   NEXT                            TITLE         NOTE
                    weekly  active  2030-01-01T19:00 Europe/Moscow  Демонстрация

                    """)
            #expect(trial.server.requests.isEmpty, "livedigital was asked")
        }
    }

    @Test("nothing is applied while the clock is off livedigital's; where livedigital cannot be asked, apply says so and works")
    func clock() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            #expect(try await trial.command("apply").status == 0)
            try job(trial, title: "Новая", schedule: tuesdays)
            trial.server.advanceClock(by: .seconds(-3600))
            let refused = try await trial.command("apply")
            #expect(refused.status == 1)
            #expect(
                refused.errors.contains(/^Nothing was applied: this machine's clock is \d+ s ahead of livedigital's \(connection default\)/),
                "\(refused.errors)")
            #expect(try await trial.command("plan").status == 2)
            try job(trial, schedule: tuesdays)
            try job(trial, "second", schedule: tuesdays)
            #expect(try await trial.command("apply").errors.hasPrefix("Nothing was applied: "), "a new job")
            #expect(try await trial.command("job", "list", "--json").array?.compactMap { $0["name"] as? String } == ["weekly"])
            try job(trial, title: "Новая", schedule: tuesdays)
            let offline = try await trial.command("apply", with: ["AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "http://127.0.0.1:1/v1"])
            #expect(offline.status == 0)
            #expect(offline.errors.hasPrefix("livedigital could not be asked whether this machine's clock is right."), "\(offline.errors)")
            trial.server.advanceClock(by: .seconds(3600))
            try job(trial, title: "Другая", schedule: tuesdays)
            let right = try await trial.command("apply")
            #expect(right.status == 0 && right.errors == "", "\(right.errors)")
        }
    }

    @Test("a livedigital that gives no answer is waited for five seconds")
    func silence() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            #expect(try await trial.command("apply").status == 0)
            try job(trial, title: "Новая", schedule: tuesdays)
            try trial.server.arm(Fault(operation: "getMe", action: .delay(.seconds(40))))
            let started = ContinuousClock.now
            let silent = try await trial.command("apply")
            #expect(ContinuousClock.now - started < .seconds(20))
            #expect(silent.status == 0)
            #expect(silent.errors.hasPrefix("livedigital could not be asked whether this machine's clock is right."), "\(silent.errors)")
            #expect(silent.output.contains("Applied: 0 created, 1 changed"))
        }
    }

    @Test("a change is shown member by member; a removal only with --prune")
    func changes() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            try job(trial, "other", schedule: "start: 2030-06-01T10:00")
            #expect(try await trial.command("apply").status == 0)
            try job(trial, title: "Новое имя", schedule: "start: 2030-01-01T19:00, rrule: 'FREQ=WEEKLY;BYDAY=TU,TH'")
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("jobs/other.yaml"))
            let plan = try await trial.command("plan")
            #expect(plan.output.contains("~ weekly (jobs/weekly.yaml)\n    schedule.rrule: \"FREQ=WEEKLY;BYDAY=TU\" → \"FREQ=WEEKLY;BYDAY=TU,TH\"\n"))
            #expect(plan.output.contains("    title: \"Демонстрация\" → \"Новое имя\"\n"))
            #expect(plan.output.hasSuffix("0 to create, 1 to change, 0 to remove, 0 unchanged.\n"))
            let pruned = try await trial.command("plan", "--prune")
            #expect(pruned.output.contains("- other (jobs/other.yaml)\n"))
            #expect(try await trial.command("apply", "--prune").status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.compactMap { $0["name"] as? String } == ["weekly"])
        }
    }

    @Test("a long value is cut to where it differs")
    func longValues() async throws {
        try await Trial.run { trial in
            let dates = (1...28).map { "2030-06-\($0 < 10 ? "0" : "")\($0)T10:00" }
            try job(trial, schedule: "dates: [\(dates.joined(separator: ", "))]")
            #expect(try await trial.command("apply").status == 0)
            try job(trial, schedule: "dates: [\(dates.joined(separator: ", ").replacing("06-15T10:00", with: "06-15T12:30"))]")
            let plan = try await trial.command("plan")
            let line = try #require(plan.output.split(separator: "\n").first { $0.contains(" → ") })
            let (old, new) = try #require(
                line.split(separator: " → ").count == 2 ? (line.split(separator: " → ")[0], line.split(separator: " → ")[1]) : nil)
            #expect(old.contains("…") && old.contains("06-15T10:00"), "\(line)")
            #expect(new.contains("…") && new.contains("06-15T12:30"), "\(line)")
            #expect(line.count < 160)
        }
    }

    @Test("a saved plan is applied as it was shown, and refused when the stored jobs have changed since")
    func saved() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            #expect(try await trial.command("plan", "--out", "change.plan").status == 2)
            try job(trial, title: "Später", schedule: tuesdays)
            #expect(try await trial.command("apply", "change.plan").status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.first?["title"] as? String == "Демонстрация")
            let second = try await trial.command("apply", "change.plan")
            #expect(second.status == 1)
            #expect(second.errors == "the stored jobs or their runs have changed since the plan was made; nothing was applied. Plan again\n")
            #expect(second.output == "", "what was refused looks as if it were applied")
        }
    }

    @Test("a job whose file was renamed is put right by apply; the same file by another path is no difference")
    func renamedFile() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            #expect(try await trial.command("apply").status == 0)
            #expect(try await trial.command("plan", "./jobs/weekly.yaml").status == 0)
            let jobs = trial.account.folder.appendingPathComponent("jobs")
            try FileManager.default.moveItem(at: jobs.appendingPathComponent("weekly.yaml"), to: jobs.appendingPathComponent("tuesday.yaml"))
            let plan = try await trial.command("plan")
            #expect(plan.status == 2)
            #expect(plan.output.contains("~ weekly (jobs/tuesday.yaml)\n    file: \"jobs/weekly.yaml\" → \"jobs/tuesday.yaml\"\n    next: "))
            #expect(try await trial.command("apply").status == 0)
            #expect(try await trial.command("plan").status == 0)
            #expect(try await trial.command("job", "show", "weekly").output.contains("File: jobs/tuesday.yaml\n"))
        }
    }

    @Test("what was run by hand belongs to its job, applied or not: a later change renames, cancels or removes it")
    func runByHand() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            let run = try await trial.command("job", "run", "jobs/weekly.yaml", "--until", "published", "--json")
            #expect(run.status == 0, "\(run.errors)")
            let id = try #require(run.json?["id"] as? String)
            #expect(id == "weekly@2030-01-01T16:00:00.000Z")
            func change() async throws -> [String: Any] {
                let changes = try await trial.command("plan", "--prune", "--json").json?["changes"] as? [[String: Any]]
                return try #require(changes?.first)
            }
            try job(trial, schedule: "start: 2030-01-01T19:00, rrule: FREQ=WEEKLY;BYDAY=WE")
            #expect(try await change()["cancelled"] as? [String] == [id])
            try job(trial, schedule: tuesdays)
            #expect(try await change()["cancelled"] as? [String] == [])
            #expect(try await trial.command("apply").status == 0)
            try job(trial, title: "Новое имя", schedule: tuesdays)
            #expect(try await change()["amended"] as? [String] == [id])
            let kept = "    changes 1 run: \(id)\n    events that are made already keep their name and their link: livedigital cannot rename one\n"
            #expect(try await trial.command("plan").output.contains(kept))
            try job(trial, title: "Новое имя", schedule: "start: 2030-01-01T19:00, rrule: FREQ=WEEKLY;BYDAY=WE")
            #expect(try await change()["cancelled"] as? [String] == [id])
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("jobs/weekly.yaml"))
            #expect(try await change()["cancelled"] as? [String] == [id])
        }
    }

    @Test("a file in a deeper folder is not read, and plan and apply say so apart from their result")
    func deeperFolder() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: tuesdays)
            let jobs = trial.account.folder.appendingPathComponent("jobs")
            try FileManager.default.createDirectory(at: jobs.appendingPathComponent("sub"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: jobs.appendingPathComponent("weekly.yaml"), to: jobs.appendingPathComponent("sub/c.yaml"))
            let told = "1 file in deeper folders left out: jobs/sub/c.yaml. Only files right in a folder that is named are read; name theirs, too.\n"
            let plan = try await trial.command("plan", "--json")
            #expect(plan.status == 2 && plan.errors == told, "\(plan.errors)")
            let apply = try await trial.command("apply")
            #expect(apply.status == 0 && apply.errors == told, "\(apply.errors)")
        }
    }

    @Test("the mistakes of all files are told at once, and nothing is written")
    func mistakes() async throws {
        try await Trial.run { trial in
            try job(trial, schedule: "start: 2030-01-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TUE")
            try job(trial, "never", schedule: "start: 2030-01-01T19:00, rrule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
            try job(trial, "cron", schedule: "cron: 0 25 * * *")
            _ = try trial.account.write(
                try String(contentsOf: trial.account.folder.appendingPathComponent("jobs/cron.yaml"), encoding: .utf8).replacing(
                    "cron: 0 25 * * *", with: "start: 2030-01-01T19:00, exclude: [holidays/mars]"), to: "jobs/zz.yaml")
            let result = try await trial.command("apply")
            #expect(result.status == 1)
            let lines = result.errors.split(separator: "\n").map(String.init)
            #expect(lines.contains { $0.hasPrefix("jobs/weekly.yaml:8:") && $0.contains("schedule.rrule") }, "\(result.errors)")
            #expect(lines.contains { $0.hasPrefix("jobs/never.yaml:8:") && $0.contains("however long one waits") }, "\(result.errors)")
            #expect(lines.contains { $0.hasPrefix("jobs/cron.yaml:8:") && $0.contains("hour") }, "\(result.errors)")
            #expect(lines.contains { $0.hasPrefix("jobs/zz.yaml:8:") && $0.contains("there are no holidays/mars") }, "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }
}
