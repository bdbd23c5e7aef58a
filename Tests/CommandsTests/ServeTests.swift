import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ServeTests {
    /// A job for the account, with dates so many seconds from now.
    private func job(_ trial: Trial, in seconds: [Int], name: String = "series", title: String = "Серия", more: String = "horizon: 1h") throws {
        let dates = seconds.map {
            Date().addingTimeInterval(TimeInterval($0)).formatted(.iso8601.dateSeparator(.dash).timeSeparator(.colon)).dropLast()
        }
        _ = try trial.account.write(
            """
            kind: autowebinar
            name: \(name)
            title: \(title)
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            schedule: {timezone: Etc/UTC, dates: [\(dates.joined(separator: ", "))], \(more)}
            analytics: {after: 0s, giveUpAfter: 1m}
            """, to: "\(name).yaml")
    }

    private func runs(_ trial: Trial) async throws -> [[String: Any]] { try await trial.command("run", "list", "--json").array ?? [] }

    @Test("serve publishes ahead, collects afterwards, and SIGTERM ends it in order within ten seconds")
    func wholeStory() async throws {
        try await Trial.run { trial in
            try job(trial, in: [12, 600])
            let serve = try trial.start("serve", "--jobs", "series.yaml")
            try await trial.eventually("both published") { trial.made.publications == 2 }
            var all: [[String: Any]] = []
            for _ in 0..<300 {
                all = try await runs(trial)
                if all.contains(where: { $0["state"] as? String == "completed" }) { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(Set(all.compactMap { $0["state"] as? String }) == ["completed", "waiting"])
            let ending = ContinuousClock.now
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(ContinuousClock.now - ending < .seconds(10))
            #expect(result.output.wholeMatch(of: /Ready: 1 job; the API is at http:\/\/127\.0\.0\.1:\d+\/v1\. Stop with Ctrl-C\.\n/) != nil)
            #expect(result.errors.hasSuffix("Stopped in order; nothing is lost.\n"))
            #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2))
        }
    }

    @Test("a run that fails or is held and a job that is paused after failures are warnings in the log, each once")
    func warnings() async throws {
        try await Trial.run { trial in
            try job(trial, in: [600], name: "wrong", more: "horizon: 1h}\nonFailure: {pauseAfter: 1")
            let file = trial.account.folder.appendingPathComponent("wrong.yaml")
            try String(contentsOf: file, encoding: .utf8).replacing("Демо-зал", with: "Нет такой").write(to: file, atomically: true, encoding: .utf8)
            try job(trial, in: [600], name: "lost")
            try trial.server.arm(Fault(operation: "createPlayback", action: .drop))
            try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(404)))
            let serve = try trial.start("serve", "--jobs", "wrong.yaml", "lost.yaml")
            try await trial.eventually("both are at rest") {
                Set(try await runs(trial).compactMap { $0["state"] as? String }) == ["failed", "held"]
            }
            serve.send(SIGTERM)
            let log = await serve.result.errors.split(separator: "\n").filter { $0.contains(" warning ") }.map { $0.drop { $0 != " " } }
            #expect(log.count == 3, "\(log)")
            #expect(log.contains { $0.contains(/^ warning a run failed error=.*Нет такой.* run=wrong@/) }, "\(log)")
            #expect(
                log.contains { $0.contains(/^ warning a job is paused job=wrong reason=failed runs in a row: 1, the last with: .*Нет такой/) },
                "\(log)")
            #expect(
                log.contains { $0.contains(/^ warning a run is held: a person has to answer run=(lost@\S+) see=autowebinar run show lost@/) },
                "\(log)")
        }
    }

    @Test("a connection that livedigital does not accept is one warning in the log, however many runs wait for it")
    func pausedConnection() async throws {
        try await Trial.run { trial in
            try job(trial, in: [600, 1200, 1800])
            let serve = try trial.start("serve", "--jobs", "series.yaml", with: ["AUTOWEBINAR_TOKEN": "wrong"])
            try await trial.eventually("paused") { try await trial.command("connection", "list").output.contains("paused: ") }
            // Long enough for the others to be tried as well.
            try await Task.sleep(for: .seconds(1))
            serve.send(SIGTERM)
            let log = await serve.result.errors.split(separator: "\n").filter { $0.contains(" warning ") }.map { $0.drop { $0 != " " } }
            #expect(log.count == 1 && log[0].contains(/^ warning a connection is paused; its runs wait connection=default reason=.*401/), "\(log)")
        }
    }

    @Test("apply, pause, resume and trigger are carried out by a running serve, and a date that is gone is gone upstream")
    func orders() async throws {
        try await Trial.run { trial in
            try job(trial, in: [900, 1200])
            let serve = try trial.start("serve")
            try await trial.eventually("owned") {
                FileManager.default.fileExists(atPath: trial.account.storage.appendingPathComponent("autowebinar.sqlite").path)
            }
            let applied = try await trial.command("apply", "series.yaml")
            #expect(applied.status == 0, "\(applied.errors)")
            #expect(applied.output.hasSuffix("Applied: 1 created, 0 changed, 0 removed, 0 unchanged (by the process that owns the database).\n"))
            try await trial.eventually("published") { trial.made.publications == 2 }
            try job(trial, in: [930, 1500])
            // None of the dates is the same.
            let plan = try await trial.command("plan", "series.yaml")
            #expect(plan.output.contains("    cancels 2 runs: series@"))
            #expect(try await trial.command("apply", "series.yaml").status == 0)
            try await trial.eventually("replaced") {
                trial.made == Made(playbacks: 4, events: 4, publications: 4, deletedPlaybacks: 2, deletedEvents: 2)
            }
            let paused = try await trial.command("job", "pause", "series", "--note", "Отпуск")
            #expect(paused.output == "series is paused; what is published already stays\n", "\(paused.errors)")
            #expect(try await trial.command("job", "list", "--json").array?.first?["pausedReason"] as? String == "Отпуск")
            #expect(try await trial.command("job", "resume", "series", "--json").json?["state"] as? String == "active")
            let triggered = try await trial.command("job", "trigger", "series", "--start", "+30m", "--json")
            #expect(triggered.status == 0, "\(triggered.errors)")
            try await trial.eventually("triggered") { trial.made.publications == 5 }
            #expect(try await trial.command("job", "trigger", "nobody").status == 1)
            serve.send(SIGINT)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("a new title renames the playbacks that are published ahead, and keeps their events")
    func rename() async throws {
        try await Trial.run { trial in
            let dates = [3600, 7200].map { Date().addingTimeInterval(TimeInterval($0)).formatted(.iso8601).dropLast() }
            func write(_ title: String) throws {
                _ = try trial.account.write(
                    """
                    kind: autowebinar
                    name: series
                    title: \(title)
                    space: Маркетинг
                    room: Демо-зал
                    record: {latest: {nameContains: Демо}}
                    schedule: {timezone: Etc/UTC, dates: [\(dates.joined(separator: ", "))]}
                    """, to: "series.yaml")
            }
            try write("Старое")
            let serve = try trial.start("serve", "--jobs", "series.yaml")
            try await trial.eventually("published") { trial.made.publications == 2 }
            try write("Новое")
            let applied = try await trial.command("apply", "series.yaml")
            #expect(applied.output.contains("    changes 2 runs: series@"), "\(applied.errors)")
            func names() -> [String?] {
                let renamed = trial.ours.filter { $0.kind == .playback && $0.what == .updated && $0.state["name"]?.text == "Новое" }
                return Set(renamed.map(\.id)).map { id in trial.ours.last { $0.id == id }?.state["name"]?.text }
            }
            try await trial.eventually("renamed") { names() == ["Новое", "Новое"] }
            #expect(try await trial.command("apply", "series.yaml").output == "Nothing differs: 1 job is as its file says.\n")
            // What is published ahead is a session already, under its new name once the service has taken it in.
            func titles() async throws -> [String?] {
                try await trial.command("session", "list", "--state", "scheduled", "--json").array?.map { $0["title"] as? String } ?? []
            }
            try await trial.eventually("listed") { try await titles() == ["Новое", "Новое"] }
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2))
        }
    }

    @Test("after three failed runs in a row the job is paused with the reason, until it is resumed")
    func pausedByFailures() async throws {
        try await Trial.run { trial in
            try trial.server.arm(Fault(operation: "createPlayback", times: 3, action: .status(403, message: "No rights")))
            try job(trial, in: [600, 1200, 1800])
            let serve = try trial.start("serve", "--jobs", "series.yaml")
            func shown() async throws -> [String: Any]? { try await trial.command("job", "list", "--json").array?.first }
            try await trial.eventually("paused") { try await shown()?["state"] as? String == "paused" }
            let job = try #require(try await shown())
            #expect(job["failures"] as? Int == 3)
            #expect((job["pausedReason"] as? String)?.hasPrefix("failed runs in a row: 3, the last with: ") == true)
            #expect((job["pausedReason"] as? String)?.contains("No rights") == true)
            #expect(try await trial.command("job", "resume", "series").output == "series goes on\n")
            #expect(try await shown()?["failures"] as? Int == 0)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("SIGHUP applies the files again; mistakes in them change nothing and are logged")
    func reload() async throws {
        try await Trial.run { trial in
            try job(trial, in: [900])
            let serve = try trial.start("serve", "--jobs", "series.yaml", with: ["AUTOWEBINAR_LOG_LEVEL": "info"])
            try await trial.eventually("published") { trial.made.publications == 1 }
            try job(trial, in: [1800])
            serve.send(SIGHUP)
            try await trial.eventually("replaced") { trial.made.publications == 2 && trial.made.deletedEvents == 1 }
            _ = try trial.account.write("kind: autowebinar\n", to: "series.yaml")
            serve.send(SIGHUP)
            try await Task.sleep(for: .seconds(1))
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0)
            #expect(result.errors.contains("the job files were not applied:\nseries.yaml:1:1: name: the key is missing"))
            #expect(trial.made.publications == 2)
        }
    }

    @Test("SIGHUP reads the configuration again: what can changes at once, the rest is named, and mistakes change nothing and are logged")
    func reloadConfiguration() async throws {
        try await Trial.run { trial in
            // So slow that it would not be published within a minute.
            let slow = "livedigital: {rate: 12/m}\nlog: {level: warning}\n"
            let path = try trial.account.write(slow, to: "settings.yaml")
            try job(trial, in: [900])
            let serve = try trial.start("serve", "--config", path, "--jobs", "series.yaml", with: ["AUTOWEBINAR_LIVEDIGITAL_RATE": ""])
            try await trial.eventually("begun") { !trial.server.requests.isEmpty }
            _ = try trial.account.write(
                "livedigital: {rate: 1000/s}\nlog: {level: notice, format: json}\nserver: {host: localhost}\n", to: "settings.yaml")
            serve.send(SIGHUP)
            try await trial.eventually("published at the new rate") { trial.made.publications == 1 }
            _ = try trial.account.write("log: {level: shrill}\n", to: "settings.yaml")
            serve.send(SIGHUP)
            try await Task.sleep(for: .seconds(1))
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0)
            let lines = result.errors.split(separator: "\n").compactMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String]
            }
            #expect(lines.map { $0["level"] } == ["notice", "warning", "error"], "\(result.errors)")
            #expect(lines.first?["keys"] == "livedigital.rate, log.level, log.format")
            #expect(lines.dropFirst().first?["message"] == "a restart is needed for server.host, which was changed")
            #expect(lines.last?["message"]?.hasPrefix("the configuration was not read again:\n\(path):1:7: log.level: ") == true, "\(result.errors)")
        }
    }

    @Test("with mistakes in the files serve starts all the same, and the stored jobs go on as they are")
    func mistakesAtStart() async throws {
        try await Trial.run { trial in
            try job(trial, in: [900])
            #expect(try await trial.command("apply", "series.yaml").status == 0)
            _ = try trial.account.write("kind: autowebinar\n", to: "mistaken.yaml")
            let serve = try trial.start("serve", "--jobs", "series.yaml", "mistaken.yaml")
            try await trial.eventually("published") { trial.made.publications == 1 }
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0)
            #expect(result.output.hasPrefix("Ready: 1 job; "))
            #expect(result.errors.contains("the job files were not applied:\nmistaken.yaml:1:1: name: the key is missing"))
        }
    }

    @Test("serve tells systemd that it is ready, alive and stopping")
    func notification() async throws {
        try await Trial.run { trial in
            let path = "/tmp/autowebinar-notify-\(UUID().uuidString.prefix(8))"
            let receiver = try DatagramReceiver(path: path)
            defer { receiver.close() }
            let serve = try trial.start("serve", with: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "200000"])
            #expect(receiver.next(within: 20) == "READY=1\nSTATUS=0 jobs")
            #expect(receiver.next(within: 20) == "WATCHDOG=1")
            #expect(receiver.next(within: 20) == "WATCHDOG=1")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            var last: String?
            while let message = receiver.next(within: 1) { last = message }
            #expect(last == "STOPPING=1")
        }
    }
}

/// A socket of datagrams, as systemd listens on.
private final class DatagramReceiver {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(result == 0)
    }

    /// The next message, or nil when none comes within so many seconds.
    func next(within seconds: Int) -> String? {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    func close() {
        Foundation.close(descriptor)
        unlink(path)
    }
}
