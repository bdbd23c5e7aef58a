import Foundation
import LivedigitalAPI
import ProcessHarness
import Sandbox
import Spreadsheet
import Testing

/// Personal links for a list of guests, against a real server.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct BulkInviteTests {
    private static let command = [
        "invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал", "--csv", "guests.csv", "--out", "links.csv",
    ]

    /// The links that were made, by the guests' external ids.
    private func made(_ trial: Trial) -> [String: Int] {
        let ids = trial.ours.filter { $0.kind == .accessLink }.map { $0.state["externalUserId"]?.text ?? "?" }
        return Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
    }

    private func links(_ trial: Trial) throws -> [[String]] {
        let path = trial.account.folder.appendingPathComponent("links.csv")
        #expect(try FileManager.default.attributesOfItem(atPath: path.path)[.posixPermissions] as? Int == 0o600)
        let bytes = try Data(contentsOf: path)
        // As the list of guests is separated, which a Russian Excel opens as columns.
        #expect(CSV.separator(of: bytes) == .semicolon)
        return try CSV.rows(of: bytes).map(\.cells)
    }

    private func write(_ trial: Trial, _ rows: String...) throws {
        _ = try trial.account.write((["Имя;Внешний ID;Роль"] + rows).map { $0 + "\r\n" }.joined(), to: "guests.csv")
    }

    private static let six = (1...6).map { "Гость \($0);\($0);" }.joined(separator: "\r\n")

    @Test("killed in the middle and given again: one link for each guest, and the same links ever after")
    func killed() async throws {
        try await Trial.run { trial in
            try write(trial, Self.six)
            // From the fourth on nothing is made, so that what was made is recorded when the process is killed.
            try trial.server.arm(Fault(operation: "roomGenerateAccess", occurrence: 4, times: 1000, action: .status(503)))
            let first = try trial.start(
                "invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал", "--csv", "guests.csv", "--out", "links.csv")
            try await trial.eventually("three are recorded") {
                try await trial.command("run", "list", "--json").array?.count { $0["state"] as? String == "completed" } == 3
            }
            first.send(SIGKILL)
            #expect(await first.result.signal == SIGKILL)
            #expect(made(trial).values.reduce(0, +) == 3)
            #expect(!FileManager.default.fileExists(atPath: trial.account.folder.appendingPathComponent("links.csv").path))
            trial.server.clearFaults()

            let second = try await trial.command(Self.command + ["--json"])
            #expect(second.status == 0, "\(second.errors)")
            #expect(made(trial) == Dictionary(uniqueKeysWithValues: (1...6).map { ("\($0)", 1) }))
            let rows = try #require(second.array)
            #expect(rows.map { $0["line"] as? Int } == [2, 3, 4, 5, 6, 7])
            #expect(rows.map { $0["externalUserId"] as? String } == ["1", "2", "3", "4", "5", "6"])
            #expect(rows.allSatisfy { $0["state"] as? String == "completed" && $0["error"] is NSNull && Set($0.keys).count == 5 })
            let table = try links(trial)
            #expect(table.first == ["Имя", "Внешний ID", "Роль", "url", "expiresAt"])
            #expect(table.dropFirst().map { $0[1] } == ["1", "2", "3", "4", "5", "6"])
            let urls = table.dropFirst().map { $0[3] }
            #expect(Set(urls).count == 6 && urls.allSatisfy { $0.contains("accessToken=") })
            #expect(table.dropFirst().allSatisfy { WireDate.parse($0[4]).map { $0 > Date() } ?? false })
            for url in urls { #expect(!(second.output + second.errors).contains(url.suffix(8))) }

            // Another one joins; the list that was handed out serves as well.
            try write(trial, Self.six, "=Гость;7;Модератор")
            let third = try await trial.command(Self.command)
            #expect(third.status == 0 && third.output == "links.csv: 7 links for 7 guests\n", "\(third.errors)")
            let later = try links(trial)
            #expect(later.dropFirst().prefix(6).map { $0[3] } == urls)
            #expect(later.last?[0] == "'=Гость")
            #expect(made(trial) == Dictionary(uniqueKeysWithValues: (1...7).map { ("\($0)", 1) }))
            #expect(trial.server.ledger.last { $0.kind == .accessLink }?.state["role"]?.text == "moderator")
        }
    }

    @Test("nothing is sent while there are bad rows, and nothing for them with --skip-bad-rows")
    func badRows() async throws {
        try await Trial.run { trial in
            try write(trial, "Анна;1;", ";2;", "Вера;1;", "Глеб;4;admin", "Дина;5;")
            let refused = try await trial.command(Self.command + ["--json"])
            #expect(refused.status == 1 && refused.errors.contains("Nothing was sent."))
            #expect(refused.errors.contains("guests.csv:3: Имя: the member is missing"), "\(refused.errors)")
            #expect(refused.array?.map { $0["line"] as? Int } == [3, 4, 5])
            #expect(made(trial).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: trial.account.folder.appendingPathComponent("links.csv").path))
            let sent = try await trial.command(Self.command + ["--json", "--skip-bad-rows"])
            #expect(sent.status == 1)
            #expect(sent.array?.map { $0["state"] as? String } == ["completed", "bad", "bad", "bad", "completed"], "\(sent.output) \(sent.errors)")
            #expect(made(trial) == ["1": 1, "5": 1])
            #expect(try links(trial).map { $0[1] } == ["Внешний ID", "1", "5"])
        }
    }

    @Test("beside a running serve the guests get their links, and the same ones again")
    func served() async throws {
        try await Trial.run { trial in
            let serve = try trial.start("serve")
            try await trial.eventually("owned") {
                FileManager.default.fileExists(atPath: trial.account.storage.appendingPathComponent("autowebinar.sqlite").path)
            }
            try write(trial, Self.six)
            let first = try await trial.command(Self.command)
            #expect(first.status == 0, "\(first.errors)")
            let urls = try links(trial)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            let alone = try await trial.command(Self.command)
            #expect(alone.status == 0, "\(alone.errors)")
            #expect(try links(trial) == urls)
            #expect(made(trial) == Dictionary(uniqueKeysWithValues: (1...6).map { ("\($0)", 1) }))
        }
    }

    @Test("Ctrl-C hands out what is done, and the same command makes the rest")
    func stopped() async throws {
        try await Trial.run { trial in
            try write(trial, Self.six)
            try trial.server.arm(Fault(operation: "roomGenerateAccess", occurrence: 4, times: 1000, action: .status(503)))
            let first = try trial.start(
                "invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал", "--csv", "guests.csv", "--out", "links.csv")
            try await trial.eventually("three") { made(trial).count == 3 }
            first.send(SIGINT)
            let stopped = await first.result
            #expect(stopped.status == 130 && stopped.errors.contains("Give the same command again"), "\(stopped.errors)")
            let some = try links(trial).dropFirst().map { $0[3] }
            #expect(some.count == 6 && some.count { !$0.isEmpty } == 3)
            trial.server.clearFaults()
            #expect(try await trial.command(Self.command).status == 0)
            let all = try links(trial).dropFirst().map { $0[3] }
            #expect(zip(some, all).allSatisfy { $0.isEmpty || $0 == $1 } && Set(all).count == 6)
            #expect(made(trial).values.allSatisfy { $0 == 1 })
        }
    }

    @Test("a link whose time is over is made anew")
    func expired() async throws {
        try await Trial.run { trial in
            try write(trial, "Анна;1;")
            let command = Self.command + ["--ttl", "1"]
            #expect(try await trial.command(command).status == 0)
            let first = try #require(try links(trial).last)
            let end = try #require(WireDate.parse(first[4]))
            try await trial.eventually("over") { Date() > end }
            #expect(try await trial.command(command).status == 0)
            #expect(try #require(try links(trial).last)[3] != first[3])
            #expect(made(trial) == ["1": 2])
        }
    }

    @Test(
        "misuse is told and does nothing",
        arguments: [
            (["--csv", "guests.csv"], "--csv needs --out"), (["--out", "links.csv"], "go with --csv"), (["--skip-bad-rows"], "go with --csv"),
            (["--csv", "guests.csv", "--out", "guests.csv"], "would replace the list"),
            (["--csv", "guests.csv", "--out", "."], "--out is a folder"),
            (["--csv", "guests.csv", "--out", "links.csv", "--email", "a@b.ru"], "--email is of one guest"),
        ])
    func misuse(more: [String], message: String) async throws {
        try await Trial.run { trial in
            try write(trial, "Анна;1;")
            let result = try await trial.command(["invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал"] + more)
            #expect(result.status == 64 && result.errors.contains(message), "\(result.errors)")
            #expect(made(trial).isEmpty)
        }
    }
}
