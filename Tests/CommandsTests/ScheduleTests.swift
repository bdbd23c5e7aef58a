import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ScheduleTests {
    @Test("next lists the occurrences with local time, instant, zone and mark, and touches nothing")
    func next() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Berlin, dates: [2031-10-26T02:30, 2031-03-30T02:30, 2031-07-01T19:00]}")
            let result = try await trial.command("next", "demo.yaml", "-n", "2", "--from", "2031-01-01T00:00:00Z", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.output
                    == #"[{"local":"2031-03-30T03:30","mark":"gap-shifted","startsAt":"2031-03-30T01:30:00.000Z","timezone":"Europe/Berlin"},"#
                    + #"{"local":"2031-07-01T19:00","mark":null,"startsAt":"2031-07-01T17:00:00.000Z","timezone":"Europe/Berlin"}]"# + "\n")
            let table = try await trial.command("next", "demo.yaml", "--from", "2031-08-01T00:00:00Z")
            #expect(
                table.output == """
                    LOCAL             TIMEZONE       UTC                       MARK
                    2031-10-26T02:30  Europe/Berlin  2031-10-26T00:30:00.000Z  overlap-first

                    """)
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
            #expect(trial.server.requests.isEmpty)
        }
    }

    @Test("next also takes the name of an applied job, and shows the dates that the clock jumps over")
    func nextOfJob() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Berlin, dates: [2031-03-30T02:30, 2031-07-01T19:00], dst: {gap: skip}}")
            let unknown = try await trial.command("next", "demo")
            #expect(unknown.status == 1)
            #expect(unknown.errors == "There is neither a file nor a job demo; `autowebinar job list` shows all jobs.\n")
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("demo.yaml"))
            // A folder of that name is no file of a job.
            try FileManager.default.createDirectory(at: trial.account.folder.appendingPathComponent("demo"), withIntermediateDirectories: true)
            let table = try await trial.command("next", "demo", "-n", "1")
            #expect(
                table.output == """
                    LOCAL             TIMEZONE       UTC                       MARK
                    2031-03-30T02:30  Europe/Berlin  -                         gap-skipped
                    2031-07-01T19:00  Europe/Berlin  2031-07-01T17:00:00.000Z

                    """, "\(table.errors)")
            let json = try await trial.command("next", "demo", "-n", "1", "--json")
            #expect(json.array?.map { $0["mark"] as? String } == ["gap-skipped", nil])
            #expect(try await trial.command("next", "demo.yaml").errors.contains("demo.yaml: there is no such file"))
        }
    }

    @Test("next of an applied job leaves out a date whose run was cancelled, and job show lists the date with empty members as null")
    func nextOfCancelled() async throws {
        try await Trial.run { trial in
            let days = [2, 3].map { String(Date().addingTimeInterval($0 * 86_400).formatted(.iso8601).prefix(10)) }
            _ = try trial.account.demoJob("schedule: {timezone: Etc/UTC, dates: [\(days[0])T19:00, \(days[1])T19:00]}")
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let serve = try trial.start("serve")
            func occurrences() async throws -> [[String: Any]] {
                try await trial.command("job", "show", "demo", "--json").json?["occurrences"] as? [[String: Any]] ?? []
            }
            try await trial.eventually("both dates have a run") { try await occurrences().compactMap { $0["run"] as? String }.count == 2 }
            #expect(try await occurrences().allSatisfy { $0["reason"] is NSNull })
            let cancelled = try await trial.command("run", "cancel", "demo@\(days[0])T19:00:00.000Z")
            #expect(cancelled.status == 0, "\(cancelled.errors)")
            let next = try await trial.command("next", "demo", "--json")
            #expect(next.array?.map { $0["local"] as? String } == ["\(days[1])T19:00"], "\(next.output) \(next.errors)")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("next of a series that is over tells its last date, of the file and of the job, and exits 1")
    func nextOfFinished() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Moscow, start: 2025-02-04T14:50, rrule: FREQ=DAILY;COUNT=3}")
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let file = try await trial.command("next", "demo.yaml")
            #expect(file.status == 1)
            #expect(file.errors.hasSuffix("no occurrence left, the last was 2025-02-06T14:50 Europe/Moscow; add a later date\n"), "\(file.errors)")
            let job = try await trial.command("next", "demo")
            #expect(job.status == 1)
            #expect(
                job.errors
                    == "demo is over: no occurrence left, the last was 2025-02-06T14:50 Europe/Moscow; add a later date to its file and apply it.\n")
        }
    }

    @Test("next of the permanent form and of a job without a schedule")
    func nextWithoutDates() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Moscow, always: true}")
            let always = try await trial.command("next", "demo.yaml", "--json")
            #expect(always.output == #"[{"local":null,"mark":null,"startsAt":null,"timezone":"Europe/Moscow"}]"# + "\n")
            _ = try trial.account.demoJob()
            #expect(try await trial.command("next", "demo.yaml", "--json").output == "[]\n")
            #expect(try await trial.command("next", "demo.yaml").output == "demo has no schedule; run it with: autowebinar job run demo.yaml\n")
            #expect(try await trial.command("next", "demo.yaml", "-n", "0").status == 64)
            #expect(try await trial.command("next", "demo.yaml", "--from", "yesterday").status == 64)
        }
    }

    @Test("A job with dates runs its next one to the end; the event begins at that local time in its zone")
    func dates() async throws {
        try await Trial.run { trial in
            let soon = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3).rounded(.up))
            // Moscow is three hours ahead all the year round.
            let local = soon.addingTimeInterval(3 * 3600).formatted(.iso8601).dropLast()
            _ = try trial.account.demoJob(
                """
                schedule: {timezone: Europe/Moscow, dates: [2025-02-06T14:50, \(local), 2035-01-01T10:00]}
                analytics: {after: 0s, giveUpAfter: 1m}
                """)
            let result = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "completed")
            let startsAt = String(soon.formatted(.iso8601).dropLast()) + ".000Z"
            #expect(result.json?["startsAt"] as? String == startsAt)
            let event = try #require(trial.ours.first { $0.kind == .event && $0.what == .created })
            #expect(event.state["timezone"]?.text == "Europe/Moscow")
            #expect(event.state["startDate"]?.text.map { String($0.prefix(16)) } == String(soon.formatted(.iso8601).prefix(16)))
            #expect(trial.made == .one)
        }
    }

    @Test("The permanent form is published without a date and is complete then; running it again says so and makes no second one")
    func permanent() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Moscow, always: true}")
            let first = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.state == "completed")
            #expect(first.json?["id"] as? String == "demo@always")
            #expect(first.json?["startsAt"] is NSNull)
            #expect(first.json?["endsAt"] is NSNull)
            #expect(first.steps.last == "composeInvitation performed")
            let event = try #require(trial.ours.first { $0.kind == .event && $0.what == .created })
            #expect(event.state["startDate"] == .null)
            let second = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.output == first.output)
            #expect(second.errors.contains("demo@always has run already and is not made a second time.\n"))
            #expect(trial.made == .one)
        }
    }
}
