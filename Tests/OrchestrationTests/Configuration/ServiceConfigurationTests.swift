import Foundation
import Orchestration
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ServiceConfigurationTests {
    /// The configuration of a text, or what is wrong with it; the path of the file is cut off.
    private func load(_ text: String, environment: [String: String] = [:]) throws -> (ServiceConfiguration?, [String]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID()).yaml").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            return (try ServiceConfiguration.load(path: path, environment: environment), [])
        } catch {
            return (nil, error.diagnostics.map { $0.description.replacing(path, with: "c.yaml") })
        }
    }

    @Test("without file and environment all is default")
    func defaults() throws {
        let configuration = try ServiceConfiguration.load(environment: ["PATH": "/bin"], defaultPath: "/nowhere/autowebinar.yaml")
        #expect(configuration == ServiceConfiguration())
        #expect(configuration.server.port == 8080)
        #expect(configuration.livedigital.rate.description == "5/s")
        #expect(configuration.file == nil)
    }

    @Test("a file sets what it names and leaves the rest")
    func file() throws {
        let configuration = try #require(
            try load(
                """
                storage: {path: /srv/a.sqlite, synchronous: normal}
                server: {port: 0, publicURL: "https://hooks.example.com/", allowPrivateHooks: true}
                livedigital: {timeout: 250ms, rate: 60/m, concurrency: 1, watch: [Маркетинг, Продажи], contract: contract.yaml}
                secrets:
                log: {level: debug, format: json}
                """
            ).0)
        var expected = ServiceConfiguration()
        expected.file = configuration.file
        expected.storage.path = "/srv/a.sqlite"
        expected.storage.synchronous = .normal
        expected.server.port = 0
        expected.server.publicURL = "https://hooks.example.com"
        expected.server.allowPrivateHooks = true
        expected.livedigital.timeout = .milliseconds(250)
        expected.livedigital.rate = try #require(Rate("60/m"))
        expected.livedigital.concurrency = 1
        expected.livedigital.watch = .spaces(["Маркетинг", "Продажи"])
        expected.livedigital.contract = "contract.yaml"
        expected.log.level = .debug
        expected.log.format = .json
        #expect(configuration == expected)
        #expect(configuration.file != nil)
    }

    @Test("every key is told that differs, and a running service takes over the log, the rate, the concurrency and what is watched")
    func reload() throws {
        let before = ServiceConfiguration()
        let changed = try #require(
            try load(
                """
                storage: {path: a.sqlite, data: data, synchronous: normal}
                server: {host: 0.0.0.0, port: 1, publicURL: "https://hooks.example.com", allowPrivateHooks: true}
                livedigital:
                  baseURL: https://example.com/v1
                  webURL: https://example.com
                  contract: c.yaml
                  caFile: ca.pem
                  timeout: 1s
                  rate: 1/s
                  concurrency: 1
                  waitingRoomOn: everyone
                  watch: []
                secrets: {keyFile: key}
                log: {level: debug, format: json}
                """
            ).0)
        let live = ["livedigital.rate", "livedigital.concurrency", "livedigital.watch", "log.level", "log.format"]
        let all = changed.differences(from: before)
        #expect(all.count == 19)
        #expect(Set(all).count == 19)
        #expect(before.differences(from: before) == [])
        let taken = before.takingOver(changed)
        #expect(taken.differences(from: before) == live)
        #expect(changed.differences(from: taken) == all.filter { !live.contains($0) })
    }

    @Test("a file of comments is one of defaults", arguments: ["", "# server:\n#   port: 1\n", "\u{FEFF}\n", "---\n# server:\n"])
    func comments(text: String) throws {
        let (configuration, mistakes) = try load(text)
        #expect(mistakes == [] && configuration?.server.port == ServiceConfiguration().server.port)
    }

    @Test("the environment goes over the file; an empty variable counts as not set")
    func environment() throws {
        let environment = [
            "AUTOWEBINAR_SERVER_PORT": "9090", "AUTOWEBINAR_LOG_LEVEL": "error", "AUTOWEBINAR_STORAGE_PATH": "/tmp/x",
            "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "http://127.0.0.1:1", "AUTOWEBINAR_SERVER_PUBLIC_URL": "https://a.example",
            "AUTOWEBINAR_SERVER_ALLOW_PRIVATE_HOOKS": "true", "AUTOWEBINAR_LIVEDIGITAL_CA_FILE": "ca.pem", "AUTOWEBINAR_LIVEDIGITAL_WATCH": "a, b",
            "AUTOWEBINAR_LIVEDIGITAL_WAITING_ROOM_ON": "everyone", "AUTOWEBINAR_SECRETS_KEY_FILE": "k", "AUTOWEBINAR_SERVER_HOST": "",
            "AUTOWEBINAR_TOKEN": "secret", "AUTOWEBINAR_CONFIG": "",
        ]
        let configuration = try #require(try load("server: {port: 1, host: 0.0.0.0}\nstorage:\n", environment: environment).0)
        #expect(configuration.server.port == 9090)
        #expect(configuration.server.host == "0.0.0.0")
        #expect(configuration.log.level == .error)
        #expect(configuration.storage.path == "/tmp/x")
        #expect(configuration.livedigital.baseURL == "http://127.0.0.1:1")
        #expect(configuration.server.publicURL == "https://a.example")
        #expect(configuration.server.allowPrivateHooks)
        #expect(configuration.livedigital.caFile == "ca.pem")
        #expect(configuration.livedigital.watch == .spaces(["a", "b"]))
        #expect(configuration.livedigital.waitingRoomOn == "everyone")
        #expect(configuration.secrets.keyFile == "k")
    }

    @Test("a mistake in the environment names the variable, a misspelt variable is one")
    func environmentMistakes() throws {
        let environment = [
            "AUTOWEBINAR_SERVER_PORT": "many", "AUTOWEBINAR_LOG_LEVEL": "verbos", "AUTOWEBINAR_SERVER_PROT": "1", "AUTOWEBINAR_ZEBRA": "1",
        ]
        #expect(
            try load("server: {port: 1}\n", environment: environment).1 == [
                "AUTOWEBINAR_LOG_LEVEL: log.level: expected one of trace, debug, info, notice, warning, error, critical, found \"verbos\"",
                "AUTOWEBINAR_SERVER_PORT: server.port: expected a whole number, found \"many\"",
                "AUTOWEBINAR_SERVER_PROT: unknown environment variable; did you mean \"AUTOWEBINAR_SERVER_PORT\"?",
                "AUTOWEBINAR_ZEBRA: unknown environment variable; names are like AUTOWEBINAR_SERVER_PORT, section and key",
            ])
    }

    @Test("every mistake of a file is reported with its place")
    func fileMistakes() throws {
        #expect(
            try load(
                """
                storge: {path: x}
                storage: {synchronous: off}
                server: {port: 70000, publicURL: hooks}
                livedigital:
                  baseURL: moodhood
                  timeout: 0s
                  rate: 0/s
                  concurrency: 0
                  watch: some
                log: {level: loud, format: xml}
                secrets: [a]
                """
            ).1 == [
                "c.yaml:1:1: storge: unknown key; did you mean \"storage\"?",
                "c.yaml:2:11: storage.synchronous: expected one of full, normal, found \"off\"",
                "c.yaml:3:10: server.port: expected a number from 0 to 65535, found 70000",
                "c.yaml:3:23: server.publicURL: expected an address such as https://example.com, found \"hooks\"",
                "c.yaml:5:3: livedigital.baseURL: expected an address such as https://example.com, found \"moodhood\"",
                "c.yaml:6:3: livedigital.timeout: the duration must be longer than zero",
                "c.yaml:7:3: livedigital.rate: expected a rate such as 5/s, found \"0/s\"; write a whole number above zero, a slash and s, m or h",
                "c.yaml:8:3: livedigital.concurrency: expected a number from 1 to 64, found 0",
                "c.yaml:9:3: livedigital.watch: expected all, found \"some\"",
                "c.yaml:10:7: log.level: expected one of trace, debug, info, notice, warning, error, critical, found \"loud\"",
                "c.yaml:10:20: log.format: expected one of text, json, found \"xml\"",
                "c.yaml:11:1: secrets: expected keys with values, found the list [a]; known keys are keyFile",
            ])
    }

    @Test("a file that was asked for must be there, and the message says who asked")
    func missingFile() {
        func message(_ path: String?, _ environment: [String: String]) -> String? {
            #expect(throws: DiagnosticList.self) { try ServiceConfiguration.load(path: path, environment: environment) }?.description
        }
        #expect(message("/nowhere/a.yaml", [:]) == "/nowhere/a.yaml: there is no such file; it is named by --config")
        #expect(
            message(nil, ["AUTOWEBINAR_CONFIG": "/nowhere/b.yaml"]) == "/nowhere/b.yaml: there is no such file; it is named by AUTOWEBINAR_CONFIG")
    }

    @Test("the option goes before the variable, the variable before the default place")
    func precedence() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, port) in [("option", 1), ("variable", 2), ("default", 3)] {
            try Data("server: {port: \(port)}\n".utf8).write(to: folder.appending(path: "\(name).yaml"))
        }
        func path(_ name: String) -> String { "\(folder.path)/\(name).yaml" }
        func port(_ option: String?, _ variable: String?) throws -> Int {
            try ServiceConfiguration.load(path: option, environment: variable.map { ["AUTOWEBINAR_CONFIG": $0] } ?? [:], defaultPath: path("default"))
                .server.port
        }
        #expect(try port(path("option"), path("variable")) == 1)
        #expect(try port(nil, path("variable")) == 2)
        #expect(try port(nil, nil) == 3)
    }
}
