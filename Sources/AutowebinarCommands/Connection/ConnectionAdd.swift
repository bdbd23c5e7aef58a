package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar connection add`.
package struct ConnectionAdd: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Store a personal token, sealed, and try it.",
        discussion: """
            The token is made by the owner of the account in livedigital, section "Интеграция". It is asked for, or read from a file or from
            standard input; it is never an argument, since others can see arguments. Adding a name again replaces its token, and runs that
            waited for it go on.

              autowebinar connection add
              autowebinar connection add school --token-file token.txt
              pass show livedigital | autowebinar connection add --token-stdin
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The name that job files use.") var name = Orchestration.Connection.defaultName
    @Option(help: "A file that holds the token alone.") var tokenFile: String?
    @Flag(help: "Read the token from standard input.") var tokenStdin = false
    @Option(name: .customLong("base-url"), help: "The address of the API (default: livedigital.baseURL). It is kept with the token.")
    var baseURL: String?

    package init() {}

    package func validate() throws {
        if tokenFile != nil, tokenStdin { throw ValidationError("Give either --token-file or --token-stdin.") }
        if name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) == nil {
            throw ValidationError("The name \(name) is not allowed: use small letters, digits and hyphens, such as school-2.")
        }
        switch baseURL.map(WebAddress.read) {
        case .unreadable: throw ValidationError("--base-url \(baseURL ?? "") is no address such as https://example.com/v1.")
        case .refused(let problem): throw ValidationError("--base-url: \(problem).")
        case nil, .address: break
        }
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let token = try TokenInput.read(file: tokenFile, standardInput: tokenStdin)
        // The token belongs to the account that it was made at, wherever the configuration leads later.
        let baseURL = baseURL ?? workspace.configuration.livedigital.baseURL
        let client = workspace.accounts(nil).client(token: token, baseURL: baseURL)
        var label: String?
        var account: String?
        var refusal: String?
        do {
            let user = try await client.getMe()
            (label, account) = (user.email ?? user.id, user.id)
        } catch  where error.kind == .unauthorized {
            throw Console.fail("Unauthorized: livedigital does not accept this token; nothing was stored. Make a new one and add it again.")
        } catch  where error.kind == .misconfigured {
            throw Console.fail("\(error) Nothing was stored.")
        } catch {
            refusal = error.description
        }
        let former = try await workspace.openForReading()?.connections().first { $0.name == name }
        let sealed = try workspace.makingMasterKey().seal(token, connection: name, member: "token")
        let order = OwnerOrder.addConnection(
            name: name, baseURL: baseURL, sealedToken: sealed, fingerprint: MasterKey.fingerprint(token), label: label,
            account: account, isAccepted: refusal == nil)
        _ = try await order.give(in: workspace, purpose: "autowebinar connection add")
        if global.json {
            Console.print(try Console.jsonText(["name": name, "label": label ?? "", "state": refusal == nil ? "ready" : "unchecked"]))
        } else {
            Console.print("The connection \(name) is stored\(label.map { " (\($0))" } ?? "").")
        }
        if let former, let before = former.account, let account, before != account,
            let runs = try await workspace.openForReading()?.connectionUses()[name]?.runs, !runs.isEmpty
        {
            Console.error(
                "The connection \(name) was of another account before, \(former.label ?? before). This token does not know what these runs made there, "
                    + "and cannot remove it: \(runs.few). To end them, add a token of that account once more.")
        }
        if name == Orchestration.Connection.defaultName, workspace.environmentToken != nil {
            Console.error("AUTOWEBINAR_TOKEN is set and is used instead of it.")
        }
        if let refusal {
            throw Console.fail("The token could not be tried: \(refusal)\nTry it later with: autowebinar connection test \(name)", status: .attention)
        }
    }
}
