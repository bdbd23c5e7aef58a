import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ConnectionTests {
    /// Only stored connections.
    private static let stored = ["AUTOWEBINAR_TOKEN": ""]

    private static func newToken() -> String { "token-\(UUID().uuidString.lowercased())" }

    @Test("A wrong token: the command ends at once with Unauthorized, the run waits; with the right one it goes on where it was")
    func wrongToken() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let add = try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: Self.stored)
            #expect(add.status == 0, "\(add.errors)")
            let token = Self.newToken()
            trial.server.accept(token: token)
            let refused = try await trial.command("job", "run", "demo.yaml", "--start", "+3s", "--json", with: Self.stored)
            #expect(refused.status == 1)
            #expect(refused.state == "waiting")
            let id = try #require(refused.json?["id"] as? String)
            let reason = "connection default is paused: getSpacesList (GET /spaces): 401 Unauthorized"
            #expect((refused.json?["error"] as? String)?.hasPrefix(reason) == true)
            #expect(trial.server.requests.count { $0.operation == "getSpacesList" } == 1, "a wrong token is not tried again and again")
            let shown = try await trial.command("run", "show", id, with: Self.stored)
            #expect(shown.output.contains("Go on with: autowebinar connection add default, then the same command\n"))
            #expect(shown.output.contains("Reason:     \(reason)"))
            let listed = try await trial.command("connection", "list", with: Self.stored)
            #expect(listed.output.contains("paused: getSpacesList (GET /spaces): 401 Unauthorized"))
            #expect(try await trial.command("doctor", with: Self.stored).status == 1)

            let again = try await trial.command("connection", "add", "--token-stdin", input: "wrong-\(token)", with: Self.stored)
            #expect(again.status == 1)
            #expect(again.errors.contains("Unauthorized: livedigital does not accept this token; nothing was stored."))
            #expect(try await trial.command("run", "list", "--state", "waiting", "--json", with: Self.stored).array?.count == 1)

            #expect(try await trial.command("connection", "add", "--token-stdin", input: token, with: Self.stored).status == 0)
            let result = try await trial.command("job", "run", "demo.yaml", "--json", with: Self.stored)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "completed")
            #expect(result.json?["id"] as? String == id)
            #expect(trial.made == .one)
        }
    }

    @Test("A token that stops to work in the middle of a run: the rest waits, and nothing is made again afterwards")
    func tokenChangedInMidRun() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            #expect(try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: Self.stored).status == 0)
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s", "--json", with: Self.stored)
            try await trial.eventually("published") { trial.made.publications == 1 }
            let token = Self.newToken()
            trial.server.accept(token: token)
            let refused = await first.result
            #expect(refused.status == 1)
            #expect(refused.state == "waiting")
            #expect(refused.json?["published"] as? Bool == true)
            #expect((refused.json?["error"] as? String)?.contains("getPlaybackSessionAnalyticsReport") == true)
            #expect(try await trial.command("connection", "add", "--token-stdin", input: token, with: Self.stored).status == 0)
            let result = try await trial.command("job", "run", "demo.yaml", "--json", with: Self.stored)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.json?["id"] as? String == refused.json?["id"] as? String)
            #expect(trial.made == .one)
        }
    }

    @Test("A wrong AUTOWEBINAR_TOKEN is mended by a right one and the same command alone")
    func wrongVariable() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let refused = try await trial.command("job", "run", "demo.yaml", "--start", "+2s", with: ["AUTOWEBINAR_TOKEN": "wrong"])
            #expect(refused.status == 1)
            #expect(refused.output.contains("401 Unauthorized"))
            #expect(refused.output.contains("Go on with: a token that works in AUTOWEBINAR_TOKEN, then the same command\n"))
            #expect(try await trial.command("connection", "list", "--json").array?.first?["state"] as? String == "paused")
            let result = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(refused.output.contains(try #require(result.json?["id"] as? String)))
            #expect(trial.made == .one)
        }
    }

    @Test("A token that works again: connection test lets the runs that waited go on")
    func tokenWorksAgain() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            #expect(try await trial.command("connection", "add", input: trial.account.token, with: Self.stored).status == 0)
            trial.server.accept(token: Self.newToken())
            #expect(try await trial.command("job", "run", "demo.yaml", "--start", "+60s", with: Self.stored).status == 1)
            let refused = try await trial.command("connection", "test", with: Self.stored)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("default does not work: getMe (GET /users/me): 401 Unauthorized"))
            #expect(try await trial.command("connection", "list", "--json", with: Self.stored).array?.first?["state"] as? String == "paused")
            trial.server.accept(token: trial.account.token)
            #expect(try await trial.command("connection", "test", with: Self.stored).output == "default works: owner@example.com\n")
            #expect(try await trial.command("connection", "list", "--json", with: Self.stored).array?.first?["state"] as? String == "ready")
            let result = try await trial.command("job", "run", "demo.yaml", "--until", "published", with: Self.stored)
            #expect(result.status == 0, "\(result.errors)")
            #expect(trial.made == .one)
        }
    }

    @Test("Tokens from a file and from standard input; listed, tried and removed, each as text and as JSON")
    func lifeOfConnection() async throws {
        try await Trial.run { trial in
            let none = try await trial.command("connection", "list", with: Self.stored)
            #expect(none.output == "There is no connection yet; add one with: autowebinar connection add\n")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))

            _ = try trial.account.write(trial.account.token + "\n", to: "token.txt")
            let file = try await trial.command("connection", "add", "--token-file", "token.txt", with: Self.stored)
            #expect(file.status == 0, "\(file.errors)")
            #expect(file.output == "The connection default is stored (owner@example.com).\n")
            let input = try await trial.command("connection", "add", "school", "--json", input: trial.account.token + "\n", with: Self.stored)
            #expect(input.status == 0, "\(input.errors)")
            #expect(input.output == #"{"label":"owner@example.com","name":"school","state":"ready"}"# + "\n")

            let list = try await trial.command("connection", "list", "--json", with: Self.stored)
            let items = try #require(list.array)
            #expect(items.map { $0["name"] as? String } == ["default", "school"])
            #expect(items.allSatisfy { $0["state"] as? String == "ready" && $0["source"] as? String == "stored" })
            #expect(try await trial.command("connection", "test", "school", with: Self.stored).output == "school works: owner@example.com\n")

            let removed = try await trial.command("connection", "remove", "school", with: Self.stored)
            #expect(removed.status == 0, "\(removed.errors)")
            #expect(try await trial.command("connection", "test", "school", with: Self.stored).status == 1)
            #expect(try await trial.command("connection", "remove", "school", with: Self.stored).status == 1)
            let variable = try await trial.command("connection", "list")
            #expect(variable.output.contains("(AUTOWEBINAR_TOKEN)"))
            let overruled = try await trial.command("connection", "add", "--token-file", "token.txt")
            #expect(overruled.errors.contains("AUTOWEBINAR_TOKEN is set and is used instead of it.\n"))
        }
    }

    @Test("AUTOWEBINAR_TOKEN may have a line's end; what is no token is told by its name")
    func environment() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("connection", "test", with: ["AUTOWEBINAR_TOKEN": trial.account.token + "\r\n"]).status == 0)
            for command in ["test", "list"] {
                let refused = try await trial.command("connection", command, with: ["AUTOWEBINAR_TOKEN": "Bearer " + trial.account.token])
                #expect(refused.status == 1)
                #expect(refused.errors.hasPrefix("environment: AUTOWEBINAR_TOKEN: that is not a token"), "\(refused.errors)")
                #expect(!refused.errors.contains(trial.account.token))
            }
            let doctor = try await trial.command("doctor", with: ["AUTOWEBINAR_TOKEN": "Bearer x"])
            #expect(doctor.status == 1 && doctor.output.contains("that is not a token") && doctor.output.contains("time zones"), "\(doctor.errors)")
        }
    }

    @Test("What is no token or no name is refused, and nothing is stored")
    func refusals() async throws {
        try await Trial.run { trial in
            let empty = try await trial.command("connection", "add", input: "", with: Self.stored)
            #expect(empty.status == 1)
            #expect(empty.errors == "There is no token: the input is empty.\n")
            let words = try await trial.command("connection", "add", input: "two words\n", with: Self.stored)
            #expect(words.status == 1)
            #expect(words.errors.hasPrefix("That is not a token"))
            let lines = try await trial.command("connection", "add", "--token-stdin", input: "first\nsecond\n", with: Self.stored)
            #expect(lines.status == 1)
            #expect(lines.errors.hasPrefix("That is not a token: it has spaces, several lines"))
            #expect(try await trial.command("connection", "add", "--token-file", "none.txt", with: Self.stored).status == 1)
            // As a shell does for `<&-`.
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", "exec \"$0\" connection add <&- 2>closed.txt", CommandRun.Executable.crashProcess.path]
            (shell.environment, shell.currentDirectoryURL) = (trial.account.environment(Self.stored), trial.account.folder)
            try shell.run()
            shell.waitUntilExit()
            let said = try String(contentsOf: trial.account.folder.appendingPathComponent("closed.txt"), encoding: .utf8)
            #expect(shell.terminationStatus == 1 && said == "There is no token: standard input is closed.\n", "\(said)")
            for address in ["ftp://x", "example.com/v1", "https://user:secret@example.com", "https://example.com/v1?token=x"] {
                let refused = try await trial.command("connection", "add", "--token-stdin", "--base-url", address, input: "x", with: Self.stored)
                #expect(refused.status == 64, "\(address)")
                #expect(refused.errors.contains("--base-url"))
            }
            #expect(try await trial.command("connection", "add", "--token-file", "a", "--token-stdin", with: Self.stored).status == 64)
            #expect(try await trial.command("connection", "add", "School", input: "x", with: Self.stored).status == 64)
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("A stored token goes to the address that it was added for, whatever is configured later; that of the environment to the configured one")
    func keptAddress() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: Self.stored).status == 0)
            let elsewhere = ["AUTOWEBINAR_TOKEN": "", "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "http://127.0.0.1:1/v1"]
            #expect(try await trial.command("connection", "test", with: elsewhere).status == 0)
            let listed = try await trial.command("connection", "list", "--json", with: elsewhere).array
            #expect(listed?.first?["baseUrl"] as? String == trial.account.baseURL)
            let both = ["AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "http://127.0.0.1:1/v1"]
            #expect(try await trial.command("connection", "test", with: both).errors.contains("no answer"))
        }
    }

    @Test("A token that cannot be tried is stored and named unchecked: 2")
    func unchecked() async throws {
        try await Trial.run { trial in
            let result = try await trial.command(
                "connection", "add", "--json", "--base-url", "http://127.0.0.1:1/v1", input: trial.account.token, with: Self.stored)
            #expect(result.status == 2)
            #expect(result.state == "unchecked")
            #expect(result.errors.contains("The token could not be tried: getMe (GET /users/me): no answer"))
        }
    }

    @Test("A token is in no output, whatever is logged, and in no file; the key file is its owner's alone")
    func secrecy() async throws {
        try await Trial.run { trial in
            let token = trial.account.token
            _ = try trial.account.demoJob()
            var said = ""
            for arguments in [
                ["connection", "add"], ["connection", "list"], ["connection", "list", "--json"], ["connection", "test"], ["space", "list"],
                ["doctor"],
                ["job", "run", "demo.yaml", "--start", "+2s"], ["run", "list", "--json"], ["contract", "show"],
            ] {
                let result = try await trial.command(arguments, input: token, with: Self.stored)
                #expect(result.status == 0, "\(arguments): \(result.errors)")
                said += result.output + result.errors
            }
            #expect(!said.contains(token))
            let key = trial.account.storage.appendingPathComponent("master.key").path
            let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let files = try FileManager.default.subpathsOfDirectory(atPath: trial.account.storage.path)
            #expect(files.contains("autowebinar.sqlite"))
            for file in files {
                let bytes = FileManager.default.contents(atPath: trial.account.storage.appendingPathComponent(file).path) ?? Data()
                #expect(bytes.range(of: Data(token.utf8)) == nil, "\(file) holds the token")
            }
        }
    }

    @Test("A key file that others may read is refused with what to do, and another key does not open the tokens")
    func keyFile() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("connection", "add", input: trial.account.token, with: Self.stored).status == 0)
            let key = trial.account.storage.appendingPathComponent("master.key").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let refused = try await trial.command("connection", "test", with: Self.stored)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("the key file \(key) may be read by others; run: chmod 600 \(key)"))
            #expect(try await trial.command("doctor", with: Self.stored).status == 1)
            let other = ["AUTOWEBINAR_TOKEN": "", "AUTOWEBINAR_SECRETS_KEY": Data(repeating: 7, count: 32).base64EncodedString()]
            let locked = try await trial.command("connection", "test", with: other)
            #expect(locked.status == 1)
            #expect(locked.errors.contains("was sealed with another key; add the connection again, or put the old key back"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            #expect(try await trial.command("connection", "test", with: Self.stored).status == 0)
        }
    }
}
