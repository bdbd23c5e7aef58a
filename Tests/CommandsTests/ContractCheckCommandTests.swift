import Curl
import Foundation
import ProcessHarness
import Sandbox
import Testing

@testable import AutowebinarCommands

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ContractCheckCommandTests {
    @Test(
        "the document of a Swagger page is looked for beside the page, however a browser shows its address",
        arguments: ["", "/", "/#/Playbacks/createPlayback", "#/Playbacks", "/index.html", "/index.html?a=/b#/c.d"])
    func besidePage(rest: String) {
        #expect(OpenAPISource("http://127.0.0.1/v1.0/doc\(rest)").script == "http://127.0.0.1/v1.0/doc/swagger-ui-init.js")
        #expect(OpenAPISource("https://edu.example.com").script == "https://edu.example.com/swagger-ui-init.js")
        #expect(OpenAPISource("https://edu.example.com/v1.0").script == "https://edu.example.com/v1.0/swagger-ui-init.js")
    }

    @Test("the documented dialect's own document says what the table says")
    func same() async throws {
        try await Trial.run { trial in
            let result = try await trial.command("contract", "check", "http://127.0.0.1:\(trial.account.port)/doc/openapi.json")
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.output == "The document says what the table says.\n")
            // A member by another name, which need not be sent and which no override renames.
            let curl = CurlClient(configuration: .init())
            defer { curl.shutdown() }
            let document = try await curl.send(HTTPRequest(url: "http://127.0.0.1:\(trial.account.port)/doc/openapi.json"))
            _ = try trial.account.write(
                String(decoding: document.body, as: UTF8.self).replacing("externalMeetingId", with: "meetingId"), to: "renamed.json")
            let renamed = try await trial.command("contract", "check", "renamed.json", "--write", "contract.yaml")
            #expect(renamed.status == 2, "\(renamed.errors)")
            #expect(renamed.errors.contains("No override mends roomGenerateAccess: not described, sends externalMeetingId."), "\(renamed.errors)")
            #expect(renamed.errors.hasSuffix("Nothing was written.\n"))
        }
    }

    @Test("the second dialect's differences are shown, written as an override, followed by the client, and gone when checked again")
    func second() async throws {
        let account = try await Account(dialect: .second)
        let trial = Trial(account: account)
        do {
            let document = "http://127.0.0.1:\(account.port)/doc/openapi.json"
            let shown = try await trial.command("contract", "check", document, "--json")
            #expect(shown.status == 2)
            let findings = try #require(shown.array)
            #expect(
                findings.contains {
                    $0["operation"] as? String == "updatePlayback" && $0["what"] as? String == "publishedMember"
                        && $0["document"] as? String == "status"
                })
            let written = try await trial.command("contract", "check", document, "--write", "contract.yaml")
            #expect(written.status == 0, "\(written.errors)")
            let again = try await trial.command("contract", "check", document, "--write", "contract.yaml")
            #expect(again.status == 1 && again.errors.contains("contract.yaml already"))
            let contract = ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"]
            #expect(try await trial.command("contract", "check", document, with: contract).status == 0)
            let line = try await trial.command("contract", "show", with: contract).output.split(separator: "\n").first {
                $0.hasPrefix("updatePlayback")
            }
            #expect(line?.contains(#"record=sourceRecordId published=status:"published"/"draft""#) == true)
            let file = try String(contentsOf: account.folder.appending(path: "contract.yaml"), encoding: .utf8)
            #expect(file.hasPrefix("# livedigital as \(document) describes it, 20"))
            let call = try await trial.command("record", "list", "--space", "Маркетинг", "--room", "Демо-зал", with: contract)
            #expect(call.status == 0 && call.output.contains("Демо, лучшее"), "\(call.errors)")
        } catch {
            await account.end()
            throw error
        }
        await account.end()
    }

    private static let openDocument = """
        openapi: 3.0.0
        servers: [{url: /v1}]
        paths:
          /spaces/{spaceId}/playbacks/{playbackId}:
            put:
              operationId: changeShow
              requestBody: {content: {application/json: {schema: {properties: {name: {}, video: {type: string}, mode: {enum: [off, on]}}}}}}
        """

    @Test("a document whose operations lie elsewhere than livedigital.baseURL is told in one row, and nothing is written for it")
    func elsewhere() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.openDocument.replacing("url: /v1", with: "url: \"https://a.example/v2\""), to: "api.yaml")
            let shown = try await trial.command("contract", "check", "api.yaml")
            #expect(shown.status == 2)
            #expect(shown.output == "OPERATION  WHAT     OURS  DOCUMENT\nall        baseURL  /v1   /v2\n")
            let told =
                "The document's operations lie below /v2, and livedigital.baseURL ends in /v1: set it to where they lie, and check again. "
                + "No override mends it"
            #expect(shown.errors == told + ".\n")
            #expect(try await trial.command("contract", "check", "api.yaml", "--json").array?.first?["what"] as? String == "baseURL")
            let written = try await trial.command("contract", "check", "api.yaml", "--write", "contract.yaml")
            #expect(written.status == 2 && written.errors == told + "; nothing was written.\n")
            #expect(!FileManager.default.fileExists(atPath: trial.account.folder.appending(path: "contract.yaml").path))
        }
    }

    @Test("on a terminal a wrong answer is told and asked again, three times at most; Ctrl-D leaves it open")
    func terminal() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.openDocument, to: "api.yaml")
            func check(_ typed: String) async throws -> CommandResult {
                let terminal = try Terminal()
                terminal.type(typed)
                let command = ["contract", "check", "api.yaml", "--write", "contract.yaml", "--operation", "updatePlayback=changeShow"]
                return try await CommandRun(
                    .crashProcess, command, environment: trial.account.environment([:]), terminal: terminal.end, in: trial.account.folder
                ).result
            }
            let file = trial.account.folder.appending(path: "contract.yaml")
            let wrong = try await check("vide\nvidio\nnothing\n1\n")
            #expect(wrong.status == 1 && wrong.errors.ranges(of: "Which member of updatePlayback carries the record?").count == 3, "\(wrong.errors)")
            #expect(wrong.errors.contains("api.yaml cannot be followed: updatePlayback.recordMember"))
            let left = try await check("vide\n\u{4}")
            #expect(left.status == 2 && left.errors.contains("Left open: ") && left.errors.hasSuffix("Nothing was written.\n"), "\(left.errors)")
            #expect(!FileManager.default.fileExists(atPath: file.path))
            let answered = try await check("vide\nvideo\n1\nonn\n2\n")
            #expect(answered.errors.contains("mode has no \"onn\"; there are off, on") && answered.errors.contains("Written: contract.yaml"))
            #expect(try String(contentsOf: file, encoding: .utf8).contains("publishedValue: \"on\""))
        }
    }

    @Test("without a terminal, what the document leaves open is named with its option, and nothing is written until it is given")
    func open() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.openDocument, to: "api.yaml")
            let command = ["contract", "check", "api.yaml", "--write", "contract.yaml", "--operation", "updatePlayback=changeShow"]
            let asked = try await trial.command(command)
            #expect(asked.status == 2)
            #expect(asked.errors.contains("Say --record-member VALUE; there are: video."))
            #expect(asked.errors.contains("Say --published-member VALUE; there are: mode."))
            #expect(asked.errors.hasSuffix("Nothing was written.\n"))
            let file = trial.account.folder.appending(path: "contract.yaml")
            #expect(!FileManager.default.fileExists(atPath: file.path))
            let strange = try await trial.command(
                command + ["--record-member", "video", "--published-member", "mode", "--published-value", "onn", "--unpublished-value", "off"])
            #expect(strange.status == 1 && strange.errors.contains("updatePlayback.publishedValue: mode has no \"onn\"; there are off, on"))
            #expect(!FileManager.default.fileExists(atPath: file.path))
            let answered = try await trial.command(
                command + ["--record-member", "video", "--published-member", "mode", "--published-value", "on", "--unpublished-value", "off"])
            #expect(answered.status == 2, "\(answered.errors)")
            #expect(answered.errors.contains("No override mends createPlayback: not there; if the document calls it otherwise, say --operation"))
            #expect(!answered.errors.contains("Set livedigital.contract"))
            #expect(
                try String(contentsOf: file, encoding: .utf8).hasSuffix(
                    """
                    updatePlayback:
                      recordMember: "video"
                      publishedMember: "mode"
                      publishedValue: "on"
                      unpublishedValue: "off"

                    """))
            let nothing = try await trial.command(
                "contract", "check", "api.yaml", "--write", "other.yaml", "--operation", "updatePlayback=nothing", "--record-member", "video",
                "--published-member", "mode")
            #expect(nothing.status == 2 && nothing.errors.hasSuffix("Nothing was written.\n"), "\(nothing.errors)")
            #expect(try await trial.command("contract", "check", "api.yaml", "--operation", "update=x").status == 64)
            #expect(try await trial.command("contract", "check", "nowhere.yaml").status == 1)
            let page = try await trial.command("contract", "check", "http://127.0.0.1:\(trial.account.port)/nothing")
            #expect(page.status == 1 && page.errors.contains("answered 404"))
        }
    }
}
