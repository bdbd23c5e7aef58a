import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct AccountCommandTests {
    @Test("Spaces, rooms and recordings are listed with their ids; a room may be named or given by id")
    func listings() async throws {
        try await Trial.run { trial in
            let spaces = try await trial.command("space", "list")
            #expect(spaces.output == "ID                        NAME\n60d55c0eb9ef88ab17b0aabb  Продажи\n662cc96d46ac941cda787127  Маркетинг\n")
            #expect(try await trial.command("space", "list", "--json").array?.compactMap { $0["name"] as? String } == ["Продажи", "Маркетинг"])
            let rooms = try await trial.command("room", "list", "--space", "Маркетинг", "--json")
            #expect(rooms.array?.compactMap { $0["id"] as? String } == ["66d1d55d1cf5d9c045c0d1c4"])
            let records = try await trial.command("record", "list", "--space", "662cc96d46ac941cda787127", "--room", "66d1d55d1cf5d9c045c0d1c4")
            #expect(records.output.contains("66d546c02b949f07df0e96ae  Демо, лучшее       2026-05-12T16:00:00.000Z  0:01    finished\n"))
            #expect(records.output.contains("6a0d80482b949f07df0e77f3  Демо, идёт запись  2026-05-20T09:30:00.000Z  -       not finished\n"))
            let unknown = try await trial.command("room", "list", "--space", "Маркетник")
            #expect(unknown.status == 1)
            #expect(unknown.errors.contains("no space has the id or the exact name \"Маркетник\"; there are \"Продажи\", \"Маркетинг\""))
            let refused = try await trial.command("space", "list", with: ["AUTOWEBINAR_TOKEN": "wrong"])
            #expect(refused.status == 1)
            #expect(refused.errors.contains("getSpacesList (GET /spaces): 401 Unauthorized"))
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("contract show prints the table in force, with the rows of the override file")
    func contract() async throws {
        try await Trial.run { trial in
            let assumed = try await trial.command("contract", "show", "--json")
            #expect(assumed.array?.count == 32)
            #expect(assumed.array?.contains { $0["source"] as? String == "override" } == false)
            _ = try trial.account.write(
                """
                createPlayback: {path: /playbacks, spaceId: body, idMember: playbackId}
                updatePlayback:
                  method: PATCH
                  publishedMember: status
                  publishedValue: published
                  unpublishedValue: draft
                """, to: "contract.yaml")
            let changed = try await trial.command("contract", "show", with: ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"])
            #expect(changed.status == 0, "\(changed.errors)")
            let rows = changed.output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
            let members = #"record=recordId published=status:"published"/"draft" override"#
            #expect(rows.contains("createPlayback POST /playbacks spaceId in body id=playbackId \(members)"))
            #expect(rows.contains("updatePlayback PATCH /spaces/{spaceId}/playbacks/{playbackId} id=id \(members)"))
        }
    }

    @Test("Mistakes of an override file are told with their places")
    func badContract() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(
                """
                createPlaybak: {path: /playbacks}
                getPlayback:
                  path: /playbacks
                updatePlayback:
                  metod: PATCH
                  spaceId: head
                """, to: "contract.yaml")
            let result = try await trial.command("contract", "show", with: ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"])
            #expect(result.status == 1)
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.first?.hasPrefix("contract.yaml:1:1: createPlaybak: unknown operation; known are getMe, ") == true)
            #expect(lines.dropFirst().first?.hasPrefix("contract.yaml:3:3: getPlayback.path: \"/playbacks\" has lost {playbackId}") == true)
            #expect(
                lines.suffix(2) == [
                    "contract.yaml:5:3: updatePlayback.metod: unknown key; did you mean \"method\"?",
                    "contract.yaml:6:3: updatePlayback.spaceId: expected one of path, body, query, none, found \"head\"",
                ])
        }
    }

    @Test("An override reaches livedigital; where it does not fit, the error names operation, method, path and what to change")
    func overrideInUse() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            _ = try trial.account.write("createPlayback: {path: /playbacks, spaceId: body}\ngetMe: {path: /me}\n", to: "contract.yaml")
            let changed = ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"]
            let result = try await trial.command("job", "run", "demo.yaml", "--json", with: changed)
            #expect(result.status == 1)
            #expect(result.state == "failed")
            let error = try #require(result.json?["error"] as? String)
            #expect(error.hasPrefix("createPlayback (POST /playbacks): 404 Not found"))
            let mending = "set createPlayback.method, .path or .idMember in the file that livedigital.contract names (now POST /playbacks)."
            #expect(error.contains(mending))
            let sent = try #require(trial.server.requests.last { $0.method == "POST" })
            #expect(sent.path == "/v1/playbacks")
            #expect(sent.status == 404)
            let test = try await trial.command("connection", "test", with: changed)
            #expect(test.status == 1)
            #expect(test.errors.contains("getMe (GET /me): 404 Not found"))
            #expect(trial.made == Made())
        }
    }

    @Test("doctor: 0 where all is well, 2 where something needs attention, 1 where something is broken")
    func doctor() async throws {
        try await Trial.run { trial in
            let well = try await trial.command("doctor", "--json")
            #expect(well.status == 0, "\(well.output)")
            #expect(well.array?.allSatisfy { Set($0.keys) == ["check", "state", "detail"] && $0["state"] as? String == "ok" } == true)
            #expect(
                well.array?.compactMap { $0["check"] as? String } == [
                    "configuration", "time zones", "key file", "database", "disk", "connection default", "clock",
                ])
            #expect(well.array?.last?["detail"] as? String == "agrees with livedigital's (connection default)")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path), "it changes nothing")
            let attention = try await trial.command("doctor", with: ["AUTOWEBINAR_TOKEN": ""])
            #expect(attention.status == 2)
            #expect(attention.output.contains("there is none; add one with: autowebinar connection add"))
            let normal = try await trial.command("doctor", with: ["AUTOWEBINAR_STORAGE_SYNCHRONOUS": "normal"])
            #expect(normal.status == 2)
            #expect(normal.output.contains("a power cut may lose steps and make things twice"))
            let broken = try await trial.command("doctor", with: ["AUTOWEBINAR_TOKEN": "wrong"])
            #expect(broken.status == 1)
            #expect(broken.output.contains("connection default  broken  getMe (GET /users/me): 401 Unauthorized"))
            trial.server.advanceClock(by: .seconds(600))
            let skewed = try await trial.command("doctor")
            #expect(skewed.status == 2)
            #expect(
                skewed.output.contains(/clock +attention  this machine's clock is \d+ s behind livedigital's \(connection default\); set it right/))
        }
    }

    @Test("doctor names the runs that failed and can be tried again, and the jobs that are paused, with what to do")
    func doctorOfRuns() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("onFailure: {pauseAfter: 1}")
            let file = trial.account.folder.appendingPathComponent("demo.yaml")
            try String(contentsOf: file, encoding: .utf8).replacing("Демо-зал", with: "Нет такой").write(to: file, atomically: true, encoding: .utf8)
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let run = try await trial.command("job", "run", "demo.yaml", "--start", "+60s", "--json")
            let id = try #require(run.json?["id"] as? String)
            #expect(run.state == "failed")
            let told = try await trial.command("doctor")
            #expect(told.status == 2)
            #expect(told.output.contains("failed in the last 7d: \(id); mend the cause, then: autowebinar run retry ID; "), "\(told.output)")
            #expect(told.output.contains("where the job was wrong, mend and apply that: dates to come are made anew"))
            #expect(told.output.contains("paused after failures: demo; see: autowebinar job show NAME, then: autowebinar job resume NAME"))
            #expect(try await trial.command("job", "resume", "demo").status == 0)
            #expect(try await trial.command("job", "pause", "demo").status == 0)
            let paused = try await trial.command("doctor", "--json").array ?? []
            #expect(paused.filter { $0["check"] as? String == "jobs" }.map { $0["detail"] as? String } == ["paused by a person: demo"])
            #expect(try await trial.command("run", "cancel", id).status == 1, "what failed stays failed")
        }
    }

    @Test("with a wrong configuration doctor names each mistake, looks at what is left, and sends no token anywhere")
    func doctorOfMistakes() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write("livedigital: {concurrency: many}\nstorge: {path: x}\n", to: "wrong.yaml")
            _ = try trial.account.write("paths: {\n", to: "contract.yaml")
            let wrong = try await trial.command("doctor", "--config", "wrong.yaml")
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("configuration  broken     wrong.yaml:1:15: livedigital.concurrency: "), "\(wrong.output)")
            #expect(wrong.output.contains("configuration  broken     wrong.yaml:2:1: storge: unknown key"))
            for environment in [[:], ["AUTOWEBINAR_CONFIG": "none.yaml"], ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"]] {
                let checks = try await trial.command(
                    ["doctor", "--json"] + (environment.isEmpty ? ["--config", "wrong.yaml"] : []), with: environment)
                #expect(checks.status == 1)
                #expect(
                    checks.array?.compactMap { $0["check"] as? String }.filter { $0 != "configuration" } == [
                        "time zones", "key file", "database", "disk", "connections", "clock",
                    ], "\(checks.output)")
            }
            #expect(trial.server.requests.isEmpty)
        }
    }
}
