package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar backup`.
package struct BackupCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database into one file, while the service works or not.",
        discussion: """
            The copy is there whole or not at all, and only its owner may read it. The key file is not in it: keep that elsewhere.

              autowebinar backup /srv/backup/autowebinar-monday.sqlite
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The file to make.", completion: .file()) var file: String
    @Flag(help: "Replace a file of that name.") var force = false

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let backup = try Backup.make(of: workspace, at: file, replacing: force)
        if global.json { return Console.print(try Console.jsonText(backup)) }
        Console.print(
            "\(backup.file): \(backup.bytes) bytes; runs: \(backup.runs), unfinished: \(backup.unfinished), connections: \(backup.connections)")
        Console.print(
            "Not in it: the key \(workspace.configuration.secrets.keyFile), without which its tokens cannot be read, and the reports in "
                + "\(workspace.configuration.storage.data).")
    }
}
