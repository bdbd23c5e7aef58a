package import ArgumentParser
import Foundation
import Gateway
import Orchestration

/// `autowebinar kit`.
package struct KitCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "kit", abstract: "What to enter in an automation platform.", subcommands: [KitAlbato.self])

    package init() {}
}

/// `autowebinar kit albato`.
package struct KitAlbato: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "albato", abstract: "Print, in Russian, every field, list, trigger, error and sample for Albato's App Integrator.",
        discussion: """
            The page is made from the definitions that serve the requests; made again it is the same byte for byte. The address of the service in it is
            server.publicURL.

              autowebinar kit albato > albato.md
              autowebinar kit albato --origin https://hooks.example.com > albato.md
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The public address of the service (default: server.publicURL, else a placeholder).") var origin: String?

    package init() {}

    private struct Page: Encodable {
        var markdown: String
    }

    package func validate() throws { _ = try givenOrigin() }

    package func run() async throws {
        let configured = try global.workspace().configuration.server.publicURL
        let kit = AlbatoKit(origin: try givenOrigin() ?? configured ?? "https://hooks.example.com")
        if global.json { return Console.print(try Console.jsonText(Page(markdown: kit.text))) }
        Console.print(String(kit.text.dropLast()))
    }

    private func givenOrigin() throws -> String? {
        guard let origin else { return nil }
        switch WebAddress.read(origin) {
        case .address(let address): return address
        case .unreadable: throw ValidationError("--origin: expected \(WebAddress.expected), found \"\(origin)\"")
        case .refused(let problem): throw ValidationError("--origin: \(problem)")
        }
    }
}
